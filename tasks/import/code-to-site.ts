import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { execWithStreams } from "../../cli/docker";
import { Failure } from "../../cli/outcome";

/** Folders of site/ that hold what wp-content's folders of the same name do. */
const FOLDERS = ["themes", "plugins", "mu-plugins", "languages"];

/**
 * Copies themes and plugins of an import into site/. What is there stays, and what WordPress itself brings is left out.
 *
 * @throws {Failure} when they cannot be read or written
 */
export async function copyToSite(container: string, id: string, projectDirectory: string): Promise<void> {
  const site = join(projectDirectory, "site");
  mkdirSync(site, { recursive: true });
  const unpacked = mkdtempSync(join(site, ".import-"));
  try {
    await unpackTo(container, id, unpacked);
    const brought = new Set(await namesInImage(container));
    const done: Record<"copied" | "there already" | "part of WordPress" | "not for site/", string[]> = {
      ...{ copied: [], "there already": [], "part of WordPress": [], "not for site/": [] },
    };
    for (const folder of readdirSync(unpacked)) {
      if (!FOLDERS.includes(folder)) {
        done["not for site/"].push(folder);
        continue;
      }
      mkdirSync(join(site, folder), { recursive: true });
      for (const name of readdirSync(join(unpacked, folder))) {
        const [unit, place] = [`${folder}/${name}`, join(site, folder, name)];
        if (name === "index.php") continue;
        if (existsSync(place)) done["there already"].push(unit);
        else if (brought.has(unit)) done["part of WordPress"].push(unit);
        else {
          renameSync(join(unpacked, folder, name), place);
          done.copied.push(unit);
        }
      }
    }
    for (const [what, units] of Object.entries(done))
      if (units.length > 0) console.log(`site/, ${what}: ${units.join(", ")}`);
    if (done.copied.length > 0) console.log("npm run deploy:local builds and deploys them");
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

async function unpackTo(container: string, id: string, directory: string): Promise<void> {
  const tar = spawn("tar", ["-x", "-f", "-", "-C", directory], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise<number>((resolve, reject) => {
    tar.once("error", (error) => reject(new Failure(`tar did not start: ${error.message}`)));
    tar.once("close", (code) => resolve(code ?? 1));
  });
  const written = await execWithStreams(container, ["wp-image", "import-files", `--code-of=${id}`], {
    output: tar.stdin,
  });
  if (written !== 0 || (await ended) !== 0) throw new Failure(`the code could not be written to ${directory}`);
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
