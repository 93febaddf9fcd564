import { expect, test } from "vitest";
import { changeCounts, describeRemoval, lostData, removals } from "../../terraform/removals";

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
  expect(lostData(plan).map(describeRemoval)).toEqual([
    "aws_db_instance.X is replaced, since db_name changes",
    "aws_efs_file_system.X is destroyed",
    "aws_s3_bucket.X is replaced, since bucket changes",
  ]);
});

test("a plan without changes loses nothing", () => {
  expect(lostData({})).toEqual([]);
});

test("data come before what else a plan takes away, and what Terraform forgets is no loss of data", () => {
  const plan = {
    resource_changes: [
      change("aws_ecs_service", ["delete", "create"], [["launch_type"]]),
      change("aws_s3_bucket", ["forget"]),
      change("aws_lb", ["delete"]),
      change("aws_db_instance", ["delete"]),
      change("aws_ecs_cluster", ["update"]),
    ],
  };
  expect(removals(plan).map(describeRemoval)).toEqual([
    "aws_db_instance.X is destroyed",
    "aws_ecs_service.X is replaced, since launch_type changes",
    "aws_s3_bucket.X is forgotten",
    "aws_lb.X is destroyed",
  ]);
  expect(lostData(plan).map(({ address }) => address)).toEqual(["aws_db_instance.X"]);
  expect(changeCounts(plan)).toEqual({ add: 1, change: 1, destroy: 3 });
});
