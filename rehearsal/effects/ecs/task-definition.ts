import type Docker from "dockerode";
import { USUAL_STOP_SECONDS } from "../../../aws/ecs/limits";

/** A container as ECS describes it (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly essential?: boolean;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly hostname?: string;
  readonly privileged?: boolean;
  readonly interactive?: boolean;
  readonly pseudoTerminal?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly environment?: readonly { name: string; value: string }[];
  readonly secrets?: readonly { name: string; valueFrom: string }[];
  readonly mountPoints?: readonly { sourceVolume: string; containerPath: string; readOnly?: boolean }[];
  readonly portMappings?: readonly { containerPort: number; hostPort?: number; protocol?: string }[];
  readonly healthCheck?: {
    command: string[];
    interval?: number;
    timeout?: number;
    retries?: number;
    startPeriod?: number;
  };
  readonly ulimits?: readonly { name: string; softLimit: number; hardLimit: number }[];
  readonly linuxParameters?: {
    readonly initProcessEnabled?: boolean;
    readonly capabilities?: { add?: string[]; drop?: string[] };
    readonly tmpfs?: readonly { containerPath: string; size: number; mountOptions?: string[] }[];
    readonly sharedMemorySize?: number;
  };
  readonly logConfiguration?: { logDriver: string; options?: Record<string, string> };
  readonly systemControls?: readonly { namespace: string; value: string }[];
  readonly extraHosts?: readonly { hostname: string; ipAddress: string }[];
  readonly dockerLabels?: Record<string, string>;
  readonly dependsOn?: readonly { containerName: string; condition: string }[];
  readonly stopTimeout?: number;
}

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  /** Role of the task's own code. */
  readonly taskRoleArn?: string;
  /** `awsvpc`: its containers share one interface. `bridge`: each has its own. */
  readonly networkMode: string;
  /** CPU units of the whole task; 1024 are one vCPU. */
  readonly cpu: number | undefined;
  /** Memory of the whole task in MiB. */
  readonly memory: number | undefined;
  readonly containers: readonly ContainerDefinition[];
  readonly volumes: readonly TaskVolume[];
}

export interface TaskVolume {
  readonly name: string;
  readonly efs?: { readonly fileSystemId: string; readonly accessPointId?: string };
  /** A directory of the container instance. */
  readonly hostPath?: string;
}

/** What a task needs that is not in its definition. */
export interface Surroundings {
  readonly network: string;
  readonly resolveSecret: (valueFrom: string) => string;
  /** The Docker volume or directory behind a volume of the task. */
  readonly source: (volume: TaskVolume) => string;
}

const SECOND = 1_000_000_000;
const MIB = 1024 * 1024;

/** Attributes that the translation below carries out, or that mean nothing on one machine and have no effect on the task. */
const KNOWN = new Set([
  "name",
  "image",
  "essential",
  "command",
  "entryPoint",
  "user",
  "workingDirectory",
  "hostname",
  "privileged",
  "interactive",
  "pseudoTerminal",
  "readonlyRootFilesystem",
  "cpu",
  "memory",
  "memoryReservation",
  "environment",
  "secrets",
  "mountPoints",
  "portMappings",
  "healthCheck",
  "ulimits",
  "linuxParameters",
  "logConfiguration",
  "systemControls",
  "extraHosts",
  "dockerLabels",
  "dependsOn",
  "stopTimeout",
]);
const KNOWN_LINUX = new Set(["initProcessEnabled", "capabilities", "tmpfs", "sharedMemorySize"]);

/** Names of attributes that ECS would heed and the local run does not. */
export function ignoredAttributes(container: ContainerDefinition): string[] {
  const named = (object: object, known: ReadonlySet<string>, prefix: string) =>
    Object.entries(object)
      .filter(([name, value]) => !known.has(name) && value !== null && !(Array.isArray(value) && value.length === 0))
      .map(([name]) => `${prefix}${name}`);
  const driver = container.logConfiguration?.logDriver;
  return [
    ...named(container, KNOWN, ""),
    ...named(container.linuxParameters ?? {}, KNOWN_LINUX, "linuxParameters."),
    ...(driver && driver !== "awslogs" ? [`logConfiguration.logDriver=${driver}`] : []),
  ];
}

/** What Docker is asked for to run one container of a task as ECS would. The first container of a task holds its network. */
export function containerOptions(
  task: TaskDefinition,
  container: ContainerDefinition,
  around: Surroundings,
): Docker.ContainerCreateOptions {
  const { healthCheck } = container;
  const ports = (container.portMappings ?? []).map(
    ({ containerPort, protocol = "tcp" }) => `${containerPort}/${protocol}`,
  );
  return {
    Image: container.image,
    Env: environmentOf(container, around),
    ...given({
      Cmd: container.command && [...container.command],
      Entrypoint: container.entryPoint && [...container.entryPoint],
      User: container.user,
      WorkingDir: container.workingDirectory,
      Hostname: container.hostname,
      OpenStdin: container.interactive,
      Tty: container.pseudoTerminal,
      Labels: container.dockerLabels && { ...container.dockerLabels },
    }),
    StopTimeout: container.stopTimeout ?? USUAL_STOP_SECONDS,
    // ECS does not look at a health check of the image.
    Healthcheck: healthCheck ? dockerHealthCheck(healthCheck) : { Test: ["NONE"] },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: around.network,
      PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: "127.0.0.1", HostPort: "0" }]])),
      Binds: bindsOf(task, container, around),
      ...limits(task, container),
      ...kernelOptions(container),
    },
  };
}

function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== false),
  ) as Partial<T>;
}

function kernelOptions({ linuxParameters: linux = {}, ...container }: ContainerDefinition): Docker.HostConfig {
  const tmpfs = (linux.tmpfs ?? []).map(({ containerPath, size, mountOptions = [] }) => [
    containerPath,
    [`size=${size}m`, ...mountOptions].join(","),
  ]);
  const ulimits = (container.ulimits ?? []).map(({ name, softLimit, hardLimit }) => ({
    Name: name,
    Soft: softLimit,
    Hard: hardLimit,
  }));
  return {
    Init: linux.initProcessEnabled ?? false,
    ReadonlyRootfs: container.readonlyRootFilesystem ?? false,
    Privileged: container.privileged ?? false,
    CapAdd: linux.capabilities?.add ?? [],
    CapDrop: linux.capabilities?.drop ?? [],
    Tmpfs: Object.fromEntries(tmpfs),
    Ulimits: ulimits,
    Sysctls: Object.fromEntries((container.systemControls ?? []).map(({ namespace, value }) => [namespace, value])),
    ExtraHosts: (container.extraHosts ?? []).map(({ hostname, ipAddress }) => `${hostname}:${ipAddress}`),
    ...given({ ShmSize: linux.sharedMemorySize && linux.sharedMemorySize * MIB }),
  };
}

function environmentOf(
  { environment = [], secrets = [] }: ContainerDefinition,
  { resolveSecret }: Surroundings,
): string[] {
  const plain = environment.map(({ name, value }) => `${name}=${value}`);
  return [...plain, ...secrets.map(({ name, valueFrom }) => `${name}=${resolveSecret(valueFrom)}`)];
}

function dockerHealthCheck({
  command,
  interval = 30,
  timeout = 5,
  retries = 3,
  startPeriod = 0,
}: NonNullable<ContainerDefinition["healthCheck"]>) {
  return {
    Test: command,
    Interval: interval * SECOND,
    Timeout: timeout * SECOND,
    Retries: retries,
    StartPeriod: startPeriod * SECOND,
  };
}

/** The limits of the container, and where it has none those of the task. */
function limits(task: TaskDefinition, { cpu, memory, memoryReservation }: ContainerDefinition) {
  const units = cpu || task.cpu;
  const hard = memory || task.memory;
  return {
    ...(units ? { NanoCpus: Math.round((units / 1024) * SECOND) } : {}),
    ...(hard ? { Memory: hard * MIB, MemorySwap: hard * MIB } : {}),
    ...(memoryReservation ? { MemoryReservation: memoryReservation * MIB } : {}),
  };
}

/** A volume without a source lives as long as the task: Docker's anonymous volume, filled from the image as ECS's bind mount is. */
function bindsOf(
  task: TaskDefinition,
  { name, mountPoints = [] }: ContainerDefinition,
  { source }: Surroundings,
): string[] {
  return mountPoints.map(({ sourceVolume, containerPath, readOnly }) => {
    const volume = task.volumes.find((one) => one.name === sourceVolume);
    if (!volume)
      throw new Error(`container ${name} mounts ${sourceVolume}, which is no volume of task definition ${task.family}`);
    return `${source(volume)}:${containerPath}${readOnly ? ":ro" : ""}`;
  });
}
