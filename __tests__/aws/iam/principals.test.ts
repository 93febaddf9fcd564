import { expect, test } from "vitest";
import { principalRefusal } from "../../../aws/iam/principals";

test.each([
  "ecs-tasks.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "logs.eu-west-1.amazonaws.com",
  "logdelivery.elasticloadbalancing.amazonaws.com",
  "scheduler.amazonaws.com",
  "ec2.amazonaws.com.cn",
  "ec2.c2s.ic.gov",
  "of-tomorrow.rds.amazonaws.com",
])("%s may be a principal", (principal) => expect(principalRefusal(principal)).toBeUndefined());

test.each([
  ["ecs-task.amazonaws.com", "no service has this principal; is it ecs-tasks.amazonaws.com?"],
  ["monitorin.rds.amazonaws.com", "no service has this principal; is it monitoring.rds.amazonaws.com?"],
  ["wordpress.amazonaws.com", "no service has this principal"],
  ["part.wordpress.amazonaws.com", "no service has this principal"],
  ["ecs-tasks.amazonaws.org", "a service's principal ends with amazonaws.com"],
])("%s is none", (principal, refusal) => expect(principalRefusal(principal)).toBe(refusal));
