import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { docker } from "../../__tests__/image/support/docker";
import { tar } from "../../__tests__/support/tar";
import { execWithStreams } from "../../cli/docker";
import { openArchives } from "../../tasks/import/archive-stream";
import { openDump } from "../../tasks/import/dump-stream";
import { databaseWords, filesWords } from "../../tasks/import/options";
import { packedFile } from "../../tasks/import/packed-file";
import { sourcesOf } from "../../tasks/import/sources";
import { client, Servers } from "../image/servers";
import { writeSection } from "../report";
import { FORMER, POSTS, writeLargeDump } from "./large-dump";
import { Peak } from "./peak";

const FILES = 50_000;
/** Bytes of a file: those of a small picture. */
const FILE_BYTES = 4096;
const ROUNDS = 3;
const MIB = 1 << 20;
const OPTIONS = { keepAddresses: false, dropIns: false };

/** How long an import takes beside the programs that only load, and what memory. */
export async function benchImport(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "wp-bench-import-"));
  const servers = new Servers();
  const [load = 0] = loadavg();
  try {
    const database = await servers.startServices();
    const { name: site, address } = await servers.ours({ WP_CONTENT_MODE: "mutable" });
    const rows = [
      ...(await dumpRows(join(directory, "site.sql"), database, site, address)),
      ...(await fileRows(join(directory, "files.tar"), site)),
    ];
    const table = ["| import | took | beside it | goal |", "|---|---|---|---|", ...rows].join("\n");
    const body = `Load average of the machine at the start: ${load.toFixed(1)}. Database and site share a core.\n\n${table}`;
    writeSection("Import", "npm run bench -- import", body);
    console.log(body);
  } finally {
    await servers.close();
    rmSync(directory, { recursive: true });
  }
}

async function dumpRows(file: string, database: string, site: string, address: string): Promise<string[]> {
  const fresh = await docker(["exec", database, ...client("mariadb-dump"), "bench"]);
  const bytes = await writeLargeDump(file, fresh.replaceAll(address, FORMER));
  await docker(["exec", database, ...client("mariadb"), "-e", "CREATE DATABASE alone"]);
  const alone = await seconds(database, [...client("mariadb"), "alone"], createReadStream(file));
  await docker(["exec", database, ...client("mariadb"), "-e", "DROP DATABASE alone"]);
  const peak = new Peak(site, "import-database");
  const take = (keepAddresses: boolean) =>
    seconds(site, databaseWords({ ...OPTIONS, keepAddresses }, {}), openDump(packedFile(file)).content);
  const loaded = await take(true);
  const replaced = await take(false);
  const what = `a dump of ${Math.round(bytes / MIB)} MiB with ${POSTS.toLocaleString("en")} posts`;
  return [
    `| ${what}, its addresses kept | ${show(loaded)} | ${(loaded / alone).toFixed(2)} × \`mariadb <dump\`: ${show(alone)} | ≤ 2 × |`,
    `| search and replace of it | ${show(replaced - loaded)} | | ≤ 60 s |`,
    `| memory of both, at most | ${Math.round(peak.bytes() / MIB)} MiB | | ≤ 256 MiB |`,
  ];
}

async function fileRows(file: string, site: string): Promise<string[]> {
  writeArchive(file);
  const folder = "/var/www/html/bench";
  const [byTar, byImport]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    await docker(["exec", site, "mkdir", "-p", folder]);
    await written(site);
    byTar.push(await seconds(site, ["tar", "-x", "-f", "-", "-C", folder], createReadStream(file)));
    await docker(["exec", site, "rm", "-rf", folder, "/var/www/html/wp-content/uploads"]);
    await written(site);
    const { content } = openArchives(sourcesOf([file]).files);
    byImport.push(await seconds(site, filesWords(OPTIONS, "bench", false), content));
  }
  const [alone, taken] = [median(byTar), median(byImport)];
  return [
    `| an archive of ${FILES.toLocaleString("en")} files, ${Math.round((FILES * FILE_BYTES) / MIB)} MiB, median of ${ROUNDS} in turn | ${show(taken)} | ${(taken / alone).toFixed(2)} × \`tar -x\`: ${show(alone)} | about 1 × |`,
  ];
}

/** Waits until the disk has what was written: else the second of two programs pays for what the first one wrote. */
const written = (site: string) => docker(["exec", site, "sync"]);

const median = (times: readonly number[]): number =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;

function writeArchive(path: string): void {
  const handle = openSync(path, "w");
  const content = "x".repeat(FILE_BYTES);
  for (let number = 0; number < FILES; number++) {
    const month = String(1 + (number % 12)).padStart(2, "0");
    const entry = tar({ [`wp-content/uploads/2024/${month}/picture-${number}.jpg`]: content });
    // Without the blocks that end an archive.
    writeSync(handle, number < FILES - 1 ? entry.subarray(0, -1024) : entry);
  }
  closeSync(handle);
}

/** Seconds that a command takes which reads a stream. */
async function seconds(container: string, command: readonly string[], input: Readable): Promise<number> {
  const began = process.hrtime.bigint();
  const code = await execWithStreams(container, command, { input });
  if (code !== 0) throw new Error(`${command.slice(0, 2).join(" ")} ended with ${code}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

const show = (time: number): string => `${time.toFixed(1)} s`;
