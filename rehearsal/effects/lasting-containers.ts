import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Engine } from "./engine";

/** Containers that stand for a managed service: one that ends is said and started again, as AWS replaces a failed instance. */
export class LastingContainers {
  /** The id of the container that shall run, by its name. */
  private readonly wanted = new Map<string, string>();

  constructor(
    private readonly engine: Pick<Engine, "run" | "stop" | "docker">,
    private readonly onEvent: (text: string) => void,
    /** Milliseconds between the end of a container and its next start. */
    private readonly backoff: number,
  ) {}

  /** Makes a container, in place of one of the same name, and starts it; nobody watches it yet. */
  async run(name: string, options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
    this.wanted.delete(name);
    return this.engine.run(name, options);
  }

  /** @param what what a person calls it, such as `database` */
  keep(name: string, what: string, { id }: Pick<Docker.Container, "id">): void {
    this.wanted.set(name, id);
    void this.watch(name, what, id);
  }

  async stop(name: string, timeoutSeconds: number): Promise<void> {
    this.wanted.delete(name);
    await this.engine.stop(name, timeoutSeconds);
  }

  /** Lets every container end from now on. */
  close(): void {
    this.wanted.clear();
  }

  private async watch(name: string, what: string, id: string): Promise<void> {
    const container = this.engine.docker.getContainer(id);
    while (this.wanted.get(name) === id) {
      try {
        const { StatusCode: code } = await container.wait();
        if (this.wanted.get(name) !== id) return;
        this.onEvent(`${what} ${name} ended with exit code ${code}; starting it again`);
        await sleep(this.backoff, undefined, { ref: false });
        if (this.wanted.get(name) !== id) return;
        await start(container);
        this.onEvent(`${what} ${name} runs again`);
      } catch (error) {
        if (this.wanted.get(name) !== id) return;
        const { statusCode, message } = error as Error & { statusCode?: number };
        this.onEvent(`${what} ${name} does not run: ${message}`);
        if (statusCode === 404) return;
        await sleep(this.backoff, undefined, { ref: false });
      }
    }
  }
}

const RUNS_ALREADY = 304;

async function start(container: Docker.Container): Promise<void> {
  await container.start().catch((error: { statusCode?: number }) => {
    if (error.statusCode !== RUNS_ALREADY) throw error;
  });
}
