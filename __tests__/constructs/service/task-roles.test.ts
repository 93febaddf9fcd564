import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { expect, test } from "vitest";
import { TaskRoles, type TaskRolesProps } from "../../../constructs/service/task-roles";
import { synth } from "../../support/synth";

const build = (props: TaskRolesProps = { name: "site" }, use: (roles: TaskRoles) => void = () => {}) =>
  synth((stack) => use(new TaskRoles(stack, "Roles", props)));

test("may be taken by tasks of this account and region only", () => {
  for (const role of build().all(IamRole)) {
    expect(JSON.parse(String(role.assume_role_policy)).Statement).toMatchObject([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
        },
      },
    ]);
  }
});

test("keeps starting a task and being one apart", () => {
  const { all } = build(undefined, ({ execution, task }) => {
    execution.allow({ Sid: "Pull", Action: "ecr:BatchGetImage", Resource: "arn:repository" });
    task.allow({ Sid: "Mount", Action: "elasticfilesystem:ClientMount", Resource: "arn:files" });
  });
  expect(all(IamRole).map((role) => role.name)).toEqual(["site-execution", "site-task"]);
  const rights = all(IamRolePolicy).map(({ name, policy }) => [
    name,
    JSON.parse(String(policy)).Statement.map(({ Sid }: { Sid: string }) => Sid),
  ]);
  expect(rights).toEqual([
    ["execution", ["Pull"]],
    ["task", ["Mount"]],
  ]);
});

test("has the rights that are given after it was made, as later constructs do", () => {
  const { all } = synth((stack) => {
    const { task } = new TaskRoles(stack, "Roles", { name: "site" });
    const bucket = new S3Bucket(stack, "Bucket", {});
    task.allow({ Sid: "Read", Action: "s3:GetObject", Resource: bucket.arn });
  });
  const [, task] = all(IamRolePolicy);
  expect(JSON.parse(String(task?.policy)).Statement[0].Resource).toContain("aws_s3_bucket.Bucket.arn");
});

test("makes a service wait for the rights of both roles", () => {
  let roles: TaskRoles | undefined;
  build(undefined, (made) => {
    made.execution.allow({ Sid: "Pull", Action: "ecr:BatchGetImage", Resource: "arn:repository" });
    made.task.allow({ Sid: "Mount", Action: "elasticfilesystem:ClientMount", Resource: "arn:files" });
    roles = made;
  });
  expect(roles?.ready).toEqual([expect.any(IamRolePolicy), expect.any(IamRolePolicy)]);
});

test("refuses a name whose roles' names would be too long", () => {
  const name = "x".repeat(55);
  expect(() => build({ name })).toThrow(`test/Roles: name must have 54 characters at most, got 55: ${name}`);
  expect(() => build({ name: "x".repeat(54) })).not.toThrow();
});
