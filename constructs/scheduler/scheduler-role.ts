import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import type { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";

/** The role by which EventBridge Scheduler acts, for schedules of this account alone. */
export function schedulerRole(scope: Construct, name: string): IamRole {
  return new IamRole(scope, "Role", {
    name,
    assumeRolePolicy: policy({
      Sid: "SchedulerAssumes",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": Place.of(scope).account } },
    }),
  });
}
