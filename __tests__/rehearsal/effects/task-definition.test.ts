import { expect, test } from "vitest";
import { cpuUnits, mebibytes, readTaskDefinition } from "../../../rehearsal/effects/ecs/read-task-definition";
import {
  type ContainerDefinition,
  containerOptions,
  ignoredAttributes,
  type TaskDefinition,
} from "../../../rehearsal/effects/ecs/task-definition";

const surroundings = {
  network: "vpc",
  resolveSecret: (from: string) => `value of ${from}`,
  source: ({ name }: { name: string }) => `volume-${name}`,
};
const container: ContainerDefinition = { name: "web", image: "web@sha256:1" };
const task = (settings: Partial<TaskDefinition> = {}): TaskDefinition => ({
  arn: "arn:1",
  family: "web",
  networkMode: "awsvpc",
  cpu: 512,
  memory: 1024,
  containers: [container],
  volumes: [{ name: "files" }],
  ...settings,
});
const options = (settings: Partial<ContainerDefinition>, of = task()) =>
  containerOptions(of, { ...container, ...settings }, surroundings);

test("gives a container its image by digest, its environment and its secrets", () => {
  expect(
    options({ environment: [{ name: "A", value: "1" }], secrets: [{ name: "B", valueFrom: "arn" }] }),
  ).toMatchObject({
    Image: "web@sha256:1",
    Env: ["A=1", "B=value of arn"],
  });
});

test("limits CPU and memory by the container's own values, else by the task's", () => {
  expect(options({}).HostConfig).toMatchObject({ NanoCpus: 500_000_000, Memory: 1024 ** 3 });
  expect(options({ cpu: 256, memory: 512, memoryReservation: 128 }).HostConfig).toMatchObject({
    NanoCpus: 250_000_000,
    Memory: 512 * 1024 ** 2,
    MemoryReservation: 128 * 1024 ** 2,
  });
});

test("looks at the health check of the task definition and never at the image's", () => {
  expect(options({}).Healthcheck).toEqual({ Test: ["NONE"] });
  expect(options({ healthCheck: { command: ["CMD", "ok"], interval: 15, startPeriod: 60 } }).Healthcheck).toEqual({
    Test: ["CMD", "ok"],
    Interval: 15e9,
    Timeout: 5e9,
    Retries: 3,
    StartPeriod: 60e9,
  });
});

test("mounts the task's volumes and refuses one that it does not have", () => {
  const mounted = options({ mountPoints: [{ sourceVolume: "files", containerPath: "/data", readOnly: true }] });
  expect(mounted.HostConfig?.Binds).toEqual(["volume-files:/data:ro"]);
  const wrong = () => options({ mountPoints: [{ sourceVolume: "other", containerPath: "/data" }] });
  expect(wrong).toThrow("container web mounts other, which is no volume of task definition web");
});

test("passes on user, command, capabilities, read-only root, tmpfs, ulimits and stop timeout", () => {
  expect(
    options({
      user: "33:33",
      command: ["run"],
      readonlyRootFilesystem: true,
      stopTimeout: 60,
      ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 2 }],
      linuxParameters: {
        initProcessEnabled: true,
        capabilities: { drop: ["ALL"] },
        tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["noexec"] }],
      },
    }),
  ).toMatchObject({
    User: "33:33",
    Cmd: ["run"],
    StopTimeout: 60,
    HostConfig: {
      ReadonlyRootfs: true,
      Init: true,
      CapDrop: ["ALL"],
      Tmpfs: { "/tmp": "size=64m,noexec" },
      Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }],
    },
  });
});

test("publishes ports on the loopback interface alone", () => {
  const { HostConfig: host } = options({ portMappings: [{ containerPort: 8080 }] });
  expect(host?.PortBindings).toEqual({ "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] });
});

test("names what it does not carry out", () => {
  const strange = {
    ...container,
    firelensConfiguration: {},
    links: [],
    linuxParameters: { maxSwap: 1 },
    logConfiguration: { logDriver: "splunk" },
  } as ContainerDefinition;
  expect(ignoredAttributes(strange)).toEqual([
    "firelensConfiguration",
    "linuxParameters.maxSwap",
    "logConfiguration.logDriver=splunk",
  ]);
  expect(ignoredAttributes({ ...container, stopTimeout: 30 })).toEqual([]);
});

test("reads a task definition from Terraform's state", () => {
  const read = readTaskDefinition({
    arn: "arn:2",
    family: "web",
    cpu: "512",
    memory: "1 GB",
    container_definitions: JSON.stringify([container]),
    volume: [
      { name: "tmp", efs_volume_configuration: [] },
      {
        name: "files",
        efs_volume_configuration: [{ file_system_id: "fs-1", authorization_config: [{ access_point_id: "fsap-1" }] }],
      },
    ],
  });
  expect(read).toMatchObject({ cpu: 512, memory: 1024, containers: [container] });
  expect(read.volumes).toEqual([
    { name: "tmp" },
    { name: "files", efs: { fileSystemId: "fs-1", accessPointId: "fsap-1" } },
  ]);
});

test("understands every way to write CPU and memory", () => {
  expect(["256", ".25 vCPU", "1 vcpu", ""].map(cpuUnits)).toEqual([256, 256, 1024, undefined]);
  expect(["512", "2GB", "2 gb", null].map(mebibytes)).toEqual([512, 2048, 2048, undefined]);
});
