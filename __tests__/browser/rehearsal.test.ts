import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../../rehearsal/state-backend/moto";
import { openChromium } from "../support/chromium";
import { shownFiles, shownSettings } from "../support/site-page";
import { MountedVolumes } from "./support/mounted-volumes";

const project = join(__dirname, "../..");
const NOT_COPIED = new Set([".git", ".rehearsal", ".venv", "node_modules", "cdktf.out", "bench.out", "audit.out"]);
const START_MILLISECONDS = 540_000;
const PAGE_MILLISECONDS = 120_000;
const TITLE = "A post that stays";
/** A plugin with a form. */
const OWN_SITE = join(__dirname, "support/own-site");
/** The shipped `dev` with the lines of docs/site.md, which make it a site of one's own: two names, and mail by SES. */
const OWN_DEV = `import dev from "./shipped-dev";
const site = {
  ...dev.site,
${shownSettings.domain}
};
export default {
  ...dev,
  site,
${shownSettings.mail}
};
`;
/** The theme that it shows. */
const OWN_THEME = Object.entries(shownFiles).filter(([path]) => path.startsWith("themes/"));

let app: string;
let address: string;
let port: number;
let running: ChildProcess;
let ended: Promise<number | null>;
let output = "";
let browser: Browser;
let visitor: BrowserContext;
let post: string;
let volumes: MountedVolumes;

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), "served-"));
  cpSync(project, app, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path === project || !NOT_COPIED.has(basename(path)),
  });
  for (const folder of ["node_modules", ".venv"]) symlinkSync(join(project, folder), join(app, folder));
  cpSync(OWN_SITE, join(app, "site"), { recursive: true });
  for (const [path, text] of OWN_THEME) {
    mkdirSync(dirname(join(app, "site", path)), { recursive: true });
    writeFileSync(join(app, "site", path), text);
  }
  renameSync(join(app, "environments/dev.ts"), join(app, "environments/shipped-dev.ts"));
  writeFileSync(join(app, "environments/dev.ts"), OWN_DEV);
  port = await freePort();
  address = `https://localhost:${port}`;
  volumes = new MountedVolumes(labelled());
  await start();
  browser = await openChromium();
  visitor = await trusting();
});

afterAll(async () => {
  await browser?.close();
  volumes?.close();
  if (running?.exitCode === null) running.kill("SIGINT");
  await ended;
  await run("stop", "--fresh");
  rmSync(app, { recursive: true, force: true });
});

/** A visitor who trusts the certificate that the rehearsal has signed itself, and is patient with a task of a quarter of a core. */
async function trusting(): Promise<BrowserContext> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(PAGE_MILLISECONDS);
  return context;
}

/** `npm start`, until it serves. */
async function start(): Promise<void> {
  output = "";
  running = cli("start", "--port", String(port));
  ended = new Promise((resolve) => running.once("close", resolve));
  await said("Running after", START_MILLISECONDS);
}

function cli(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "rehearsal/cli.ts", ...args], { cwd: app });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => {
      output += data;
    });
  }
  return child;
}

async function said(text: string, timeout: number): Promise<void> {
  await vi.waitUntil(() => output.includes(text) || running.exitCode !== null, { timeout, interval: 200 });
  if (!output.includes(text)) throw new Error(`npm start ended:\n${output}`);
}

/** The output of another command of the same project. */
async function run(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "rehearsal/cli.ts", ...args], { cwd: app });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      text += data;
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, text })));
}

function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8" }).trim();
}

/** Runs a command in the one running container of that kind. */
/** A file of a volume that no container uses. */
function readVolume(volume: string, path: string): string {
  const [image = ""] = docker("images", "--quiet", "rehearsal-services").split("\n");
  return docker("run", "--rm", "--entrypoint=cat", `--volume=${volume}:/volume:ro`, image, `/volume/${path}`);
}

function inContainer(part: string, command: readonly string[], input?: Buffer): Buffer {
  const [name = ""] = containers(part);
  return execFileSync("docker", ["exec", "--interactive", name, ...command], { input, maxBuffer: 1 << 28 });
}
const inTask = (...command: string[]) => inContainer("-task-", command);

const labelled = () => `label=rehearsal.project=${app}`;
const containers = (part: string) =>
  docker("ps", "--filter", labelled(), "--format", "{{.Names}}")
    .split("\n")
    .filter((name) => name.includes(part));

/** What the site answers at a path, to a host by which it is called here. */
function answer(path: string, host = `localhost:${port}`): Promise<IncomingMessage & { readonly text: string }> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: { host }, rejectUnauthorized: false }, async (response) => {
      let text = "";
      for await (const part of response) text += part;
      resolve(Object.assign(response, { text }));
    }).once("error", reject);
  });
}

/** Fills the login form that the page shows, once WordPress's script has focused a field: it empties that field before. */
async function logIn(page: Page, password: string): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.closest("#loginform"));
  await page.fill("#user_login", "admin");
  await page.fill("#user_pass", password);
  await page.click("#wp-submit");
  await page.waitForSelector("#wpadminbar");
}

/** Tries until it succeeds: Chromium drops what it loads when a network comes or goes on the machine, as other tests' do. */
const untilDone = <T>(steps: () => Promise<T>) => vi.waitFor(steps, { timeout: 2 * PAGE_MILLISECONDS, interval: 1000 });

interface CaughtMail {
  readonly subject: string;
}

/** The number of the newest mail with such a subject, once it is caught. */
const caught = (subject: string) =>
  vi.waitFor(
    async () => {
      const mails: CaughtMail[] = JSON.parse((await run("mails", "--json")).text);
      const found = mails.findLastIndex((mail) => mail.subject.includes(subject));
      expect(found).toBeGreaterThanOrEqual(0);
      return String(found + 1);
    },
    { timeout: 60_000, interval: 1000 },
  );

/** The title of the post as WordPress renders it now, past every cache. */
async function postTitle(): Promise<string> {
  const page = await visitor.newPage();
  try {
    const response = await page.goto(`${post}${post.includes("?") ? "&" : "?"}preview=${Date.now()}`);
    return response?.status() === 200 ? ((await page.textContent("h1")) ?? "") : `status ${response?.status()}`;
  } finally {
    await page.close();
  }
}
const postIsThere = () =>
  vi.waitFor(async () => expect(await postTitle()).toContain(TITLE), { timeout: 90_000, interval: 1000 });

test("the administrator logs in with the password of the deployed secret, and publishes a post", async () => {
  const { text: password } = await run("secret", "WP_ADMIN_PASSWORD");
  const page = await visitor.newPage();
  // The first start installs WordPress after the task is healthy; until then its pages say so.
  const shown = async () =>
    `${(await page.goto(`${address}/wp-login.php`))?.status()} ${await page.locator("body").innerText()}`;
  await vi.waitFor(async () => expect(await shown()).toMatch(/^200 .*Username/s), {
    timeout: 120_000,
    interval: 2000,
  });
  await logIn(page, password.trim());
  const made = await page.evaluate(async (title) => {
    const nonce = await (await fetch("/wp-admin/admin-ajax.php?action=rest-nonce")).text();
    const response = await fetch("/wp-json/wp/v2/posts", {
      method: "POST",
      headers: { "content-type": "application/json", "x-wp-nonce": nonce },
      body: JSON.stringify({ title, content: "<p>Written before the deployment.</p>", status: "publish" }),
    });
    return { status: response.status, body: (await response.json()) as { link: string } };
  }, TITLE);
  expect(made.status).toBe(201);
  post = made.body.link;
  expect(post.startsWith(address)).toBe(true);
  await postIsThere();
});

test("a lost password is set again by the mail that the rehearsal caught, and mails are listed and shown", async () => {
  const page = await visitor.newPage();
  await page.goto(`${address}/wp-login.php?action=lostpassword`);
  await page.fill("#user_login", "admin");
  await page.click("#wp-submit");
  const number = await caught("Password Reset");
  expect((await run("mails")).text).toMatch(/^\d+ {2}\S+ {2}admin@example\.com {2}.*Password Reset/m);
  const { text: mail } = await run("mails", number);
  expect(mail).toContain("From: The shop <shop@example.com>");
  const [link = ""] = /http\S+action=rp\S*/.exec(mail) ?? [];
  expect(link.startsWith(address)).toBe(true);
  await page.goto(link);
  await page.waitForSelector("#pass1");
  // WordPress's script proposes a password once it runs, and writes over what was typed before.
  const proposed = await vi.waitFor(
    async () => {
      const value = await page.inputValue("#pass1");
      expect(value).not.toBe("");
      return value;
    },
    { timeout: 30_000, interval: 200 },
  );
  await page.click("#wp-submit");
  await page.waitForSelector("text=Your password has been reset");
  await page.goto(`${address}/wp-login.php`);
  await logIn(page, proposed);
  await page.close();
  expect((await run("mails", "999")).text).toContain("no mail 999: there are 1 to ");
});

test("the site's own theme and plugin show, and a visitor's message arrives as mail", async () => {
  const page = await visitor.newPage();
  /** By the link's address: the link itself shows under the mouse alone. */
  const activate = (screen: string, link: string, done: string) =>
    untilDone(async () => {
      await page.goto(`${address}/wp-admin/${screen}`);
      if ((await page.locator(done).count()) > 0) return;
      const href = await page.locator(link).first().getAttribute("href");
      await page.goto(new URL(href ?? "", page.url()).href);
      await page.waitForSelector(done, { state: "attached" });
    });
  await activate("themes.php", ".theme[data-slug=mine] a.activate", ".theme.active[data-slug=mine]");
  await activate("plugins.php", "tr[data-slug=contact] .activate a", "tr[data-slug=contact] .deactivate");
  await page.close();

  const stranger = await trusting();
  const form = await stranger.newPage();
  await untilDone(async () => {
    await form.goto(`${address}/?from=stranger`);
    expect(await form.locator("body").evaluate((body) => getComputedStyle(body).borderTopStyle)).toBe("solid");
    await form.fill("#contact [name=email]", "visitor@example.net");
    await form.fill("#contact [name=text]", "Do you have this in green?");
    await form.click("#contact button");
    await form.waitForURL(`${address}/?contact=sent`);
  });
  await stranger.close();
  const { text: mail } = await run("mails", await caught("A visitor writes"));
  expect(mail.split("\n")).toEqual(
    expect.arrayContaining([
      "Reply-To: visitor@example.net",
      "To: admin@example.com",
      "Cc: sales@example.com",
      "Do you have this in green?",
    ]),
  );
});

test("the apex is sent to www, path and query kept", async () => {
  const { statusCode, headers } = await answer("/shop/?colour=green", "example.com");
  expect([statusCode, headers.location]).toEqual([301, `${address}/shop/?colour=green`]);
});

test("a second start says that the first one runs", async () => {
  const { code, text } = await run("start", "--port", String(port));
  expect(code).toBe(1);
  expect(text).toContain(`npm start already runs here (process ${running.pid})`);
});

test("a killed task is replaced, and the post is still there", async () => {
  const [task = ""] = containers("-task-");
  docker("kill", task);
  await vi.waitFor(() => expect(containers("-task-").filter((name) => name !== task)).toHaveLength(1), {
    timeout: 60_000,
  });
  await postIsThere();
  expect(output).toContain("failed: container wordpress ended with exit code 137");
});

test("a killed database is said, started again and used again", async () => {
  const [database = ""] = containers("-database-");
  docker("kill", database);
  await said(`database ${database} ended with exit code 137; starting it again`, 60_000);
  await said(`database ${database} runs again`, 60_000);
  await postIsThere();
});

test("another name of this machine leads to the site", async () => {
  const { statusCode, headers } = await answer("/?p=1", `127.0.0.1:${port}`);
  expect([statusCode, headers.location]).toEqual([307, `${address}/?p=1`]);
});

test("a restarted database is used again", async () => {
  const [database = ""] = containers("-database-");
  docker("restart", database);
  await postIsThere();
});

test("a rolling deployment under load fails no request, and shows the change", async () => {
  const served = join(app, "image/rootfs/usr/share/wp-image/rehearsed.txt");
  mkdirSync(dirname(served), { recursive: true });
  writeFileSync(served, "a file of the next image\n");
  const before = containers("-task-");
  // As long as the load balancer waits for a task: a slow answer of a busy machine is no failed one.
  const load = spawn("wrk", ["-t1", "-c4", "-d300s", "--timeout", "60s", `${address}/`]);
  let report = "";
  load.stdout.on("data", (data) => {
    report += data;
  });
  const { code, text } = await run("deploy");
  load.kill("SIGINT");
  await new Promise((resolve) => load.once("close", resolve));
  expect(text).toMatch(/deployed dev-image, (dev-edge, )?dev-service in [\d.]+ s/);
  expect(code).toBe(0);
  expect(report).toMatch(/(\d+) requests in/);
  expect(report).not.toMatch(/Non-2xx|Socket errors/);
  const [after = ""] = containers("-task-").filter((name) => !before.includes(name));
  expect(docker("exec", after, "cat", "/usr/share/wp-image/rehearsed.txt")).toBe("a file of the next image");
  await postIsThere();
});

test("a deployment whose tasks never start is rolled back by the circuit breaker, and the site stays up", async () => {
  await vi.waitFor(() => expect(containers("-task-")).toHaveLength(1), { timeout: 60_000, interval: 500 });
  const before = containers("-task-");
  const init = join(app, "image/rootfs/usr/lib/wp-image/init");
  const sound = readFileSync(init, "utf8");
  writeFileSync(init, "#!/bin/sh\necho 'the reason why it fails' >&2\nexit 78\n");
  const { code, text } = await run("deploy");
  writeFileSync(init, sound);
  expect(code, text).toBe(1);
  expect(text).toContain("| the reason why it fails");
  expect(text).toMatch(/the deployment failed, 3 tasks did not become healthy/);
  expect(text).toMatch(/rolled back to wordpress-dev:\d+/);
  await vi.waitFor(() => expect(containers("-task-")).toEqual(before), { timeout: 60_000, interval: 500 });
  await postIsThere();
  expect((await run("deploy")).text).toMatch(/deployed dev-image, (dev-edge, )?dev-service in/);
});

test("the log of each task is kept", async () => {
  const { text } = await run("logs", "--no-follow");
  expect(text).toMatch(/^ecs\/wordpress-dev\/wordpress [0-9a-f]{8} {2}/m);
});

test("stopping leaves the data, fresh removes them, and a dump with the uploads restores the site into a fresh start", async () => {
  const upload = "wp-content/uploads/restored.txt";
  inTask("sh", "-c", `echo 'an upload that stays' >/var/www/html/${upload}`);
  const dump = inContainer("-database-", ["mariadb-dump", "wordpress"]);
  const uploads = inTask("tar", "--create", "--gzip", "--directory=/var/www/html", "wp-content/uploads");
  const { text: password } = await run("secret", "WP_ADMIN_PASSWORD");
  running.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(docker("ps", "--all", "--quiet", "--filter", labelled())).toBe("");
  expect(docker("network", "ls", "--quiet", "--filter", labelled())).toBe("");
  const left = docker("volume", "ls", "--quiet", "--filter", labelled()).split("\n");
  expect(left).toHaveLength(3);
  // The next start opens the data with the secrets that they were made with.
  const secrets = left.find((name) => name.endsWith("-secrets")) ?? "";
  expect(readVolume(secrets, "secrets.json")).toContain(password.trim());
  expect((await run("stop", "--fresh")).code).toBe(0);
  expect(docker("volume", "ls", "--quiet", "--filter", labelled())).toBe("");
  expect(volumes.seen.size).toBeGreaterThan(2);
  expect(
    docker("volume", "ls", "--quiet")
      .split("\n")
      .filter((name) => volumes.seen.has(name)),
  ).toEqual([]);

  await start();
  expect(await postTitle()).not.toContain(TITLE);
  inContainer("-database-", ["mariadb", "wordpress"], dump);
  inContainer("-task-", ["tar", "--extract", "--gzip", "--directory=/var/www/html"], uploads);
  await postIsThere();
  expect((await answer(`/${upload}`)).text).toBe("an upload that stays\n");
});
