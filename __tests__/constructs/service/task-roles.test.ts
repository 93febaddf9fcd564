import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { TaskRoles, type TaskRolesProps } from "../../../constructs/service/task-roles";
import { synth } from "../../support/synth";

const required = {
  name: "site",
  repositoryArn: "arn:repository",
  logGroupArn: "arn:logs",
  secretArns: ["arn:secret-1", "arn:secret-2"],
  fileSystem: { fileSystemArn: "arn:files", accessPointArn: "arn:access-point" },
};

const build = (props: Partial<TaskRolesProps> = {}) =>
  synth((stack) => new TaskRoles(stack, "Roles", { ...required, ...props }));

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

/** Statements of a role's policy by their id. */
function rights(name: "execution" | "task", props: Partial<TaskRolesProps> = {}): Record<string, Statement> {
  const found = build(props)
    .all(IamRolePolicy)
    .find((policy) => policy.name === name);
  const statements: Statement[] = found === undefined ? [] : JSON.parse(String(found.policy)).Statement;
  return Object.fromEntries(statements.map((statement) => [statement.Sid, statement]));
}

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
  const { json, all } = build();
  expect(all(IamRole).map((role) => role.name)).toEqual(["site-execution", "site-task"]);
  expect(Testing.toHaveResource(json, IamRole.tfResourceType)).toBe(true);
});

test("starts tasks with one repository, one log group and the named secrets", () => {
  expect(rights("execution")).toMatchObject({
    RegistryLogin: { Action: "ecr:GetAuthorizationToken", Resource: "*" },
    PullImage: { Resource: "arn:repository" },
    WriteLogs: { Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "arn:logs:*" },
    ReadSecrets: { Action: "secretsmanager:GetSecretValue", Resource: ["arn:secret-1", "arn:secret-2"] },
  });
});

test("names each secret once, and none when there is none", () => {
  const twice = { secretArns: ["arn:secret-1", "arn:secret-1"] };
  expect(rights("execution", twice).ReadSecrets?.Resource).toEqual(["arn:secret-1"]);
  const none = rights("execution", { secretArns: [], secretsKmsKeyArn: "arn:key" });
  expect(Object.keys(none)).toEqual(["RegistryLogin", "PullImage", "WriteLogs"]);
});

test("decrypts with the secrets' key through Secrets Manager only", () => {
  expect(rights("execution")).not.toHaveProperty("DecryptSecrets");
  expect(rights("execution", { secretsKmsKeyArn: "arn:key" }).DecryptSecrets).toMatchObject({
    Action: "kms:Decrypt",
    Resource: "arn:key",
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } },
  });
});

test("lets a task mount and write through its access point, not as root, and gives it no other right", () => {
  expect(rights("task")).toEqual({
    MountWebRoot: {
      Sid: "MountWebRoot",
      Effect: "Allow",
      Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      Resource: "arn:files",
      Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": "arn:access-point" } },
    },
  });
});

test("lets a task log in to one cache as one user", () => {
  const cacheLogin = { cacheArn: "arn:cache", userArn: "arn:user" };
  expect(rights("task", { cacheLogin })).toMatchObject({
    ConnectToCache: {
      Sid: "ConnectToCache",
      Effect: "Allow",
      Action: "elasticache:Connect",
      Resource: ["arn:cache", "arn:user"],
    },
  });
});

test("opens ECS Exec only when asked, with its transcripts and its key", () => {
  const exec = rights("task", { exec: { logGroupArn: "arn:transcripts", kmsKeyArn: "arn:key" } });
  expect(exec.ExecChannels?.Action).toEqual([
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ]);
  expect(exec).toMatchObject({
    ExecWriteTranscripts: { Resource: "arn:transcripts:*" },
    ExecSessionKey: { Action: "kms:Decrypt", Resource: "arn:key" },
  });
  expect(rights("task", { exec: { logGroupArn: "arn:transcripts" } })).not.toHaveProperty("ExecSessionKey");
});

test("says everything only where AWS knows no resource", () => {
  const all = { ...rights("execution"), ...rights("task", { exec: { logGroupArn: "arn:transcripts" } }) };
  const open = Object.values(all).filter((statement) => statement.Resource === "*");
  expect(open.map((statement) => statement.Sid)).toEqual(["RegistryLogin", "ExecChannels", "ExecFindTranscripts"]);
});

test("makes a service wait for the rights of both roles", () => {
  let roles: TaskRoles | undefined;
  const exec = { logGroupArn: "arn:transcripts" };
  synth((stack) => {
    roles = new TaskRoles(stack, "Roles", { ...required, exec });
  });
  expect(roles?.ready).toEqual([expect.any(IamRolePolicy), expect.any(IamRolePolicy)]);
});

test("refuses a name whose roles' names would be too long", () => {
  const name = "x".repeat(55);
  expect(() => build({ name })).toThrow(`test/Roles: name must have 54 characters at most, got 55: ${name}`);
  expect(() => build({ name: "x".repeat(54) })).not.toThrow();
});
