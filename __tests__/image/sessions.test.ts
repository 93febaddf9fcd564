import { beforeAll, describe, expect, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import type { Answer } from "./support/http";
import { IMMUTABLE, useLab } from "./support/lab";
import { HOST, INSTALLATION, Site } from "./support/site";
import { startValkey } from "./support/valkey";

const lab = useLab("sessions");

const COUNTER = `<?php
  if (isset($_GET['wordpress'])) require '/usr/src/wordpress/wp-load.php';
  $ok = session_start();
  $_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
  if (isset($_GET['slow'])) usleep(300000);
  if (isset($_GET['new-id'])) session_regenerate_id(true);
  if (isset($_GET['large'])) $_SESSION['large'] = str_repeat('x', 2 << 20);
  if (isset($_GET['end'])) session_destroy();
  if (isset($_GET['late'])) register_shutdown_function(function () { $_SESSION['visits'] = 100; });
  echo ini_get('session.save_handler'), ' ', $_SESSION['visits'] ?? 'none';`;

async function start(env: Record<string, string>): Promise<Container> {
  const container = await (await lab.wordpress({ env: { ...IMMUTABLE, ...env } })).whenHealthy();
  await container.write("/usr/src/wordpress/counter.php", COUNTER);
  return container;
}

const cookie = (answer: Answer): Record<string, string> => ({
  Cookie: answer.headers["set-cookie"]?.at(-1)?.split(";")[0] ?? "",
});

test("sessions are files of one container unless they are said to be in Valkey", async () => {
  const container = await start({});
  const first = await container.request("/counter.php");
  expect(first.text).toBe("files 1");
  expect((await container.request("/counter.php", { headers: cookie(first) })).text).toBe("files 2");
});

test("sessions in Valkey are shared by containers, behind a password with special characters, and locked", async () => {
  const password = "p&s=s#w?rd%/+;:@{}$HOME";
  const valkey = await startValkey(lab, ["--requirepass", password]);
  const env = {
    WP_SESSIONS: "redis",
    WP_REDIS_HOST: valkey.name,
    WP_REDIS_PASSWORD: password,
    WP_REDIS_BUDGET: "6000",
  };
  const [one, other] = [await start(env), await start(env)];
  const first = await one.request("/counter.php");
  expect(first.text).toBe("redis 1");
  const headers = cookie(first);
  expect((await other.request("/counter.php", { headers })).text).toBe("redis 2");
  // Without a lock, requests at the same time would all read the same count.
  await Promise.all([one, other, one, other].map((container) => container.request("/counter.php?slow", { headers })));
  expect((await one.request("/counter.php", { headers })).text).toBe("redis 7");
});

describe("in the database", () => {
  const table = "wp_php_sessions";
  let server: DatabaseServer;
  let database: string;
  let one: Container;
  let other: Container;

  beforeAll(async () => {
    server = await DatabaseServer.shared(lab);
    const settings = await server.database();
    database = settings.WORDPRESS_DB_NAME ?? "";
    [one, other] = [
      await start({ ...settings, ...INSTALLATION, WP_SESSIONS: "database" }),
      await start({ ...settings, WP_SESSIONS: "database" }),
    ];
  });

  const sql = (statement: string) => server.query(statement, database);
  const visit = async (container: Container, query = "", headers = {}) => {
    const answer = await container.request(`/counter.php?${query}`, { headers: { Host: HOST, ...headers } });
    return { answer, visits: answer.text.split(" ").at(-1) };
  };

  test("sessions are shared by containers and locked, one row each, which nobody can take one over from", async () => {
    const { answer, visits } = await visit(one);
    expect(visits).toBe("1");
    const headers = cookie(answer);
    expect((await visit(other, "", headers)).visits).toBe("2");
    await Promise.all([one, other, one, other].map((container) => visit(container, "slow", headers)));
    expect((await visit(one, "", headers)).visits).toBe("7");
    const id = headers.Cookie?.split("=")[1];
    expect(await sql(`SELECT HEX(id) FROM ${table}`)).toBe(await sql(`SELECT UPPER(SHA2('${id}', 256))`));
  });

  test("an id that a visitor brings is not taken, an expired session is a new one, and both are cleaned up", async () => {
    const brought = await visit(one, "", { Cookie: "PHPSESSID=brought-by-somebody" });
    expect(brought.visits).toBe("1");
    const headers = cookie(brought.answer);
    expect(headers.Cookie).toMatch(/^PHPSESSID=(?!brought)\w/);
    expect((await visit(other, "", headers)).visits).toBe("2");
    await sql(`UPDATE ${table} SET expires = UNIX_TIMESTAMP() - 1`);
    const late = await visit(other, "", headers);
    expect([late.visits, cookie(late.answer).Cookie === headers.Cookie]).toEqual(["1", false]);
    await one.write("/usr/src/wordpress/gc.php", "<?php session_start(); echo session_gc(), session_destroy();");
    await new Site(one).request("/gc.php");
    expect(await sql(`SELECT COUNT(*) FROM ${table} WHERE expires < UNIX_TIMESTAMP()`)).toBe("0");
  });

  test("a session gets another id, ends, is written last of all, and is kept whole or not at all", async () => {
    const first = cookie((await visit(one)).answer);
    const renewed = await visit(other, "new-id", first);
    expect([renewed.visits, cookie(renewed.answer).Cookie === first.Cookie]).toEqual(["2", false]);
    expect((await visit(one, "", first)).visits).toBe("1");
    const headers = cookie(renewed.answer);
    expect((await visit(one, "", headers)).visits).toBe("3");
    expect((await visit(one, "late", headers)).visits).toBe("4");
    expect((await visit(other, "large", headers)).visits).toBe("101");
    await other.logged(/sessions: a session of \d+ bytes is not kept; the limit is 1048576/);
    expect((await visit(one, "", headers)).visits).toBe("101");
    await visit(one, "end", headers);
    expect((await visit(other, "", headers)).visits).toBe("1");
  });

  test("a session is the same before WordPress has loaded and after, and WordPress's queries fail as they do without", async () => {
    const site = new Site(one);
    await site.whenInstalled();
    const headers = cookie(await site.request("/counter.php"));
    expect((await site.request("/counter.php?wordpress", { headers })).text.split(" ").at(-1)).toBe("2");
    expect((await site.request("/counter.php", { headers })).text.split(" ").at(-1)).toBe("3");
    await one.write(
      "/usr/src/wordpress/failing.php",
      `<?php session_start(); require '/usr/src/wordpress/wp-load.php'; session_write_close(); session_start();
        global $wpdb; $wpdb->suppress_errors(); echo json_encode($wpdb->query('SELECT nonsense'));`,
    );
    expect((await site.request("/failing.php", { headers })).text).toBe("false");
  });

  test("without the database a page goes on without its session", async () => {
    await server.query(`ALTER USER ${database}@'%' ACCOUNT LOCK`);
    try {
      expect((await visit(one)).answer).toMatchObject({
        status: 200,
        text: expect.stringMatching(/ 1$/),
        headers: { "cache-control": "no-store" },
      });
      await one.logged("sessions: the database fails with error");
    } finally {
      await server.query(`ALTER USER ${database}@'%' ACCOUNT UNLOCK`);
    }
    const { answer } = await visit(one);
    expect((await visit(one, "", cookie(answer))).visits).toBe("2");
  });
});
