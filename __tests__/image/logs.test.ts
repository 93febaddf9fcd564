import { connect } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { HOST, type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("logs");
const SECRETS = {
  WP_SECRET_SEED: "seed-that-no-log-may-hold-0123456789",
  WP_ADMIN_PASSWORD: "administrator-that-no-log-may-hold",
  WP_REDIS_PASSWORD: "cache-that-no-log-may-hold",
  SMTP_PASSWORD: "mail-that-no-log-may-hold",
};
let site: Site;
let databasePassword = "";
beforeAll(async () => {
  const server = await DatabaseServer.shared(lab);
  const database = await server.database();
  databasePassword = database.WORDPRESS_DB_PASSWORD ?? "";
  site = await startSite(lab, server, {
    ...database,
    ...SECRETS,
    WP_REDIS_HOST: "127.0.0.1",
    WP_REDIS_PORT: "1",
    SMTP_HOST: "127.0.0.1",
    SMTP_USER: "mailer",
    WP_DEBUG: "on",
  });
  await site.withProbe();
});

const lines = async () => (await site.container.logs()).split("\n");
const countOf = async (text: string) => (await lines()).filter((line) => line.includes(text)).length;

test.each([
  ["a warning", "trigger_error('mark-warning', E_USER_WARNING);", "mark-warning"],
  ["a message of a plugin", "error_log('mark-message');", "mark-message"],
  ["an uncaught exception", "throw new Exception('mark-exception');", "mark-exception"],
])("%s is logged once, and shown to nobody", async (_, php, mark) => {
  const answer = await site.request("/", { method: "POST", headers: { "X-Probe": "1" }, body: `${php} return 1;` });
  expect(answer.text).not.toContain(mark);
  await eventually("the message arrives", async () => (await countOf(mark)) > 0);
  await site.request("/healthz");
  expect(await countOf(mark)).toBe(1);
});

test("a line of 8 KB is whole, one of 70 KB is cut, not split", async () => {
  await site.evaluate("error_log('begin8 ' . str_repeat('a', 8192) . ' end8'); return 1;");
  await eventually("the line arrives", async () => (await countOf("end8")) > 0);
  expect((await lines()).filter((line) => line.includes("begin8 ")).map((line) => line.endsWith(" end8"))).toEqual([
    true,
  ]);
  await site.evaluate("error_log('begin70 ' . str_repeat('b', 70000) . ' end70'); error_log('after70'); return 1;");
  await eventually("the next line arrives", async () => (await countOf("after70")) > 0);
  const long = (await lines()).find((line) => line.includes("begin70 ")) ?? "";
  expect(long.length).toBeGreaterThan(60_000);
});

test("the access log is one JSON object a request, whatever the visitor sends", async () => {
  const agents = [
    '"quotes"',
    "back\\slash",
    "tab\there",
    "a\u0001control",
    "ümlaut",
    "\x80\xff\xfe",
    "{}},{",
    "%0a%0d",
    "</script>",
  ];
  const address = await site.container.address();
  for (const [index, agent] of agents.entries()) {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(8080, address, () => {
        const head = `GET /log-${index}.css HTTP/1.1\r\nHost: ${HOST}\r\nUser-Agent: `;
        socket.write(
          Buffer.concat([
            Buffer.from(head),
            Buffer.from(agent, "latin1"),
            Buffer.from("\r\nConnection: close\r\n\r\n"),
          ]),
        );
      });
      socket
        .on("error", reject)
        .on("close", () => resolve())
        .resume();
    });
  }
  await site.request("/the-last-of-them/", { headers: { "X-Amzn-Trace-Id": "Root=1-abc", Referer: '"><x' } });
  await eventually("the request is logged", async () => (await countOf("/the-last-of-them/")) > 0);
  const entries = (await lines())
    .filter((line) => line.startsWith('{"time"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = entries.find(({ uri }) => uri === "/the-last-of-them/");
  expect(last).toMatchObject({ status: 404, method: "GET", host: HOST, trace: "Root=1-abc", cache: "MISS" });
});

test("health checks are not logged", async () => {
  await site.request("/healthz");
  await site.request("/mark-after-health/");
  await eventually("the request is logged", async () => (await countOf("/mark-after-health/")) > 0);
  expect(await countOf('"/healthz"')).toBe(0);
});

test("no secret is in the logs, the environment of workers, phpinfo or an error page", async () => {
  await site.evaluate("return wp_mail('a@example.org', 'x', 'x');");
  await site.evaluate("new mysqli(DB_HOST, DB_USER, DB_PASSWORD . 'x', DB_NAME); return 1;").catch(() => "");
  await site.evaluate("(function ($secret) { throw new Exception('with arguments'); })(DB_PASSWORD);").catch(() => "");
  await site.container.tryExec(["wp-image", "status"]);
  const information = await site.evaluate<string>("ob_start(); phpinfo(); return base64_encode(ob_get_clean());");
  // Workers that gave up root's rights are closed to root too, unless it may trace.
  const environments = await lab.shell(
    "for p in /proc/[0-9]*; do case $(cat $p/comm 2>/dev/null) in php-fpm*|nginx|s6-*) tr '\\0' '\\n' <$p/environ;; esac; done",
    ["--pid", `container:${site.container.name}`, "--cap-add", "SYS_PTRACE"],
  );
  expect(environments).toContain("PATH=");
  const told = [await site.container.logs(), Buffer.from(information, "base64").toString(), environments].join("\n");
  const keys = await site.evaluate<string[]>("return [AUTH_KEY, NONCE_SALT];");
  for (const secret of [databasePassword, ...Object.values(SECRETS), ...keys])
    expect(told.includes(secret)).toBe(false);
});
