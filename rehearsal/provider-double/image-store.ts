import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Beside this file: a stand-in for the docker command, which builds nothing and pushes into the same directory. */
const COMMAND = join(__dirname, "docker-command");

/** The images of a rehearsal without Docker: one file each, with its digest. */
export class ImageStore {
  /** @param directory made when it is needed */
  constructor(private readonly directory: string) {}

  /** What makes the stand-in the docker command of a process. */
  get environment(): Record<string, string> {
    mkdirSync(this.directory, { recursive: true });
    return { PATH: `${COMMAND}:${process.env.PATH ?? ""}`, REHEARSED_IMAGES: this.directory };
  }

  /** The digest of what was pushed under a name with tag; undefined when nothing was. */
  digestOf(name: string): string | undefined {
    const file = join(this.directory, fileOf(name));
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  }

  /** Whether a repository holds images. */
  holds(repositoryUrl: string): boolean {
    const start = fileOf(`${repositoryUrl}:`);
    return existsSync(this.directory) && readdirSync(this.directory).some((file) => file.startsWith(start));
  }
}

/** As the stand-in for docker names it. */
const fileOf = (name: string): string => `pushed-${name.replaceAll(/[/:]/g, "_")}`;
