import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { Container } from "./container";
import { docker, LABEL, type Output, OWNED_LABEL, tryDocker } from "./docker";
import { servicesImage, wordpressImage } from "./images";

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of `docker run`, such as `--read-only`. */
  readonly flags?: readonly string[];
  readonly command?: readonly string[];
  /** @default the image with an empty site/ */
  readonly image?: string;
  /** @default the lab's own */
  readonly network?: string;
}

/** Settings that the image needs to start, for tests that need no database: nothing listens at that address. */
export const MINIMAL: Readonly<Record<string, string>> = {
  WORDPRESS_DB_HOST: "127.0.0.1:9",
  WORDPRESS_DB_NAME: "wordpress",
  WORDPRESS_DB_USER: "wordpress",
  WORDPRESS_DB_PASSWORD: "no-database-here",
  WP_SECRET_SEED: "a seed that is long enough for the tests",
  SHUTDOWN_DELAY: "0",
};

/** Served from the image: starts without copying WordPress to a volume. */
export const IMMUTABLE: Readonly<Record<string, string>> = { ...MINIMAL, WP_CONTENT_MODE: "immutable" };

/** A guest is a container of somebody else's on the lab's network. */
type Kind = "container" | "volume" | "network" | "guest";

/**
 * Containers, volumes and one network for the tests of a file. What a test makes is removed after that test, what
 * `beforeAll` makes after the last one, on failure too.
 */
export class Lab {
  readonly network: string;
  private readonly resources: { kind: Kind; name: string }[] = [];

  constructor(private readonly file: string) {
    this.network = this.unique("net");
  }

  unique(what: string): string {
    return `woe-${this.file}-${what}-${randomBytes(4).toString("hex")}`;
  }

  async open(): Promise<void> {
    await removeLeftovers();
    this.resources.push({ kind: "network", name: this.network });
    await docker(["network", "create", "--label", OWNED_LABEL, this.network]);
  }

  /** An empty volume. @param flags further arguments of `docker volume create` */
  async volume(flags: readonly string[] = []): Promise<string> {
    const name = this.unique("volume");
    this.resources.push({ kind: "volume", name });
    await docker(["volume", "create", "--label", OWNED_LABEL, ...flags, name]);
    return name;
  }

  /** Lets a container that is not the lab's be reached under its name. */
  async invite(container: string): Promise<void> {
    this.resources.push({ kind: "guest", name: container });
    await docker(["network", "connect", this.network, container]);
  }

  /** Starts a container of the image. Its settings are what `env` says and nothing else. */
  async wordpress(options: RunOptions = {}): Promise<Container> {
    return this.start(options.image ?? (await wordpressImage()), "wordpress", options);
  }

  /** Starts a container with MariaDB and Valkey in it; the command says which runs. */
  async service(what: string, options: RunOptions): Promise<Container> {
    return this.start(await servicesImage(), what, options);
  }

  /** Runs a container of the image to its end. */
  async finish(options: RunOptions): Promise<Output> {
    return this.finishImage(options.image ?? (await wordpressImage()), options);
  }

  /** Runs a shell script as root in a container of the image without its services, such as on a volume. */
  async shell(script: string, flags: readonly string[] = []): Promise<string> {
    const { code, stdout, stderr } = await this.finish({
      flags: ["--user", "0", ...flags],
      command: ["sh", "-c", script],
    });
    if (code !== 0) throw new Error(`a script failed with code ${code}: ${stderr}`);
    return stdout.trim();
  }

  /** How many resources there are; `close` with that number removes what came later. */
  get mark(): number {
    return this.resources.length;
  }

  /** Removes what was made after the mark, newest first; containers take their anonymous volumes along. */
  async close(mark = 0): Promise<void> {
    const removed = this.resources.splice(mark).reverse();
    const containers = removed.filter(({ kind }) => kind === "container").map(({ name }) => name);
    if (containers.length > 0) await tryDocker(["rm", "--force", "--volumes", ...containers]);
    for (const { kind, name } of removed) {
      if (kind === "guest") await tryDocker(["network", "disconnect", "--force", this.network, name]);
      else if (kind !== "container") await tryDocker([kind, "rm", name]);
    }
  }

  private async start(image: string, what: string, options: RunOptions): Promise<Container> {
    const name = this.unique(what);
    await docker(["run", "--detach", ...this.arguments(name, image, options)]);
    return new Container(name);
  }

  private finishImage(image: string, options: RunOptions): Promise<Output> {
    return tryDocker(["run", ...this.arguments(this.unique("once"), image, options)]);
  }

  private arguments(
    name: string,
    image: string,
    { env = {}, flags = [], command = [], network = this.network }: RunOptions,
  ): string[] {
    this.resources.push({ kind: "container", name });
    const environment = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    const common = ["--name", name, "--label", OWNED_LABEL, "--network", network];
    return [...common, ...environment, ...flags, image, ...command];
  }
}

/** Removes what runs that were killed have left: the process that made it is gone. */
async function removeLeftovers(): Promise<void> {
  for (const [kind, ...list] of [
    ["container", "ps", "--all"],
    ["volume", "volume", "ls"],
    ["network", "network", "ls"],
  ] as const) {
    const name = kind === "container" ? "{{.Names}}" : "{{.Name}}";
    const format = `${name} {{.Label "${LABEL}"}}`;
    const { stdout } = await tryDocker([...list, "--filter", `label=${LABEL}`, "--format", format]);
    const abandoned = stdout
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, owner]) => owner !== undefined && owner !== "" && !isAlive(Number(owner)))
      .map(([resource = ""]) => resource);
    const flags = kind === "container" ? ["--force", "--volumes"] : [];
    if (abandoned.length > 0) await tryDocker([kind, "rm", ...flags, ...abandoned]);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The lab of a test file; call it once, at the top. @param file short name, seen in the names of containers */
export function useLab(file: string): Lab {
  const lab = new Lab(file);
  let mark = 0;
  beforeAll(() => lab.open());
  beforeEach(() => {
    mark = lab.mark;
  });
  afterEach(() => lab.close(mark));
  afterAll(() => lab.close());
  return lab;
}
