import { connect } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { PATTERNS } from "../../constructs/observability/log-metrics";
import { meets } from "../support/filter-pattern";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { ADMINISTRATOR, HOST, type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("logs");
const SECRETS = {
  WP_SECRET_SEED: "seed-that-no-log-may-hold-0123456789",
  WP_ADMIN_PASSWORD: "administrator-that-no-log-may-hold",
  WP_REDIS_PASSWORD: "cache-that-no-log-may-hold",
  SMTP_PASSWORD: "mail-that-no-log-may-hold",
};
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
let site: Site;
let server: DatabaseServer;
let databasePassword = "";
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
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

interface Message {
  readonly source: string;
  readonly level: string;
  readonly message: string;
}
const lines = () => site.container.lines();
const entries = async () => (await lines()).map((line) => JSON.parse(line) as Message & Record<string, unknown>);
const countOf = async (text: string) => (await lines()).filter((line) => line.includes(text)).length;
const messagesWith = (text: string): Promise<Message[]> =>
  eventually(`a message with ${text}`, async () => {
    const found = (await entries()).filter(({ message }) => message?.includes(text));
    return found.length > 0 && found;
  });

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

test.each([
  ["a warning", "trigger_error('level-warning', E_USER_WARNING);", "level-warning", "warning"],
  ["a notice", "trigger_error('level-notice');", "level-notice", "notice"],
  ["an exception", "throw new Exception('level-exception');", "level-exception", "error"],
  ["a plugin's own", "error_log('level-own');", "level-own", "info"],
])("%s has its level", async (_, php, mark, level) => {
  await site.request("/", { method: "POST", headers: { "X-Probe": "1" }, body: `${php} return 1;` });
  expect(await messagesWith(mark)).toMatchObject([{ source: "php", level }]);
});

test("an exception and its trace are one message", async () => {
  const php = "(function () { throw new Exception('with-trace'); })();";
  await site.request("/", { method: "POST", headers: { "X-Probe": "1" }, body: php });
  const [{ message } = { message: "" }] = await messagesWith("with-trace");
  expect(message).toMatch(/^PHP Fatal error: .*with-trace.*\nStack trace:\n#0 [\s\S]*\n {2}thrown in /);
});

test("forty long messages at once are whole, one on a line each", async () => {
  const text = (index: number) => Array.from({ length: 300 }, (_, line) => `flood-${index} line ${line}`).join("\n");
  const indexes = Array.from({ length: 40 }, (_, index) => index + 100);
  const log = (index: number) => site.evaluate(`error_log(${JSON.stringify(text(index))}); return 1;`);
  await Promise.all(indexes.map(log));
  for (const index of indexes)
    expect((await messagesWith(`flood-${index} `)).map(({ message }) => message)).toEqual([text(index)]);
});

test("a message that is too long for one line of a log driver is cut, and says so", async () => {
  await site.evaluate("error_log('begin70 ' . str_repeat('b\"', 35000) . ' end70'); error_log('after70'); return 1;");
  await messagesWith("after70");
  const [line = ""] = (await lines()).filter((one) => one.includes("begin70 "));
  expect(Buffer.byteLength(line)).toBeLessThan(16_384);
  expect(JSON.parse(line).message).toMatch(/^begin70 b"b.*b"? \(cut, 70014 bytes\)$/);
});

test("the metrics of the log count what they are named after, and nothing that a visitor writes", async () => {
  const forged = "PHP Fatal error WordPress database error executing too slow";
  await site.request("/", { method: "POST", headers: { "X-Probe": "1" }, body: "undefined_function();" });
  await site.evaluate("global $wpdb; $wpdb->query('SELECT none FROM nowhere'); return 1;");
  await site.request("/wp-login.php", { method: "POST", body: "log=a&pwd=b", headers: FORM });
  await site.request(`/?forged=${encodeURIComponent(forged)}`, { headers: { Referer: forged, "User-Agent": forged } });
  await eventually("all is logged", async () => (await countOf("forged=")) > 0 && (await countOf("nowhere")) > 0);
  const counted = (name: keyof typeof PATTERNS) => async () =>
    (await lines()).filter((line) => meets(line, PATTERNS[name]));
  expect(await counted("PhpFatalErrors")()).toContainEqual(expect.stringContaining("undefined_function"));
  expect(await counted("DatabaseErrors")()).toEqual([expect.stringContaining("nowhere")]);
  expect(await counted("FailedLogins")()).toEqual([expect.stringContaining("/wp-login.php")]);
  for (const name of ["PhpFatalErrors", "DatabaseErrors", "SlowRequests"] as const)
    expect((await counted(name)()).filter((line) => line.includes("forged"))).toEqual([]);
});

test("a request that takes five seconds is named and counted, with its functions, in a container of www-data", async () => {
  const asInEcs = await startSite(lab, server, { WP_CONTENT_MODE: "mutable" }, [
    "--user",
    "33:33",
    "--cap-drop",
    "ALL",
  ]);
  await asInEcs.withProbe("/var/www/html");
  const slow = asInEcs.evaluate("while (!file_exists('/tmp/seen')) { usleep(50000); clearstatcache(); } return 1;");
  const log = () => asInEcs.container.lines();
  const counted = await eventually("the slow request is named", async () => {
    const found = (await log()).filter((line) => meets(line, PATTERNS.SlowRequests));
    return found.length > 0 && found;
  });
  expect(counted).toHaveLength(1);
  const trace = await eventually("its trace arrives", async () =>
    (await log()).find((line) => line.includes("script_filename")),
  );
  expect(JSON.parse(trace)).toMatchObject({
    source: "php-fpm",
    message: expect.stringMatching(/^\[pool www\].*\n.*\n\[0x/),
  });
  await asInEcs.container.exec(["touch", "/tmp/seen"]);
  expect(await slow).toBe(1);
});

test("what a plugin writes to PHP's standard error is a message", async () => {
  await site.evaluate("file_put_contents('php://stderr', 'to-standard-error'); return 1;");
  expect(await messagesWith("to-standard-error")).toMatchObject([{ source: "php", level: "info" }]);
});

test("a killed reader of the log comes back, and nothing is lost or said twice", async () => {
  await site.evaluate("error_log('before-the-kill'); return 1;");
  await messagesWith("before-the-kill");
  await site.container.shell("pkill -KILL -f [p]hp/log.php");
  await site.evaluate("error_log('after-the-kill'); return 1;");
  await site.request("/after-the-kill/");
  await messagesWith("after-the-kill");
  await eventually("the request is logged", async () => (await countOf('"/after-the-kill/"')) > 0);
  expect(await messagesWith("before-the-kill")).toHaveLength(1);
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
  const last = (await entries()).find(({ uri }) => uri === "/the-last-of-them/");
  expect(last).toMatchObject({ status: 404, method: "GET", host: HOST, trace: "Root=1-abc", cache: "MISS" });
});

test("what visitors write is cut in the access log", async () => {
  const long = (length: number) => "x".repeat(length);
  await site.request(`/cut-here/${long(3000)}`, { headers: { Referer: long(2000), "User-Agent": long(2000) } });
  const line = await eventually("the request is logged", async () =>
    (await lines()).find((one) => one.includes("/cut-here/")),
  );
  expect(line.length).toBeLessThan(4096);
  expect(JSON.parse(line)).toMatchObject({
    uri: `/cut-here/${long(990)}...`,
    referrer: `${long(400)}...`,
    agent: `${long(300)}...`,
  });
});

test("health checks are not logged", async () => {
  await site.request("/healthz");
  await site.request("/mark-after-health/");
  await eventually("the request is logged", async () => (await countOf("/mark-after-health/")) > 0);
  expect(await countOf('"/healthz"')).toBe(0);
});

test("no page of wp-admin, however large, is said to be buffered to a file", async () => {
  const headers = { Cookie: await site.logIn({ user: ADMINISTRATOR.user, password: SECRETS.WP_ADMIN_PASSWORD }) };
  const sizes: number[] = [];
  for (const page of ["/wp-admin/", "/wp-admin/edit.php", "/wp-admin/post-new.php", "/wp-admin/options-general.php"]) {
    const { text } = await site.request(page, { headers });
    const parts = [...text.matchAll(/(?:href|src)='[^']*(\/wp-admin\/load-(?:styles|scripts)\.php[^']+)'/g)];
    for (const [, part = ""] of parts)
      sizes.push(
        (await site.request(part.replaceAll("&#038;", "&").replaceAll("&amp;", "&"), { headers })).body.length,
      );
  }
  expect(Math.max(...sizes)).toBeGreaterThan(100_000);
  await site.request("/after-the-tour/");
  await eventually("the tour is logged", async () => (await countOf("/after-the-tour/")) > 0);
  expect((await entries()).filter(({ message }) => message?.includes("buffered to a temporary file"))).toEqual([]);
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
  const told = [...(await lines()), Buffer.from(information, "base64").toString(), environments].join("\n");
  const keys = await site.evaluate<string[]>("return [AUTH_KEY, NONCE_SALT];");
  for (const secret of [databasePassword, ...Object.values(SECRETS), ...keys])
    expect(told.includes(secret)).toBe(false);
});
