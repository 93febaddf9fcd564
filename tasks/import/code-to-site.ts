import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { execWithStreams } from "../../cli/docker";
import { Failure, Interrupted } from "../../cli/outcome";

/** Folders of site/ that hold what wp-content's folders of the same name do. */
const FOLDERS = ["themes", "plugins", "mu-plugins", "languages"];

/** Themes and plugins of an import on their way into site/: fetched before anything changes, put into their places at the end. */
export class CodeForSite {
  private unpacked: string | undefined;
  private brought: ReadonlySet<string> = new Set();

  constructor(
    private readonly container: string,
    private readonly projectDirectory: string,
  ) {}

  private get site(): string {
    return join(this.projectDirectory, "site");
  }

  /** Unpacks the code of an import beside that of site/. @throws {Failure} when it cannot be read or written. @throws {Interrupted} */
  async fetch(id: string, interrupted: AbortSignal): Promise<void> {
    mkdirSync(this.site, { recursive: true });
    this.unpacked = mkdtempSync(join(this.site, ".import-"));
    await this.unpack(id, this.unpacked, interrupted);
    this.brought = new Set(await namesInImage(this.container));
  }

  /** Moves the code into site/. What is there stays, and what WordPress itself brings is left out. @throws {Failure} */
  place(): void {
    const done: Record<"copied" | "there already" | "part of WordPress" | "not for site/", string[]> = {
      ...{ copied: [], "there already": [], "part of WordPress": [], "not for site/": [] },
    };
    const unpacked = this.unpacked ?? "";
    for (const folder of readdirSync(unpacked)) {
      if (!FOLDERS.includes(folder)) {
        done["not for site/"].push(folder);
        continue;
      }
      mkdirSync(join(this.site, folder), { recursive: true });
      for (const name of readdirSync(join(unpacked, folder))) {
        const [unit, place] = [`${folder}/${name}`, join(this.site, folder, name)];
        if (name === "index.php") continue;
        if (existsSync(place)) done["there already"].push(unit);
        else if (this.brought.has(unit)) done["part of WordPress"].push(unit);
        else {
          renameSync(join(unpacked, folder, name), place);
          done.copied.push(unit);
        }
      }
    }
    for (const [what, units] of Object.entries(done))
      if (units.length > 0) console.log(`site/, ${what}: ${units.join(", ")}`);
    if (done.copied.length > 0) console.log("npm run deploy:local builds and deploys them");
  }

  /** Removes what was fetched and is in no place. */
  forget(): void {
    if (this.unpacked !== undefined) rmSync(this.unpacked, { recursive: true, force: true });
  }

  private async unpack(id: string, directory: string, interrupted: AbortSignal): Promise<void> {
    const words = ["-x", "-f", "-", "--no-same-owner", "-C", directory];
    // A process group by itself: Ctrl-C comes to it from here.
    const tar = spawn("tar", words, { stdio: ["pipe", "ignore", "pipe"], detached: true });
    let said = "";
    tar.stderr.on("data", (data) => {
      said += data;
    });
    const stop = () => tar.kill();
    interrupted.addEventListener("abort", stop);
    if (interrupted.aborted) stop();
    const ended = new Promise<number>((resolve, reject) => {
      tar.once("error", (error) => reject(new Failure(`tar did not start: ${error.message}`)));
      tar.once("close", (code) => resolve(code ?? 1));
    });
    const write = execWithStreams(this.container, ["wp-image", "import-files", `--code-of=${id}`], {
      output: tar.stdin,
    });
    const [written, code] = await Promise.all([write, ended]).finally(() =>
      interrupted.removeEventListener("abort", stop),
    );
    if (interrupted.aborted) throw new Interrupted();
    if (code !== 0) throw new Failure(`the code could not be written to ${directory}: ${said.trim().split("\n")[0]}`);
    if (written !== 0) throw new Failure("the code of the archive could not be read, see above");
  }
}

async function namesInImage(container: string): Promise<string[]> {
  let text = "";
  const output = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const list = "cd /usr/src/wordpress/wp-content && ls -d -- */*";
  await execWithStreams(container, ["sh", "-c", list], { output });
  return text.split("\n");
}
