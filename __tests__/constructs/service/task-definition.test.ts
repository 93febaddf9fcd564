import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import type { ContainerDefinition } from "../../../constructs/service/container-definition";
import { TaskDefinition, type TaskDefinitionProps } from "../../../constructs/service/task-definition";
import { synth } from "../../support/synth";

const container: ContainerDefinition = {
  name: "site",
  image: "repository@sha256:1",
  logs: { groupName: "/ecs/site", region: "eu-west-1", streamPrefix: "task" },
};
const required: TaskDefinitionProps = {
  volumes: [],
  family: "site",
  compatibility: "FARGATE",
  networkMode: "awsvpc",
  architecture: "ARM64",
  cpuUnits: 512,
  memoryMiB: 1024,
  executionRoleArn: "arn:execution",
  taskRoleArn: "arn:task",
  containers: [container],
};

const build = (props: Partial<TaskDefinitionProps> = {}) =>
  synth((stack) => new TaskDefinition(stack, "Task", { ...required, ...props }));

test("gives each task its own interface, its size, platform and two roles", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, EcsTaskDefinition.tfResourceType, {
      family: "site",
      network_mode: "awsvpc",
      requires_compatibilities: ["FARGATE"],
      cpu: "512",
      memory: "1024",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
      execution_role_arn: "arn:execution",
      task_role_arn: "arn:task",
    }),
  ).toBe(true);
});

test("holds its containers as JSON that can be read without AWS", () => {
  const [task] = build().all(EcsTaskDefinition);
  expect(JSON.parse(String(task?.container_definitions))).toMatchObject([
    { name: "site", image: "repository@sha256:1" },
  ]);
});

test("retires the old revision after the service has left it", () => {
  expect(build().all(EcsTaskDefinition)).toMatchObject([{ lifecycle: { create_before_destroy: true } }]);
});

test("mounts EFS over TLS, by the task role and through the access point", () => {
  const volumes = [{ name: "files", efs: { fileSystemId: "fs-1", accessPointId: "fsap-1" } }, { name: "tmp" }];
  const [task] = build({ volumes }).all(EcsTaskDefinition);
  expect(task?.volume).toEqual([
    {
      name: "files",
      efs_volume_configuration: {
        file_system_id: "fs-1",
        transit_encryption: "ENABLED",
        authorization_config: { access_point_id: "fsap-1", iam: "ENABLED" },
      },
    },
    { name: "tmp" },
  ]);
});

test.each(["", "my site", "x".repeat(256)])("refuses the family %j", (family) => {
  expect(() => build({ family })).toThrow("test/Task: family must have 1 to 255 of A-Z a-z 0-9 _ -");
});

test("refuses a size its launch type does not run", () => {
  expect(() => build({ memoryMiB: 512 })).toThrow(
    "test/Task: with CPU 512 Fargate's memory sizes are 1024, 2048, 3072, 4096 MiB, got CPU 512 and memory 512 MiB",
  );
  expect(() => build({ compatibility: "EC2", memoryMiB: 512 })).not.toThrow();
  expect(() => build({ compatibility: "EC2", cpuUnits: 1 })).toThrow("test/Task: CPU must be a whole number of units");
});

test("refuses a container that mounts no volume of the task", () => {
  const containers = [{ ...container, mountPoints: [{ sourceVolume: "files", containerPath: "/files" }] }];
  expect(() => build({ containers })).toThrow("test/Task: container site mounts files, which is no volume of the task");
});

test("fails on a container that starts after one that is essential, or that is not there", () => {
  const first = { ...container, name: "first" };
  const second = { ...container, startsAfter: ["first"] };
  const message = "container site starts after first, which must be a container of the task that is not essential";
  expect(() => build({ containers: [second, first] })).toThrow(message);
  expect(() => build({ containers: [second] })).toThrow(message);
  const [task] = build({ containers: [second, { ...first, essential: false }] }).all(EcsTaskDefinition);
  expect(JSON.parse(String(task?.container_definitions))).toMatchObject([
    { name: "site", dependsOn: [{ containerName: "first", condition: "SUCCESS" }] },
    { name: "first", essential: false },
  ]);
});
