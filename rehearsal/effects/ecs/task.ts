import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { USUAL_STOP_SECONDS } from "../../../aws/ecs/limits";
import type { Engine } from "../engine";
import type { MailCatcher } from "../mails/mail-catcher";
import type { TaskCredentials } from "./credentials";
import { awaited, startOrder } from "./start-order";
import { type ContainerDefinition, containerOptions, type Surroundings, type TaskDefinition } from "./task-definition";
import type { Trust } from "./trust";

export interface TaskOptions {
  readonly engine: Engine;
  readonly definition: TaskDefinition;
  readonly around: Omit<Surroundings, "network" | "source"> & {
    readonly efsVolume: (fileSystem: string, accessPoint?: string) => Promise<string>;
  };
  /** Adds the authority that signs for the local servers. */
  readonly trust: Pick<Trust, "extend">;
  /** Gives a task with a role its credentials. */
  readonly credentials: Pick<TaskCredentials, "extend">;
  /** Further changes to a container that are this run's wish alone. */
  readonly adapt: (options: Docker.ContainerCreateOptions) => Promise<Docker.ContainerCreateOptions>;
  /** Takes the mail that a container sends. */
  readonly mails: Pick<MailCatcher, "extend">;
  /** Whether it asks AWS by its role, whatever its containers' variables say. @default false */
  readonly usesRole?: boolean;
  /** Part of its containers' names: a `task` serves, a `run` ends by itself. @default "task" */
  readonly kind?: "task" | "run";
  /** Log groups become directories in it. */
  readonly logDirectory: string;
}

/** What alone differs in a line that is written again and again. */
const MOMENT = /\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-][\d:]+)?/g;

/** How many lines of a failed container are shown. */
const SHOWN_LINES = 10;

interface RunningContainer {
  readonly definition: ContainerDefinition;
  readonly container: Docker.Container;
  readonly log: WriteStream;
  /** Ends once all that the container wrote is in the log. */
  readonly logged: Promise<void>;
}

/** One task: its containers in Docker, started and stopped as ECS does. */
export class Task {
  readonly id = randomBytes(16).toString("hex");
  readonly startedAt = performance.now();
  /** Was healthy at least once. */
  proven = false;
  stopping = false;
  private readonly containers: RunningContainer[] = [];
  private readonly volumes = new Map<string, string>();

  constructor(private readonly options: TaskOptions) {}

  get definition(): TaskDefinition {
    return this.options.definition;
  }

  /**
   * Starts all containers, each after those that it depends on. In network mode awsvpc the first one that lasts holds the network
   * that the others share, as in one elastic network interface; what ended before had one of its own.
   */
  async start(): Promise<void> {
    const { engine, definition } = this.options;
    const { name: vpc } = await engine.ensureNetwork();
    await this.findVolumes();
    const transient = new Set(awaited(definition));
    let holder: Docker.Container | undefined;
    for (const container of startOrder(definition)) {
      await this.untilDependenciesAllow(container);
      const network = holder === undefined ? vpc : `container:${holder.id}`;
      const options = containerOptions(definition, container, {
        ...this.options.around,
        network,
        source: ({ name }) => this.volumes.get(name) ?? name,
      });
      if (network !== vpc)
        Object.assign(options, { ExposedPorts: {}, HostConfig: { ...options.HostConfig, PortBindings: {} } });
      const running = await this.startContainer(container, options);
      if (!transient.has(container.name) && definition.networkMode === "awsvpc") holder ??= running;
    }
  }

  /**
   * The port of the loopback interface that leads to a port of a container, and nothing once the task has ended: the
   * engine takes the ports of a container away with its process.
   */
  async port(containerName: string, containerPort: number): Promise<number | undefined> {
    const running = this.containers.find(({ definition }) => definition.name === containerName) ?? this.containers[0];
    const port = running && (await this.options.engine.publishedPort(running.container.id, containerPort));
    if (port !== undefined) return port;
    if ((await this.status()).state === "stopped") return undefined;
    throw new Error(`container ${containerName} has no port mapping for ${containerPort}`);
  }

  /** `stopped` as soon as an essential container ended; otherwise what the health checks of the containers say. */
  async status(): Promise<{
    state: "stopped" | "starting" | "healthy" | "unhealthy";
    reason?: string;
    /** Whether the essential container that ended did so with 0. */
    succeeded?: boolean;
  }> {
    let state: "starting" | "healthy" | "unhealthy" = "healthy";
    for (const { definition, container } of this.containers) {
      const info = await container.inspect().catch(gone);
      const essential = definition.essential ?? true;
      if (essential && !info?.State.Running) {
        return {
          state: "stopped",
          succeeded: info?.State.ExitCode === 0,
          reason: `container ${definition.name} ended with ${exitCode(info)}${oomNote(info)}${await this.lastWords(container)}`,
        };
      }
      const health = essential ? info?.State.Health?.Status : undefined;
      if (health === "unhealthy")
        return { state: "unhealthy", reason: `health check of container ${definition.name} fails` };
      if (health === "starting") state = "starting";
    }
    return { state };
  }

  /** The containers with the exit codes of those that have ended. */
  async exitCodes(): Promise<{ name: string; exitCode?: number }[]> {
    return Promise.all(
      this.containers.map(async ({ definition: { name }, container }) => {
        const info = await container.inspect().catch(gone);
        return info === undefined || info.State.Running ? { name } : { name, exitCode: info.State.ExitCode };
      }),
    );
  }

  /** The last lines of its essential containers, to stand below the reason why it is given up. */
  async words(): Promise<string> {
    const essential = this.containers.filter(({ definition }) => definition.essential ?? true);
    return (await Promise.all(essential.map(({ container }) => this.lastWords(container)))).join("");
  }

  /** SIGTERM, and SIGKILL after each container's stop timeout; then nothing of the task is left. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const { definition, container, log, logged } of [...this.containers].reverse()) {
      await this.options.engine.stop(container.id, definition.stopTimeout ?? USUAL_STOP_SECONDS);
      await logged;
      await new Promise<void>((resolve) => log.end(resolve));
    }
    for (const [name, volume] of this.volumes) if (this.isOwn(name)) await this.options.engine.removeVolume(volume);
  }

  /** @throws when a container that must have succeeded did not */
  private async untilDependenciesAllow({ name, dependsOn = [] }: ContainerDefinition): Promise<void> {
    for (const { containerName, condition } of dependsOn) {
      const other = this.containers.find(({ definition }) => definition.name === containerName);
      if (other === undefined || (condition !== "SUCCESS" && condition !== "COMPLETE")) continue;
      const { StatusCode: code } = await other.container.wait();
      if (condition === "SUCCESS" && code !== 0) {
        const words = await this.lastWords(other.container);
        throw new Error(
          `container ${name} did not start: ${containerName}, which it depends on, ended with exit code ${code}${words}`,
        );
      }
    }
  }

  /** The last lines of a container that failed, to stand below the reason. */
  private async lastWords(container: Docker.Container): Promise<string> {
    const lines = await this.options.engine.lastLines(container, SHOWN_LINES);
    const kinds = new Map(lines.map((line) => [line.replace(MOMENT, ""), line]));
    return [...kinds.values()].map((line) => `\n      | ${line}`).join("");
  }

  private async findVolumes(): Promise<void> {
    const { engine, around } = this.options;
    for (const { name, efs, hostPath } of this.definition.volumes) {
      const own = engine.name(`task-${this.id.slice(0, 12)}-${name}`);
      if (efs) this.volumes.set(name, await around.efsVolume(efs.fileSystemId, efs.accessPointId));
      else this.volumes.set(name, hostPath ?? (await engine.ensureVolume(own, false)).name);
    }
  }

  /** A volume without a source belongs to the task alone. */
  private isOwn(name: string): boolean {
    const volume = this.definition.volumes.find((one) => one.name === name);
    return !volume?.efs && !volume?.hostPath;
  }

  private async startContainer(
    definition: ContainerDefinition,
    options: Docker.ContainerCreateOptions,
  ): Promise<Docker.Container> {
    const { engine, logDirectory, trust, credentials, adapt, mails } = this.options;
    await this.pullOnce(String(options.Image));
    const name = engine.name(`${this.options.kind ?? "task"}-${this.id.slice(0, 12)}-${definition.name}`);
    const trusting = await mails.extend(await trust.extend(options));
    const { taskRoleArn: role } = this.definition;
    const complete = role === undefined ? trusting : await credentials.extend(trusting, role, this.options.usesRole);
    const container = await engine.run(name, await adapt(complete));
    const log = openLog(logDirectory, definition, this.id);
    const opened = container.logs({ follow: true, stdout: true, stderr: true, timestamps: false });
    this.containers.push({ definition, container, log, logged: opened.then(ended, () => undefined) });
    const stream = await opened;
    stream.on("error", (error) => log.write(`rehearsal: the log ends here: ${error.message}\n`));
    if (options.Tty) (stream as Readable).pipe(log, { end: false });
    else engine.docker.modem.demuxStream(stream, log, log);
    return container;
  }

  private async pullOnce(image: string): Promise<void> {
    const { docker } = this.options.engine;
    const known = await docker
      .getImage(image)
      .inspect()
      .catch(() => undefined);
    if (known) return;
    const stream = await docker.pull(image);
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
    );
  }
}

function ended(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["end", "close", "error"]) stream.on(event, () => resolve());
  });
}

/** A container that was removed by hand; any other trouble is the engine's. */
function gone(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
}

function exitCode(info: Docker.ContainerInspectInfo | undefined): string {
  return info === undefined ? "no exit code, it was removed" : `exit code ${info.State.ExitCode}`;
}

function oomNote(info: Docker.ContainerInspectInfo | undefined): string {
  return info?.State.OOMKilled ? " (out of memory)" : "";
}

/** CloudWatch's log group and stream as directory and file. */
function openLog(directory: string, { name, logConfiguration }: ContainerDefinition, taskId: string): WriteStream {
  const { "awslogs-group": group = "no-group", "awslogs-stream-prefix": prefix = "task" } =
    logConfiguration?.options ?? {};
  const file = join(directory, group.replace(/^\//, ""), prefix, name, `${taskId}.log`);
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: "a" });
}
