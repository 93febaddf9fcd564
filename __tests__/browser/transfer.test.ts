import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localAws } from "../../cli/aws-cli";
import { runningSites } from "../../cli/running-site";
import { freePort } from "../../rehearsal/state-backend/moto";
import { HostAuthority } from "../rehearsal/support/authority";
import { CopiedProject } from "./support/copied-project";

/** Of whom no masked dump knows anything. */
const PERSON = "erika.muster@private.test";
const TITLE = "Moved in from elsewhere";
const PICTURE = "wp-content/uploads/2024/05/here.jpg";
const REHEARSED = ["--environment", "production", "--rehearsed"];
const BUCKETS = ["production", "dev"].map((name) => `wordpress-${name}-transfers-111122223333`);

let project: CopiedProject;
let folder: string;
/** Where the rehearsed CloudFront and the load balancer answer. */
let ports: { production: number; dev: number };
let original: Server;
let originalAddress: string;
/** What the original was asked. */
const asked: { method?: string; url?: string; headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  project = new CopiedProject();
  folder = join(project.directory, "in");
  mkdirSync(folder);
  ports = { production: await freePort(), dev: await freePort() };
  original = await startOriginal();
  originalAddress = `https://127.0.0.1:${(original.address() as AddressInfo).port}`;
  const production = ["--environment", "production", "--port", `${ports.production}`];
  await project.start(...production, "--uploads-from", originalAddress);
  await project.start("--port", `${ports.dev}`);
});

afterAll(async () => {
  await project.close("production", "dev");
  original.close();
});

/** Has one picture, and answers ranges of it. */
async function startOriginal(): Promise<Server> {
  const { key, certificate } = await new HostAuthority().issue(["localhost"]);
  const server = createServer({ key, cert: certificate }, ({ method, url, headers }, response) => {
    asked.push({ method, url, headers });
    const isRange = headers.range === "bytes=2-4";
    const there: readonly [number, string] = isRange ? [206, "234"] : [200, "0123456789"];
    const [status, text] = url?.endsWith("/there.jpg") ? there : [404, "nothing"];
    response.writeHead(status, { "content-type": "image/jpeg" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request, without following anything. */
function answer(url: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { ...options, rejectUnauthorized: false }, async (response: IncomingMessage) => {
      let text = "";
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    })
      .once("error", reject)
      .end();
  });
}
const production = (path: string, options?: Parameters<typeof answer>[1]) =>
  answer(`https://localhost:${ports.production}/${path}`, options);
/** Without a domain it is served by HTTP. */
const dev = async (path: string) => {
  const response = await fetch(`http://localhost:${ports.dev}/${path}`);
  return { headers: response.headers, text: await response.text() };
};

const task = (name: string, ...args: string[]) => project.run(`tasks/${name}/cli.ts`, ...args);

/** Objects that lie in the environments' buckets. */
function left(): string {
  const sites = runningSites(project.directory);
  return BUCKETS.map((bucket) => {
    const site = sites.find(({ buckets }) => buckets.includes(bucket));
    if (site === undefined) throw new Error(`no rehearsal has ${bucket}`);
    const { words, env } = localAws(site.aws);
    const list = ["s3api", "list-objects-v2", "--bucket", bucket, "--query", "Contents[].Key", "--output", "text"];
    return execFileSync("aws", [...words, ...list, "--region", "eu-west-1"], { env, encoding: "utf8" });
  })
    .join("")
    .replaceAll(/None|\s/g, "");
}

/** Tasks that import or export, past those that a schedule starts. */
const oneOffTasks = (): string[] => {
  const filter = ["--filter", `label=rehearsal.project=${project.directory}`];
  const all = execFileSync("docker", ["ps", "--no-trunc", ...filter, "--format", "{{.Names}} {{.Command}}"]);
  return all
    .toString()
    .split("\n")
    .filter((line) => /-run-.*(?:import|export)-(?:database|files)/.test(line));
};

/** SQL in the database that an environment has here. */
const query = (environment: string, sql: string) =>
  project.run("rehearsal/cli.ts", "db", "--environment", environment, "--skip-column-names", "--execute", sql);

/** The newest file of an export. */
const exported = (directory: string, ending: string): string =>
  join(
    directory,
    readdirSync(directory)
      .filter((name) => name.endsWith(ending))
      .sort()
      .pop() ?? "none",
  );

let dump: string;
let files: string;

test("an export writes the rehearsed production's dump and files by tasks of its service", async () => {
  const out = join(folder, "out");
  const { code, text } = await task("export", ...REHEARSED, out);
  expect([code, text]).toEqual([
    0,
    expect.stringMatching(/database: .*tables, \d+ rows[\s\S]*rehearsed: nothing reached AWS/),
  ]);
  const sql = gunzipSync(readFileSync(exported(out, ".sql.gz"))).toString();
  expect(sql).toMatch(/Hello world![\s\S]*-- Dump completed\n$/);
  expect(left()).toBe("");
  dump = join(folder, "moved.sql.gz");
  files = join(folder, "files.tar");
  const moved = sql
    .replaceAll(`https://localhost:${ports.production}`, "https://old.example.org")
    .replaceAll("Hello world!", TITLE);
  const person = `INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email, comment_content, comment_date_gmt) VALUES (1, 'Erika Muster', '${PERSON}', 'x', '2037-01-01');\n`;
  writeFileSync(
    dump,
    gzipSync(
      moved.replace("/*!40101 SET CHARACTER_SET_CLIENT=@OLD", `${person}/*!40101 SET CHARACTER_SET_CLIENT=@OLD`),
    ),
  );
  for (const [path, text] of [
    [PICTURE, "picture"],
    ["wp-content/plugins/own/own.php", "<?php"],
  ] as const) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  execFileSync("tar", ["-C", folder, "-cf", files, "wp-content"]);
});

test("an import lays a dump and files down in the rehearsed production, and empties the bucket", async () => {
  const { code, text } = await task("import", ...REHEARSED, dump, files);
  expect([code, text]).toEqual([0, expect.stringContaining("the site of the dump is served now at https://localhost")]);
  expect(text).toMatch(/task [0-9a-f]{32} of wordpress-production:\d+ starts/);
  expect(text).toMatch(/belong in the folder site\/ .*: plugins\/own\n/);
  expect((await production("")).text).toContain(TITLE);
  expect((await production(PICTURE)).text).toBe("picture");
  expect(left()).toBe("");
  expect(oneOffTasks()).toEqual([]);
});

test("content is replaced after a snapshot and a backup that are named, and not without --replace", async () => {
  const refused = await task("import", ...REHEARSED, dump);
  expect([refused.code, refused.text]).toEqual([1, expect.stringContaining("the site of production has content")]);
  const { code, text } = await task("import", ...REHEARSED, "--replace", dump, files);
  expect([code, text]).toEqual([
    0,
    expect.stringMatching(/snapshot wordpress-production-db-import-\d{14} of the database is there/),
  ]);
  expect(text).toMatch(/backup [0-9a-f-]{36} of the files in the vault wordpress-production-backup is there/);
  const [, snapshot = ""] = /snapshot (\S+) of the database is there/.exec(text) ?? [];
  const volumes = execFileSync("docker", [
    "volume",
    "ls",
    "--quiet",
    "--filter",
    `label=rehearsal.project=${project.directory}`,
  ]);
  expect(volumes.toString()).toContain(`-snapshot-${snapshot}\n`);
});

test("Ctrl-C stops the tasks and empties the bucket; the site is as it was", async () => {
  const { child, ended, writes } = project.begun("tasks/import/cli.ts", [...REHEARSED, "--replace", dump, files]);
  await writes("database: task", 300_000);
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  expect(left()).toBe("");
  await expect.poll(oneOffTasks, { timeout: 120_000, interval: 500 }).toEqual([]);
  expect((await production("?after")).text).toContain(TITLE);
});

test("a pull brings the rehearsed production masked into the site beside it", async () => {
  const { code, text } = await task("pull", ...REHEARSED, "--files");
  expect([code, text]).toEqual([0, expect.stringContaining("what was masked, and what was not")]);
  expect((await dev("")).text).toContain(TITLE);
  expect(await (await fetch(`http://localhost:${ports.dev}/${PICTURE}`)).text()).toBe("picture");
  const { text: authors } = await query("dev", "SELECT comment_author_email FROM wp_comments");
  expect(authors).toMatch(/@example\.invalid/);
  expect(authors).not.toContain(PERSON);
  expect(existsSync(join(project.directory, ".rehearsal/pulled/production-masked.md"))).toBe(true);
  expect(left()).toBe("");
});

test("a copy makes a copy of the target: no search engines, no mail, no events; a production is no target", async () => {
  const refused = await task("copy", "--rehearsed", "--from", "dev", "--to", "production");
  expect([refused.code, refused.text]).toEqual([1, expect.stringContaining("production is no target of npm run copy")]);
  const { code, text } = await task("copy", "--rehearsed", "--from", "production", "--to", "dev", "--files");
  expect([code, text]).toEqual([0, expect.stringContaining("dev is a copy of production, with aliases")]);
  expect(text).toMatch(/snapshot wordpress-dev-db-import-\d{14} of the database is there/);
  const page = await dev("?fresh");
  expect([page.headers.get("x-robots-tag"), page.text]).toEqual([
    "noindex, nofollow, noarchive",
    expect.stringContaining(TITLE),
  ]);
  const { text: mark } = await query("dev", "SELECT option_value FROM wp_options WHERE option_name = 'wp_image_copy'");
  expect(mark.trim()).toBe("production");
  const php = `$_SERVER["HTTP_HOST"] = "localhost"; require "/var/www/wp-config.php"; var_export(wp_mail("a@b.test", "hello", "text")); wp_schedule_single_event(time() - 60, "due");`;
  const shell = (...words: string[]) => project.run("rehearsal/cli.ts", "shell", "--environment", "dev", ...words);
  expect((await shell("php", "-c", "/run/wp/php.ini", "-d", "error_log=", "-r", php)).text).toContain("true");
  expect(JSON.parse((await project.run("rehearsal/cli.ts", "mails", "--environment", "dev", "--json")).text)).toEqual(
    [],
  );
  await shell("wp-image", "cron");
  const due = `$_SERVER["HTTP_HOST"] = "localhost"; require "/var/www/wp-config.php"; echo wp_next_scheduled("due") ? "due" : "gone";`;
  expect((await shell("php", "-c", "/run/wp/php.ini", "-d", "error_log=", "-r", due)).text).toContain("due");
  expect(left()).toBe("");
});

test("a picture that is missing is the original's, through CloudFront too, and who asks leaves no trace there", async () => {
  const path = "wp-content/uploads/2024/05/there.jpg";
  const own = { cookie: "wordpress_logged_in_x=1", authorization: "Basic eDp5", range: "bytes=2-4" };
  for (const headers of [own, {}]) {
    const sent = await production(path, { headers });
    expect([sent.status, sent.headers.location]).toEqual([302, `${originalAddress}/${path}`]);
    expect(sent.headers["cache-control"]).toBe("no-store");
  }
  const { range } = own;
  expect(await answer(`${originalAddress}/${path}`, { headers: { range } })).toMatchObject({
    status: 206,
    text: "234",
  });
  const followed = await fetch(`https://localhost:${ports.production}/${path}`).catch((error: Error) => error);
  expect(followed).toBeInstanceOf(Error);
  expect(asked.every(({ headers }) => headers.cookie === undefined && headers.authorization === undefined)).toBe(true);
});

test("what is missing there too is not found, and other requests are sent nowhere", async () => {
  const sent = await production("wp-content/uploads/2024/05/nowhere.jpg");
  expect(sent.status).toBe(302);
  expect((await answer(String(sent.headers.location))).status).toBe(404);
  for (const [path, method] of [
    ["wp-content/uploads/2024/05/there.jpg", "POST"],
    ["wp-content/uploads/2024/05/there.php", "GET"],
    ["wp-content/themes/there.jpg", "GET"],
    ["there.jpg", "GET"],
  ] as const) {
    const { headers, status } = await production(path, { method });
    expect([path, String(headers.location ?? "").startsWith(originalAddress)]).toEqual([path, false]);
    expect(status).toBeGreaterThanOrEqual(301);
  }
  expect((await production(PICTURE)).text).toBe("picture");
});
