import { expect, test } from "vitest";
import type { State } from "../../../constructs/backup/restore-test/states";
import { type Called, execute, restoreTestMachine, type Services } from "../../support/restore-test-machine";
import { ApiError } from "../../support/state-machine";

const JOB = "0f1e2d3c-1111-4222-8333-444455556666";
const ARN = "arn:aws:rds:eu-west-1:111122223333";
const event = { source: "aws.backup", detail: { restoreJobId: JOB, status: "COMPLETED" } };

const JOBS = {
  rds: { ResourceType: "RDS", CreatedResourceArn: `${ARN}:db:awsbackup-restore-test-1` },
  aurora: { ResourceType: "Aurora", CreatedResourceArn: `${ARN}:cluster:awsbackup-restore-test-1` },
  files: {
    ResourceType: "EFS",
    CreatedResourceArn: "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0123",
  },
};

/** AWS with one restored thing; `over` answers in place of it. */
function aws(job: Record<string, unknown>, over: Record<string, (call: Called, times: number) => unknown> = {}) {
  const targets = new Map<string, number>();
  const instances = new Map<string, number>();
  const times = new Map<string, number>();
  const seen = (lookedAt: Map<string, number>, id: string) => {
    lookedAt.set(id, (lookedAt.get(id) ?? 0) + 1);
    return (lookedAt.get(id) ?? 0) > 2 ? "available" : "creating";
  };
  const answers: Record<string, (call: Called["arguments"]) => unknown> = {
    "backup:describeRestoreJob": () => ({ RestoreJobId: JOB, Status: "COMPLETED", ...job }),
    "rds:createDBInstance": ({ DbInstanceIdentifier }) => instances.set(String(DbInstanceIdentifier), 0),
    "rds:describeDBInstances": ({ DbInstanceIdentifier }) => ({
      DbInstances: [
        {
          DbInstanceStatus: seen(instances, String(DbInstanceIdentifier)),
          Endpoint: { Address: "restored.example.rds.amazonaws.com" },
        },
      ],
    }),
    "rds:describeDBClusters": () => ({ DbClusters: [{ Endpoint: "restored.cluster.rds.amazonaws.com" }] }),
    "rds:deleteDBInstance": ({ DbInstanceIdentifier }) => instances.delete(String(DbInstanceIdentifier)),
    "efs:createAccessPoint": () => ({ AccessPointId: "fsap-1" }),
    "efs:createMountTarget": ({ SubnetId }) => targets.set(`fsmt-${SubnetId}`, 0),
    "efs:deleteMountTarget": ({ MountTargetId }) => targets.delete(String(MountTargetId)),
    "efs:describeMountTargets": () => ({
      MountTargets: [...targets.keys()].map((id) => ({ MountTargetId: id, LifeCycleState: seen(targets, id) })),
    }),
    "ecs:registerTaskDefinition": ({ Family }) => ({ TaskDefinition: { TaskDefinitionArn: `arn:${Family}:7` } }),
  };
  const services: Services = (call) => {
    times.set(call.name, (times.get(call.name) ?? 0) + 1);
    const answer = over[call.name];
    return answer ? answer(call, times.get(call.name) ?? 0) : answers[call.name]?.(call.arguments);
  };
  return { services, targets, instances };
}

const fails = (error: string) => () => {
  throw new ApiError(error, "a cause that quotes a task in full");
};
const named = (calls: Called[], name: string) =>
  calls.filter((call) => call.name === name).map((call) => call.arguments);
const metrics = (calls: Called[]) =>
  named(calls, "cloudwatch:putMetricData").map(({ MetricData }) => (MetricData as { Value: number }[])[0]);

test("every state is led to, leads to one that is there, and holds nothing that Terraform reads as a template", () => {
  for (const kind of ["RDS", "Aurora"] as const) {
    const machine = restoreTestMachine(kind);
    const leads = (state: State): string[] =>
      [state, ...((state.Choices ?? []) as State[]), ...((state.Catch ?? []) as State[])]
        .flatMap(({ Next, Default }) => [Next, Default])
        .filter((next): next is string => typeof next === "string");
    const led = new Set([machine.StartAt, ...Object.values(machine.States).flatMap(leads)]);
    expect([...led].sort()).toEqual(Object.keys(machine.States).sort());
    expect(JSON.stringify(machine)).not.toMatch(/%\{|\$\{/);
  }
});

test("a good database is a metric, a time and AWS Backup's own result", async () => {
  const { services } = aws(JOBS.rds);
  const { calls, status } = await execute(restoreTestMachine(), event, services);
  expect(status).toBe("SUCCEEDED");
  expect(named(calls, "ecs:runTask.sync")).toEqual([
    {
      Cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/site",
      TaskDefinition: "site",
      CapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Weight: 1, Base: 0 }],
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ["subnet-task"], SecurityGroups: ["sg-task"], AssignPublicIp: "DISABLED" },
      },
      Overrides: {
        ContainerOverrides: [
          {
            Name: "wordpress",
            Command: ["wp-image", "check-restore", "--wait=300", "--database=restored.example.rds.amazonaws.com"],
          },
        ],
      },
    },
  ]);
  expect(metrics(calls)).toEqual([
    {
      MetricName: "RestoreTestSucceeded",
      Dimensions: [{ Name: "restored", Value: "database" }],
      Value: 1,
      Unit: "None",
    },
  ]);
  expect(named(calls, "ssm:putParameter")).toEqual([
    {
      Name: "/wordpress/site/restore-test/database",
      Value: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      Overwrite: true,
    },
  ]);
  expect(named(calls, "backup:putRestoreValidationResult")).toEqual([
    { RestoreJobId: JOB, ValidationStatus: "SUCCESSFUL", ValidationStatusMessage: "The mark was read" },
  ]);
});

test("a bad database is a failure everywhere, and its time stays as it was", async () => {
  const { services } = aws(JOBS.rds, { "ecs:runTask.sync": fails("States.TaskFailed") });
  const { calls, status, cause } = await execute(restoreTestMachine(), event, services);
  expect([status, cause]).toEqual(["FAILED", "CheckDatabase: States.TaskFailed"]);
  expect(metrics(calls)).toMatchObject([{ Value: 0 }]);
  expect(named(calls, "ssm:putParameter")).toEqual([]);
  expect(named(calls, "backup:putRestoreValidationResult")).toMatchObject([
    { ValidationStatus: "FAILED", ValidationStatusMessage: "CheckDatabase: States.TaskFailed" },
  ]);
});

test("a restore that failed is a failure without a check", async () => {
  const job = { ResourceType: "EFS", Status: "FAILED", StatusMessage: "no such key" };
  const { calls, cause } = await execute(restoreTestMachine(), event, aws(job).services);
  expect(cause).toBe("the restore is FAILED: no such key");
  expect(metrics(calls)).toMatchObject([{ Dimensions: [{ Value: "files" }], Value: 0 }]);
  expect(calls.map(({ name }) => name)).toEqual(["backup:describeRestoreJob", "cloudwatch:putMetricData"]);
});

test.each([
  ["goes", {}],
  ["is bad", { "ecs:runTask.sync": fails("States.TaskFailed") }],
  ["never answers", { "rds:describeDBInstances": () => ({ DbInstances: [{ DbInstanceStatus: "creating" }] }) }],
  ["cannot be asked", { "rds:describeDBClusters": fails("Rds.RdsException") }],
])("a cluster of Aurora gets an instance, which goes also when the check %s", async (what, over) => {
  const { services, instances } = aws(JOBS.aurora, over);
  const { calls, status } = await execute(restoreTestMachine("Aurora"), event, services);
  expect(named(calls, "rds:createDBInstance")).toMatchObject([
    { DbInstanceIdentifier: `restore-check-${JOB}`, DbClusterIdentifier: "awsbackup-restore-test-1" },
  ]);
  expect(instances.size).toBe(0);
  expect(status).toBe(what === "goes" ? "SUCCEEDED" : "FAILED");
  expect(metrics(calls)).toMatchObject([{ Value: what === "goes" ? 1 : 0 }]);
});

test("files get an address, a task that mounts them as root without a secret, and lose both", async () => {
  const { services, targets } = aws(JOBS.files);
  const { calls, status } = await execute(restoreTestMachine(), event, services);
  expect([status, targets.size]).toEqual(["SUCCEEDED", 0]);
  expect(named(calls, "efs:createMountTarget")).toEqual(
    ["subnet-a", "subnet-b"].map((SubnetId) => ({
      FileSystemId: "fs-0123",
      SubnetId,
      SecurityGroups: ["sg-files"],
    })),
  );
  const [task] = named(calls, "ecs:registerTaskDefinition");
  expect(task?.TaskRoleArn).toBeUndefined();
  expect(task?.Volumes).toContainEqual({
    Name: "restored",
    EfsVolumeConfiguration: {
      FileSystemId: "fs-0123",
      TransitEncryption: "ENABLED",
      AuthorizationConfig: { AccessPointId: "fsap-1", Iam: "DISABLED" },
    },
  });
  expect(task?.ContainerDefinitions).toMatchObject([
    {
      Command: ["wp-image", "check-restore", "--files=/mnt"],
      Secrets: [],
      ReadonlyRootFilesystem: true,
      LogConfiguration: { LogDriver: "awslogs", Options: { "awslogs-group": "/ecs/site/wordpress" } },
    },
  ]);
  expect(named(calls, "ecs:runTask.sync")).toMatchObject([{ TaskDefinition: "arn:site-restored:7" }]);
  expect(named(calls, "ecs:deregisterTaskDefinition")).toEqual([{ TaskDefinition: "arn:site-restored:7" }]);
  expect(named(calls, "efs:deleteAccessPoint")).toEqual([{ AccessPointId: "fsap-1" }]);
  expect(named(calls, "ssm:putParameter")).toMatchObject([{ Name: "/wordpress/site/restore-test/files" }]);
});

test.each([
  ["the access point", "efs:createAccessPoint", "MakeAccessPoint"],
  ["a mount target", "efs:createMountTarget", "MakeMountTargets"],
  ["the task definition", "ecs:registerTaskDefinition", "RegisterTask"],
  ["the task", "ecs:runTask.sync", "CheckFiles"],
])("without %s, what was made for the files goes all the same", async (_, name, state) => {
  const over = { [name]: (_: Called, times: number) => (name.includes("Mount") && times < 2 ? {} : fails("No")()) };
  const { services, targets } = aws(JOBS.files, over);
  const { calls, cause } = await execute(restoreTestMachine(), event, services);
  expect([cause, targets.size]).toEqual([`${state}: No`, 0]);
  const deleted = named(calls, "efs:deleteAccessPoint").length;
  expect(deleted).toBe(name === "efs:createAccessPoint" ? 0 : 1);
});

test("files whose address does not come or does not go are a failure", async () => {
  const creating = () => ({ MountTargets: [{ MountTargetId: "fsmt-1", LifeCycleState: "creating" }] });
  const { calls, cause } = await execute(
    restoreTestMachine(),
    event,
    aws(JOBS.files, { "efs:describeMountTargets": creating }).services,
  );
  expect(cause).toBe("MountTargets: not in time; NoTargets: not in time");
  expect(metrics(calls)).toMatchObject([{ Value: 0 }]);
});

test("without a job it measures how old the last good tests are", async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const values = {
    database: { Value: daysAgo(3), LastModifiedDate: daysAgo(1) },
    files: { Value: "none yet", LastModifiedDate: daysAgo(5) },
  };
  const { calls, status } = await execute(restoreTestMachine(), {}, ({ name, arguments: { Name } }) => {
    if (name !== "ssm:getParameter") return {};
    return { Parameter: values[String(Name).endsWith("files") ? "files" : "database"] };
  });
  expect(status).toBe("SUCCEEDED");
  expect(metrics(calls)).toMatchObject([
    { MetricName: "DaysSinceRestoreTest", Dimensions: [{ Name: "restored", Value: "database" }] },
    { MetricName: "DaysSinceRestoreTest", Dimensions: [{ Name: "restored", Value: "files" }] },
  ]);
  expect(metrics(calls).map((metric) => Math.round(metric?.Value ?? 0))).toEqual([3, 5]);
});
