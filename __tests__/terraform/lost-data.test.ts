import { expect, test } from "vitest";
import { describeLoss, lostData } from "../../terraform/lost-data";

const change = (type: string, actions: string[], replace_paths?: string[][]) => ({
  address: `${type}.X`,
  type,
  change: { actions, replace_paths },
});

test("a plan loses data where what holds them is replaced or destroyed", () => {
  const plan = {
    resource_changes: [
      change("aws_db_instance", ["delete", "create"], [["db_name"]]),
      change("aws_efs_file_system", ["delete"]),
      change("aws_s3_bucket", ["create", "delete"], [["bucket"]]),
      change("aws_db_instance", ["update"]),
      change("aws_ecs_service", ["delete", "create"], [["launch_type"]]),
      change("aws_s3_bucket", ["create"]),
    ],
  };
  expect(lostData(plan).map(describeLoss)).toEqual([
    "aws_db_instance.X is replaced, since db_name changes",
    "aws_efs_file_system.X is destroyed",
    "aws_s3_bucket.X is replaced, since bucket changes",
  ]);
});

test("a plan without changes loses nothing", () => {
  expect(lostData({})).toEqual([]);
});
