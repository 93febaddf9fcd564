import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import Docker from "dockerode";
import { ENVIRONMENT_LABEL, PROJECT_LABEL } from "../../cli/docker";
import { Failure } from "../../cli/outcome";

/** Which environment of which project something in Docker belongs to. */
export interface Owner {
  readonly projectDirectory: string;
  readonly environment: string;
}

const LABELS = {
  project: PROJECT_LABEL,
  environment: ENVIRONMENT_LABEL,
  lasting: "rehearsal.lasting",
} as const;

const CONTAINER_GONE = new Set([404, 409]);

/** The Docker Engine, and in it what belongs to one owner: everything is made with its labels and found by them. */
export class Engine {
  readonly docker = new Docker();

  constructor(private readonly owner: Owner) {}

  get labels(): Record<string, string> {
    return { [LABELS.project]: this.owner.projectDirectory, [LABELS.environment]: this.owner.environment };
  }

  /** A name that no other project or environment uses. */
  name(part: string): string {
    const project = createHash("sha256").update(this.owner.projectDirectory).digest("hex").slice(0, 6);
    return `rehearsal-${project}-${this.owner.environment}-${part}`.replace(/[^a-zA-Z0-9_.-]+/g, "-");
  }

  /** @throws {Failure} when no Docker Engine answers */
  async check(): Promise<void> {
    try {
      await this.docker.ping();
    } catch (error) {
      throw new Failure(
        `Docker does not answer (${error instanceof Error ? error.message : error}): start it, or run ./setup.sh`,
      );
    }
  }

  /** Makes a container, in place of one of the same name, and starts it. */
  async run(name: string, options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
    await this.remove(name);
    const container = await this.docker.createContainer({
      ...options,
      name,
      Labels: { ...this.labels, ...options.Labels },
    });
    try {
      await container.start();
    } catch (error) {
      await this.remove(container.id);
      throw error;
    }
    return container;
  }

  /** Runs a command in a container of its own until it ends. @returns what it printed; @throws with that when it fails */
  async runOnce(image: string, command: string[], binds: string[], environment: string[] = []): Promise<string> {
    const container = await this.docker.createContainer({
      Image: image,
      Entrypoint: command,
      Cmd: [],
      Env: environment,
      User: "0",
      Labels: this.labels,
      HostConfig: { Binds: binds, NetworkMode: "none" },
    });
    try {
      await container.start();
      const { StatusCode: code } = await container.wait();
      const output = withoutHeaders(await container.logs({ stdout: true, stderr: true }));
      if (code !== 0) throw new Error(`${command.join(" ")} failed with ${code}: ${output.trim()}`);
      return output;
    } finally {
      await this.remove(container.id);
    }
  }

  /**
   * Runs a command in a container of its own whose input and output pass by no log, for what is secret.
   *
   * @returns what it printed; @throws when it fails
   */
  async pipe(image: string, command: string[], binds: string[], input: string): Promise<string> {
    const container = await this.docker.createContainer({
      ...{ Image: image, Entrypoint: command, Cmd: [], User: "0", Labels: this.labels },
      ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
      HostConfig: { Binds: binds, NetworkMode: "none", LogConfig: { Type: "none", Config: {} } },
    });
    try {
      const stream = await container.attach({ stream: true, hijack: true, stdin: true, stdout: true, stderr: true });
      const [output, errors] = [new PassThrough(), new PassThrough()];
      this.docker.modem.demuxStream(stream, output, errors);
      stream.once("end", () => [output, errors].map((one) => one.end()));
      await container.start();
      stream.end(input);
      const [printed, complaint, { StatusCode: code }] = await Promise.all([
        text(output),
        text(errors),
        container.wait(),
      ]);
      if (code !== 0) throw new Error(`${command[0]} failed with ${code}: ${complaint.trim()}`);
      return printed;
    } finally {
      await this.remove(container.id);
    }
  }

  /** The standard output of a command in a running container, and its exit code. */
  async exec(container: Docker.Container, command: string[]): Promise<{ code: number; output: string }> {
    const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    let output = "";
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    await new Promise((resolve) => stream.once("end", resolve).once("close", resolve).resume());
    return { code: (await exec.inspect()).ExitCode ?? 1, output };
  }

  /** What a container has written to its standard output. */
  async logOf(name: string): Promise<string> {
    return withoutHeaders(await this.docker.getContainer(name).logs({ stdout: true, stderr: false }));
  }

  /** The port of the loopback interface that leads to one of a container; undefined while it has none, and once it has ended. */
  async publishedPort(nameOrId: string, port: number): Promise<number | undefined> {
    const info = await this.docker.getContainer(nameOrId).inspect().catch(ignore(CONTAINER_GONE));
    const [binding] = info?.NetworkSettings.Ports?.[`${port}/tcp`] ?? [];
    return binding && Number(binding.HostPort);
  }

  /** What a container wrote last, without the empty lines; empty when it is gone. */
  async lastLines(container: Docker.Container, count: number): Promise<string[]> {
    const info = await container.inspect().catch(ignore(CONTAINER_GONE));
    if (info === undefined) return [];
    const log = await container.logs({ stdout: true, stderr: true, tail: count });
    const lines = info.Config.Tty ? log.toString() : withoutHeaders(log);
    return lines.split(/\r?\n/).filter((line) => line.trim() !== "");
  }

  async stop(id: string, timeoutSeconds: number): Promise<void> {
    const container = this.docker.getContainer(id);
    await container.stop({ t: timeoutSeconds }).catch(ignore(new Set([304, ...CONTAINER_GONE])));
    await container.remove({ force: true, v: true }).catch(ignore(CONTAINER_GONE));
  }

  async remove(nameOrId: string): Promise<void> {
    await this.docker.getContainer(nameOrId).remove({ force: true, v: true }).catch(ignore(CONTAINER_GONE));
  }

  /** Makes the network that stands for the VPC; with the VPC's addresses where they are free on this machine. */
  async ensureNetwork(subnet?: string): Promise<{ readonly name: string; readonly subnet?: string }> {
    const name = this.name("vpc");
    const [known] = await this.docker.listNetworks({ filters: { name: [`^${name}$`] } });
    if (known) return { name, subnet: known.IPAM?.Config?.[0]?.Subnet };
    const options = { Name: name, CheckDuplicate: true, Labels: this.labels };
    if (subnet) {
      try {
        await this.docker.createNetwork({ ...options, IPAM: { Driver: "default", Config: [{ Subnet: subnet }] } });
        return { name, subnet };
      } catch (error) {
        if (!/overlap/i.test(String(error))) throw error;
      }
    }
    const network = await this.docker.createNetwork(options);
    const { IPAM: addresses }: Docker.NetworkInspectInfo = await network.inspect();
    return { name, subnet: addresses?.Config?.[0]?.Subnet };
  }

  async hasVolume(name: string): Promise<boolean> {
    const known = await this.docker
      .getVolume(name)
      .inspect()
      .catch(ignore(new Set([404])));
    return known !== undefined;
  }

  /** @param lasting whether it holds data that outlive what uses it now */
  async ensureVolume(name: string, lasting = true): Promise<{ readonly name: string; readonly created: boolean }> {
    if (await this.hasVolume(name)) return { name, created: false };
    await this.docker.createVolume({ Name: name, Labels: { ...this.labels, [LABELS.lasting]: String(lasting) } });
    return { name, created: true };
  }

  async removeVolume(name: string): Promise<void> {
    await this.docker
      .getVolume(name)
      .remove({ force: true })
      .catch(ignore(new Set([404])));
  }

  /** Removes all containers and networks of the owner, and with `data` its volumes. @returns how many of each */
  async sweep(data: boolean): Promise<{ containers: number; networks: number; volumes: number }> {
    const filters = { label: Object.entries(this.labels).map(([name, value]) => `${name}=${value}`) };
    const containers = await this.docker.listContainers({ all: true, filters });
    await Promise.all(containers.map(({ Id }) => this.remove(Id)));
    const networks = await this.docker.listNetworks({ filters });
    await Promise.all(
      networks.map(({ Id }) =>
        this.docker
          .getNetwork(Id)
          .remove()
          .catch(ignore(new Set([404]))),
      ),
    );
    const all = (await this.docker.listVolumes({ filters })).Volumes ?? [];
    const volumes = all.filter(({ Labels }) => data || Labels[LABELS.lasting] !== "true");
    await Promise.all(volumes.map(({ Name }) => this.removeVolume(Name)));
    return { containers: containers.length, networks: networks.length, volumes: volumes.length };
  }
}

const HEADER_BYTES = 8;

/** The text of a log, in which each piece follows a header that ends with its length. Source: Docker Engine API, "Attach to a container". */
function withoutHeaders(log: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= log.length; ) {
    const end = at + HEADER_BYTES + log.readUInt32BE(at + HEADER_BYTES - 4);
    pieces.push(log.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(pieces).toString();
}

/** Takes an answer of the engine with one of these status codes for what was wanted anyway. */
function ignore(codes: ReadonlySet<number>): (error: { statusCode?: number }) => undefined {
  return (error) => {
    if (error.statusCode !== undefined && codes.has(error.statusCode)) return undefined;
    throw error;
  };
}
