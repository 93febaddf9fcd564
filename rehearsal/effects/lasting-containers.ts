import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Engine } from "./engine";

type Container = Pick<Docker.Container, "id">;

/** A container that shall run. */
interface Kept {
  readonly name: string;
  /** What a person calls it, such as `database`. */
  readonly what: string;
  readonly id: string;
  readonly options: Docker.ContainerCreateOptions;
}

const GONE = 404;
const RUNS_ALREADY = 304;

/** Containers that stand for a managed service: one that ends is said and started again, as AWS replaces a failed instance. */
export class LastingContainers {
  private readonly made = new Map<string, Docker.ContainerCreateOptions>();
  /** What shall run, by its name. */
  private readonly wanted = new Map<string, Kept>();

  constructor(
    private readonly engine: Pick<Engine, "run" | "stop" | "docker">,
    private readonly onEvent: (text: string) => void,
    /** Milliseconds between the end of a container and its next start. */
    private readonly backoff: number,
  ) {}

  /** Makes a container, in place of one of the same name, and starts it; nobody watches it yet. */
  async run(name: string, options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
    this.wanted.delete(name);
    this.made.set(name, options);
    return this.engine.run(name, options);
  }

  /** @param what what a person calls it, such as `database` */
  keep(name: string, what: string, { id }: Container): void {
    const kept = { name, what, id, options: this.made.get(name) ?? {} };
    this.wanted.set(name, kept);
    void this.watch(kept);
  }

  async stop(name: string, timeoutSeconds: number): Promise<void> {
    this.wanted.delete(name);
    await this.engine.stop(name, timeoutSeconds);
  }

  /** Lets every container end from now on. */
  close(): void {
    this.wanted.clear();
  }

  private isWanted(kept: Kept): boolean {
    return this.wanted.get(kept.name) === kept;
  }

  private async watch(first: Kept): Promise<void> {
    let trouble = "";
    for (let kept = first; this.isWanted(kept); ) {
      const { name, what } = kept;
      try {
        const code = await this.end(kept);
        if (!this.isWanted(kept)) return;
        if (trouble === "") this.onEvent(`${what} ${name} ${code}; starting it again`);
        await sleep(this.backoff, undefined, { ref: false });
        if (!this.isWanted(kept)) return;
        kept = await this.again(kept);
        trouble = "";
        this.onEvent(`${what} ${name} runs again`);
      } catch (error) {
        if (!this.isWanted(kept)) return;
        const { message } = error as Error;
        if (message !== trouble) this.onEvent(`${what} ${name} does not run: ${message}`);
        trouble = message;
        await sleep(this.backoff, undefined, { ref: false });
      }
    }
  }

  /** Waits for the end of a container. @returns how it ended */
  private async end({ id }: Kept): Promise<string> {
    try {
      const { StatusCode: code } = await this.engine.docker.getContainer(id).wait();
      return `ended with exit code ${code}`;
    } catch (error) {
      if (statusOf(error) !== GONE) throw error;
      return "was removed";
    }
  }

  /** Starts a container that ended, or makes it again where somebody removed it; data are in volumes. */
  private async again(kept: Kept): Promise<Kept> {
    try {
      await this.engine.docker.getContainer(kept.id).start();
    } catch (error) {
      if (statusOf(error) === RUNS_ALREADY) return kept;
      if (statusOf(error) !== GONE) throw error;
      const { id } = await this.engine.run(kept.name, kept.options);
      if (!this.isWanted(kept)) {
        await this.engine.stop(id, 0);
        return kept;
      }
      const made = { ...kept, id };
      this.wanted.set(kept.name, made);
      return made;
    }
    return kept;
  }
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;
