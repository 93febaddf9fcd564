import { ECS_NAME, ECS_NAME_RULE, LONGEST_STOP_SECONDS } from "../../aws/ecs/limits";
import type { SecretReference } from "../secrets/generated-secret";

/** One container of a task, in ECS's own words; whatever is not here cannot be misspelt. */
export interface ContainerDefinition {
  readonly name: string;
  /** Image by digest. */
  readonly image: string;
  /** The task stops when this container stops. @default true */
  readonly essential?: boolean;
  /** User, or user and group, that the image's process runs as. @default - the image's own */
  readonly user?: string;
  /** @default - the image's own */
  readonly command?: readonly string[];
  readonly containerPorts?: readonly number[];
  /** The instance chooses a port of its own for each, as in network mode bridge. @default false */
  readonly dynamicHostPorts?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly ContainerSecret[];
  readonly mountPoints?: readonly MountPoint[];
  readonly healthCheck?: ContainerHealthCheck;
  /** Containers of the task that must have succeeded before this one starts; they are not essential. @default - none */
  readonly startsAfter?: readonly string[];
  readonly logs: ContainerLogs;
  /** Linux capabilities that the container loses, such as `ALL`. @default - none */
  readonly dropCapabilities?: readonly string[];
  /** Open files, soft and hard. @default - the agent's own */
  readonly openFiles?: number;
  /** Seconds from SIGTERM to SIGKILL, 2 to 120. @default 30 */
  readonly stopTimeoutSeconds?: number;
  /** @default true */
  readonly readonlyRootFilesystem?: boolean;
}

/** A secret, or one key of a JSON secret, which ECS puts into the variable `name`. */
export interface ContainerSecret extends Pick<SecretReference, "secretArn"> {
  readonly name: string;
  /** @default - the whole secret */
  readonly jsonKey?: string;
}

export interface MountPoint {
  readonly sourceVolume: string;
  readonly containerPath: string;
  /** @default false */
  readonly readOnly?: boolean;
}

export interface ContainerHealthCheck {
  /** `CMD` and the words of a command, or `CMD-SHELL` and a line for the shell; exit 0 means healthy. */
  readonly command: readonly [kind: "CMD" | "CMD-SHELL", ...words: string[]];
  /** 5 to 300. @default 30 */
  readonly intervalSeconds?: number;
  /** 2 to 60. @default 5 */
  readonly timeoutSeconds?: number;
  /** Failures in a row that make it unhealthy, 1 to 10. @default 3 */
  readonly retries?: number;
  /** Time to start in which failures do not count, 0 to 300. @default 0 */
  readonly startPeriodSeconds?: number;
}

export interface ContainerLogs {
  readonly groupName: string;
  readonly region: string;
  readonly streamPrefix: string;
}

/**
 * The `container_definitions` of a task definition. Keys and lists whose order means nothing are sorted, so the same
 * containers always give the same text.
 *
 * @throws when a value is one that ECS refuses.
 */
export function containerDefinitions(...containers: ContainerDefinition[]): string {
  return JSON.stringify(containers.map(containerDefinition));
}

function containerDefinition(container: ContainerDefinition): Record<string, unknown> {
  checkContainer(container);
  const { environment = {}, secrets = [], containerPorts = [], mountPoints = [], openFiles } = container;
  return {
    name: container.name,
    image: container.image,
    essential: container.essential ?? true,
    user: container.user,
    command: container.command,
    environment: Object.entries(environment)
      .map(([name, value]) => ({ name, value: literal(value) }))
      .sort(byName),
    secrets: secrets
      .map(({ name, secretArn, jsonKey }) => ({
        name,
        valueFrom: jsonKey === undefined ? secretArn : `${secretArn}:${jsonKey}::`,
      }))
      .sort(byName),
    // In network mode awsvpc the host port is the container port; naming it keeps later plans empty.
    portMappings: containerPorts.map((port) => ({
      containerPort: port,
      hostPort: container.dynamicHostPorts ? 0 : port,
      protocol: "tcp",
    })),
    mountPoints: mountPoints.map(({ readOnly = false, ...rest }) => ({ ...rest, readOnly })),
    healthCheck: container.healthCheck && healthCheck(container.healthCheck),
    dependsOn: container.startsAfter?.map((containerName) => ({ containerName, condition: "SUCCESS" })),
    logConfiguration: logConfiguration(container.logs),
    linuxParameters: linuxParameters(container.dropCapabilities ?? []),
    ulimits: openFiles && [{ name: "nofile", softLimit: openFiles, hardLimit: openFiles }],
    stopTimeout: container.stopTimeoutSeconds ?? 30,
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? true,
  };
}

function healthCheck(check: ContainerHealthCheck): Record<string, unknown> {
  return {
    command: check.command,
    interval: check.intervalSeconds ?? 30,
    timeout: check.timeoutSeconds ?? 5,
    retries: check.retries ?? 3,
    startPeriod: check.startPeriodSeconds ?? 0,
  };
}

/** Non-blocking: while CloudWatch is slow or away, lines are lost once the buffer is full, but the site goes on. */
function logConfiguration({ groupName, region, streamPrefix }: ContainerLogs): Record<string, unknown> {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": groupName,
      "awslogs-region": region,
      "awslogs-stream-prefix": streamPrefix,
      "max-buffer-size": "25m",
      mode: "non-blocking",
    },
  };
}

/** No init process: s6 in the image refuses to be anything but PID 1. */
function linuxParameters(drop: readonly string[]): Record<string, unknown> {
  return { initProcessEnabled: false, capabilities: drop.length > 0 ? { drop } : undefined };
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}

/** Keeps `${` and `%{` in a value from being read as a Terraform template; references of cdktf stay references. */
function literal(value: string): string {
  return value.replace(/\$\{(?!TfToken\[)/g, "$$$${").replace(/%\{/g, "%%{");
}

function checkContainer(container: ContainerDefinition): void {
  const { name, environment = {}, secrets = [], healthCheck: check } = container;
  const fail = (rule: string) => {
    throw new Error(`container ${name}: ${rule}`);
  };
  const within = (field: string, value: number | undefined, least: number, most: number) => {
    if (value !== undefined && (!Number.isInteger(value) || value < least || value > most)) {
      fail(`${field} must be a whole number from ${least} to ${most}, got ${value}`);
    }
  };
  if (!ECS_NAME.test(name)) fail(`name ${ECS_NAME_RULE}`);
  within("stopTimeoutSeconds", container.stopTimeoutSeconds, 2, LONGEST_STOP_SECONDS);
  within("healthCheck.intervalSeconds", check?.intervalSeconds, 5, 300);
  within("healthCheck.timeoutSeconds", check?.timeoutSeconds, 2, 60);
  within("healthCheck.retries", check?.retries, 1, 10);
  within("healthCheck.startPeriodSeconds", check?.startPeriodSeconds, 0, 300);
  const names = [...Object.keys(environment), ...secrets.map((secret) => secret.name)];
  const odd = names.find((variable) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable));
  if (odd !== undefined) fail(`a variable is named by letters, digits and _, got ${JSON.stringify(odd)}`);
  const twice = names.find((variable, index) => names.indexOf(variable) !== index);
  if (twice !== undefined) fail(`a variable is set once, in environment or in secrets, got ${twice} twice`);
}
