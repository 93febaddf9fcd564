import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeAll, expect, test } from "vitest";
import { execWithStreams } from "../../cli/docker";
import { openArchives } from "../../tasks/import/archive-stream";
import { sourcesOf } from "../../tasks/import/sources";
import { tar } from "../support/tar";
import { DatabaseServer } from "./support/database";
import { other } from "./support/dumps";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("import-stop");
let server: DatabaseServer;
let site: Site;
let name: string;
const CONTENT = "/var/www/html/wp-content";
const END = "\n-- wp-image: end of the dump\n";
/** Of the staged tables, the one that the dump makes second: its posts. */
const POSTS = "wpimport_1";
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  const database = await server.database();
  name = database.WORDPRESS_DB_NAME ?? "";
  site = await startSite(lab, server, { ...database, WP_CONTENT_MODE: "mutable" });
});

/** A command that is being sent its input, and that stops when its input ends. */
class Sending {
  said = "";
  readonly input = new PassThrough();
  private readonly stopped = new AbortController();
  private readonly ended: Promise<number>;

  constructor(...command: string[]) {
    const output = new PassThrough().on("data", (data) => {
      this.said += data;
    });
    const words = ["sh", "-c", 'exec "$@" 2>&1', "-", "wp-image", ...command, "--attended"];
    const streams = { input: this.input, output, keepOpenUntil: this.stopped.signal };
    this.ended = execWithStreams(site.container.name, words, streams);
  }

  stop(): void {
    this.stopped.abort();
  }

  async end(): Promise<[code: number, said: string]> {
    return [await this.ended, this.said];
  }
}

const ask = (sql: string) => server.query(sql, name);
const blogname = () => ask("SELECT option_value FROM wp_options WHERE option_name = 'blogname'");
const staged = () =>
  ask(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND (table_name LIKE 'wpimport%' OR table_name LIKE 'wpformer%')",
  );
/** Statements that run in the site's database. */
const running = (text: string) =>
  ask(
    `SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = '${name}' AND info LIKE '%${text}%'`,
  );
const is = async (path: string) => (await site.container.tryExec(["test", "-e", path])).code === 0;

async function expectAsBefore(): Promise<void> {
  expect(await blogname()).toBe("A site of the tests");
  expect(await staged()).toBe("");
  expect(await is(`${CONTENT}/.wp-image-import`)).toBe(false);
  expect((await site.request("/")).status).toBe(200);
}

test("while a dump is read", async () => {
  const sending = new Sending("import-database", "--end");
  sending.input.write(other().slice(0, other().indexOf("abc_usermeta")));
  await eventually("tables are filled", async () => (await staged()) !== "");
  sending.stop();
  expect(await sending.end()).toEqual([1, "wp-image: the dump did not arrive whole; the site is as it was\n"]);
  await expectAsBefore();
});

test("a dump that is cut off ends the import too, though its sender is there", async () => {
  const sending = new Sending("import-database", "--end");
  sending.input.end(other().slice(0, other().indexOf("abc_usermeta")) + END);
  expect(await sending.end()).toEqual([
    1,
    expect.stringContaining("the dump is cut off: it ends within the statement"),
  ]);
  await expectAsBefore();
});

test("while addresses are replaced", async () => {
  const sending = new Sending("import-database", "--end");
  // More than is read ahead of a statement.
  sending.input.write(`${other()}-- ${"x".repeat(5000)}\n-- `);
  // The last statement of the dump; a table that somebody reads could not be altered.
  const altered = `SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${POSTS}' AND extra = 'auto_increment'`;
  await eventually("the dump is loaded", async () => (await ask(altered)) !== "");
  const hold = `BEGIN; SELECT COUNT(*) FROM ${POSTS} FOR UPDATE; DO SLEEP(600)`;
  const held = ask(hold).catch(() => "");
  await eventually("the rows are locked", async () => (await running("DO SLEEP")) !== "");
  sending.input.end(END);
  await eventually("an update waits", async () => (await running(`UPDATE \`${POSTS}`)) !== "");
  sending.stop();
  await ask(`KILL ${await running("DO SLEEP")}`);
  await held;
  expect(await sending.end()).toEqual([1, expect.stringMatching(/wp-image: stopped; the site is as it was\n$/)]);
  await expectAsBefore();
});

test("while the tables have changed places and the schema is brought up to the code", async () => {
  const plugin = `<?php
if (PHP_SAPI === 'cli' && 'install.php' === basename($_SERVER['argv'][0] ?? '')) {
  while (file_exists('/tmp/hold')) { touch('/tmp/held'); usleep(50000); clearstatcache(); }
}`;
  await site.container.write(`${CONTENT}/mu-plugins/hold.php`, plugin);
  await site.container.exec(["touch", "/tmp/hold"]);
  const sending = new Sending("import-database", "--end");
  sending.input.end(`${other()}${END}`);
  await eventually("the schema is being brought up", () => is("/tmp/held"));
  expect(await blogname()).toContain("Ten years");
  sending.stop();
  await site.container.exec(["rm", "/tmp/hold", `${CONTENT}/mu-plugins/hold.php`]);
  expect(await sending.end()).toEqual([1, expect.stringMatching(/wp-image: stopped; the site is as it was\n$/)]);
  await expectAsBefore();
});

test("while files are laid down, and the next import works", async () => {
  const [path, uploads] = [join(mkdtempSync(join(tmpdir(), "import-")), "files.tar"), "wp-content/uploads/2024/05"];
  writeFileSync(path, tar({ [`${uploads}/1.txt`]: "one", [`${uploads}/2.txt`]: "two" }));
  const content = Buffer.concat(await openArchives(sourcesOf([path]).files).content.toArray());
  const half = new Sending("import-files");
  half.input.write(content.subarray(0, content.length / 2));
  await eventually("files are laid down", () => is(`${CONTENT}/.wp-image-import`));
  half.stop();
  expect(await half.end()).toEqual([
    1,
    expect.stringContaining("the files did not arrive whole; the site is as it was"),
  ]);
  await expectAsBefore();
  const whole = new Sending("import-files");
  whole.input.end(content);
  expect(await whole.end()).toEqual([0, expect.stringContaining("the files are in their places")]);
  expect((await site.request(`/${uploads}/2.txt`)).text).toBe("two");
});
