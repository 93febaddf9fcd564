import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { expect, test } from "vitest";
import { LogGroup, type LogGroupProps } from "../../../constructs/observability/log-group";
import { synth } from "../../support/synth";

const groups = (props: Partial<LogGroupProps> = {}) =>
  synth((stack) => new LogGroup(stack, "Logs", { name: "/ecs/site", retentionDays: 30, ...props })).all(
    CloudwatchLogGroup,
  );

test("forgets events after thirty days unless told otherwise", () => {
  expect(groups()).toMatchObject([{ name: "/ecs/site", retention_in_days: 30 }]);
  expect(groups({ retentionDays: 7 })).toMatchObject([{ retention_in_days: 7 }]);
});

test("encrypts with the given key, else leaves that to CloudWatch", () => {
  expect(groups({ kmsKeyArn: "arn:key" })).toMatchObject([{ kms_key_id: "arn:key" }]);
  expect(groups()[0]).not.toHaveProperty("kms_key_id");
});

test.each([0, 2, 31, -1])("refuses %d days, which CloudWatch does not offer", (retentionDays) => {
  expect(() => groups({ retentionDays })).toThrow(/^test\/Logs: retentionDays must be one of 1, 3, .*, got /);
});
