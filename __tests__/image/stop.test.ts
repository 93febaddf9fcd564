import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { docker } from "./support/docker";
import type { Answer } from "./support/http";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";
import { eventually } from "./support/wait";

const lab = useLab("stop");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Answers late; says whether its sleep was cut short. */
const SLOW_SCRIPT = `<?php
  $settings = require '/run/wp/env.php';
  if (isset($_GET['sql'])) {
    $database = new mysqli($settings['WORDPRESS_DB_HOST'], $settings['WORDPRESS_DB_USER'],
      $settings['WORDPRESS_DB_PASSWORD'], $settings['WORDPRESS_DB_NAME']);
    echo $database->query('SELECT SLEEP(3)')->fetch_row()[0] === '0' ? 'slept' : 'woken';
  } else {
    echo sleep((int) ($_GET['seconds'] ?? 0)) === 0 ? 'slept' : 'woken';
  }
  echo str_repeat('x', 200000), 'end';`;

/** Starts a container with the slow script in its web root. */
async function start(env: Record<string, string> = {}): Promise<Container> {
  const container = await lab.wordpress({ env: { ...IMMUTABLE, ...env } });
  await container.write("/usr/src/wordpress/slow.php", SLOW_SCRIPT);
  return container.whenHealthy();
}

/** Sends a request and waits until PHP works on it. @returns what comes of it */
async function inFlight(container: Container, path: string): Promise<{ outcome: Promise<Answer | Error> }> {
  const outcome = container.request(path, { timeoutMilliseconds: 60_000 }).catch((error: Error) => error);
  await eventually("PHP works on the request", async () => {
    const status = await container.shell("curl -fs 'http://127.0.0.1:8080/-/status?json'");
    return JSON.parse(status)["active processes"] > 0;
  });
  return { outcome };
}

/** Opens a connection and sends a text that is no whole request. */
async function dawdle(container: Container, text: string): Promise<void> {
  const socket = connect(8080, await container.address());
  sockets.push(socket);
  socket.on("error", () => undefined);
  await new Promise<void>((done) => socket.once("connect", () => done()));
  if (text !== "") await new Promise<void>((done) => socket.write(text, () => done()));
}

test.each([
  ["sleeps in PHP", "/slow.php?seconds=3"],
  ["waits for the database", "/slow.php?sql"],
])("a request that %s when the container stops gets its whole answer", async (_what, path) => {
  const container = await start(await server.database());
  const { outcome } = await inFlight(container, path);
  expect(await container.stop()).toBe(0);
  const answer = (await outcome) as Answer;
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(/^sleptx{200000}end$/);
});

test("a request that needs longer than the time to stop is cut, and the container still ends with 0", async () => {
  const container = await start({ STOP_TIMEOUT: "120", WP_REQUEST_TIMEOUT: "600" });
  await container.shell("echo delay=0 drain=4 php=3 >/run/wp/stop-budget");
  const { outcome } = await inFlight(container, "/slow.php?seconds=500");
  expect(await container.stop(20)).toBe(0);
  const answer = await outcome;
  expect(answer instanceof Error || answer.status >= 500).toBe(true);
});

test.each([["QUIT"], ["INT"], ["TERM"]])("SIG%s drains and ends with 0", async (signal) => {
  const container = await start();
  const { outcome } = await inFlight(container, "/slow.php?seconds=2");
  await container.kill(signal);
  expect(await container.exitCode()).toBe(0);
  expect(await outcome).toMatchObject({ status: 200 });
});

test("a second SIGTERM does not cut what the first one drains", async () => {
  const container = await start();
  const { outcome } = await inFlight(container, "/slow.php?seconds=3");
  await container.kill("TERM");
  await eventually(
    "the stop has begun",
    async () => (await container.tryExec(["test", "-d", "/run/stopping"])).code === 0,
  );
  await container.kill("TERM");
  expect(await container.exitCode()).toBe(0);
  expect(await outcome).toMatchObject({ status: 200 });
});

test("a container that copies WordPress stops at once", async () => {
  const volume = await lab.volume();
  // The lock is held, so the copy waits.
  const holder = await lab.wordpress({
    flags: ["--user", "33:33", "--volume", `${volume}:/var/www/html`],
    command: ["sh", "-c", "exec 9>/var/www/html/.wp-image-seed.lock; flock 9; echo locked; sleep 300"],
  });
  await eventually("the lock is held", async () => (await holder.logs()).includes("locked"));
  const container = await lab.wordpress({ env: MINIMAL, flags: ["--volume", `${volume}:/var/www/html`] });
  await eventually("the copy waits", async () =>
    (await container.processes()).some(({ command }) => command.startsWith("flock")),
  );
  // With less time than SHUTDOWN_DELAY and the drain take, so a wait for either would end in a kill (137).
  expect(await container.stop(3)).toBe(0);
});

test.each([
  ["an idle kept-alive connection", "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a silent connection", ""],
  ["half a header", "GET / HTTP/1.1\r\nHost: a\r\nX-Half: "],
  ["half a body", "POST /slow.php HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"],
])("%s does not keep a container from ending in time", async (_what, text) => {
  const container = await start({ STOP_TIMEOUT: "17", WP_REQUEST_TIMEOUT: "10" });
  await dawdle(container, text);
  await eventually(
    "nginx has the connection",
    async () =>
      (await container.shell("grep -c ' 01 ' /proc/net/tcp /proc/net/tcp6 | grep -qv ':0$' && echo yes || true")) ===
      "yes",
  );
  expect(await container.stop(18)).toBe(0);
});

test("for SHUTDOWN_DELAY a stopping container answers requests while its health check fails", async () => {
  const container = await start({ SHUTDOWN_DELAY: "5" });
  await container.kill("TERM");
  await eventually("the health check fails", async () => (await container.request("/healthz")).status === 503);
  expect((await container.request("/readyz")).status).toBe(503);
  expect((await container.request("/slow.php")).status).toBe(200);
  expect((await docker(["inspect", "--format", "{{.State.Running}}", container.name])).trim()).toBe("true");
  expect(await container.exitCode()).toBe(0);
});
