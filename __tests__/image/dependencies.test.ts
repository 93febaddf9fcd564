import { beforeAll, expect, test } from "vitest";
import { makeCertificates, TLS } from "./support/certificates";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { docker } from "./support/docker";
import { IMMUTABLE, useLab } from "./support/lab";
import { INSTALLATION, Site, startSite } from "./support/site";
import { eventually, pause } from "./support/wait";

const lab = useLab("dependencies");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

const page = (site: Site) => site.uncached("/?page");

test("without a database the container starts, is healthy, answers 503 and recovers by itself", async () => {
  const database = await server.database();
  const user = database.WORDPRESS_DB_USER;
  await server.query(`ALTER USER ${user}@'%' ACCOUNT LOCK`);
  const container = await lab.wordpress({ env: { ...IMMUTABLE, ...database, ...INSTALLATION } });
  const site = new Site(await container.whenHealthy());
  const refused = await page(site);
  expect(refused.status).toBe(503);
  expect(refused.headers).toMatchObject({ "cache-control": "no-store", "retry-after": "30" });
  for (const secret of [database.WORDPRESS_DB_PASSWORD, database.WORDPRESS_DB_USER, database.WORDPRESS_DB_HOST]) {
    expect(refused.text).not.toContain(secret);
  }
  const json = await site.request("/wp-json/", { headers: { Accept: "application/json" } });
  expect([json.status, (JSON.parse(json.text) as { code: string }).code]).toEqual([503, "unavailable"]);
  expect((await site.request("/wp-admin/")).text).not.toContain(database.WORDPRESS_DB_HOST);
  expect((await site.request("/readyz")).status).toBe(503);
  await server.query(`ALTER USER ${user}@'%' ACCOUNT UNLOCK`);
  await site.whenInstalled();
  expect((await site.request("/readyz")).status).toBe(200);
});

test("with WORDPRESS_DB_SSL=verify only the right certificate gets the password", async () => {
  const flags = ["--volume", `${await lab.volume()}:${TLS.directory}`];
  const maker = await lab.service("certificates", { flags, command: ["sleep", "infinity"] });
  await makeCertificates(maker, "database.example.com");
  const tls = await DatabaseServer.start(lab, {
    flags: [...flags, "--network-alias", "database.example.com", "--network-alias", "other.example.com"],
    command: [
      `--ssl-cert=${TLS.certificate}`,
      `--ssl-key=${TLS.key}`,
      `--ssl-ca=${TLS.ca}`,
      "--require-secure-transport=on",
    ],
  });
  const database = { ...(await tls.database()), WORDPRESS_DB_SSL: "verify" };
  const schema = async (env: Record<string, string>) => {
    const command = ["wp-image", "status", "--json"];
    const { stdout } = await lab.finish({ env: { ...IMMUTABLE, ...database, ...env }, flags, command });
    return (JSON.parse(stdout) as { database: { ok: boolean; tls?: string } }).database;
  };
  const right = { WORDPRESS_DB_HOST: "database.example.com", WORDPRESS_DB_SSL_CA: TLS.ca };
  expect(await schema(right)).toMatchObject({ ok: true, tls: expect.stringMatching(/^TLS_/) });
  expect(await schema({ ...right, WORDPRESS_DB_HOST: "other.example.com" })).toMatchObject({ ok: false });
  expect(await schema({ WORDPRESS_DB_HOST: "database.example.com" })).toMatchObject({ ok: false });
  const pem = await maker.shell(`cat ${TLS.ca}`);
  const site = await startSite(lab, tls, {
    ...database,
    ...right,
    WORDPRESS_DB_SSL_CA: pem,
    WP_SESSIONS: "database",
  });
  await site.withProbe();
  const cipher = `global $wpdb; return $wpdb->get_row("SHOW STATUS LIKE 'Ssl_cipher'", ARRAY_N)[1];`;
  expect(await site.evaluate(cipher)).toMatch(/^TLS_/);
  const session = `session_start(); session_write_close(); global $wpdb; return $wpdb->get_var("SELECT COUNT(*) FROM wp_php_sessions");`;
  expect(await site.evaluate(session)).toBe("1");
});

test("a wrong password reaches nobody", async () => {
  const password = "the-wrong-password-of-a-test";
  const env = {
    ...IMMUTABLE,
    ...(await server.database()),
    ...INSTALLATION,
    WORDPRESS_DB_PASSWORD: password,
    WP_DEBUG: "on",
  };
  const site = new Site(await (await lab.wordpress({ env })).whenHealthy());
  const answer = await page(site);
  expect(answer.status).toBe(503);
  expect(answer.text).not.toContain(password);
  expect(await site.container.logged("wp-image: the database refuses the login")).not.toContain(password);
});

test("a database that is lost in flight and comes back costs no restart", async () => {
  const own = await DatabaseServer.start(lab);
  const site = await (await startSite(lab, own)).withProbe();
  const before = await startedAt(site.container);
  const query = "SELECT SLEEP(50)";
  site
    .request("/", {
      method: "POST",
      headers: { "X-Probe": "1" },
      body: `global $wpdb; return $wpdb->get_var('${query}');`,
    })
    .catch(() => "cut");
  await eventually("the query runs", async () => (await own.query("SHOW PROCESSLIST")).includes(query));
  // Its connections are cut and it takes none, as while it fails over.
  await own.query("SET GLOBAL max_connections = 10; SET GLOBAL offline_mode = 1").catch(() => "");
  await docker(["network", "disconnect", lab.network, own.container.name]);
  await own.container.shell(
    "mariadb -uroot -e \"SELECT CONCAT('KILL ', id, ';') FROM information_schema.processlist WHERE user LIKE 'wp_%'\" -N | mariadb -uroot",
  );
  expect((await page(site)).status).toBe(503);
  expect((await site.request("/healthz")).status).toBe(200);
  await docker(["network", "connect", lab.network, own.container.name]);
  await eventually("pages are made again", async () => (await page(site)).status === 200);
  expect(await startedAt(site.container)).toBe(before);
});

test("a database that accepts and then says nothing frees its workers after the timeout", async () => {
  const own = await DatabaseServer.start(lab);
  const site = await startSite(lab, own, { WP_REQUEST_TIMEOUT: "10", WP_FPM_CHILDREN: "2" });
  await docker(["pause", own.container.name]);
  try {
    const hanging = [page(site), page(site)];
    await pause(500);
    expect((await site.request("/healthz")).status).toBe(200);
    for (const { status } of await Promise.all(hanging)) expect([502, 503, 504]).toContain(status);
    expect((await site.request("/healthz")).status).toBe(200);
  } finally {
    await docker(["unpause", own.container.name]);
  }
  await eventually("pages are made again", async () => (await page(site)).status === 200);
});

test("when all workers are busy, requests wait in line, /healthz answers, and all is well afterwards", async () => {
  const site = await (
    await startSite(lab, server, { WP_FPM_CHILDREN: "2", WP_REQUEST_TIMEOUT: "20", WP_CRON: "off" })
  ).withProbe();
  const busy = Promise.all(Array.from({ length: 6 }, () => site.evaluate<number>("usleep(1500000); return 1;")));
  await eventually("both workers are busy", async () => (await poolStatus(site.container))["active processes"] === 2);
  expect((await site.request("/healthz")).status).toBe(200);
  expect(await busy).toEqual([1, 1, 1, 1, 1, 1]);
  expect((await page(site)).status).toBe(200);
});

test("a request that takes too long is ended and its worker is used again", async () => {
  const site = await (await startSite(lab, server, { WP_FPM_CHILDREN: "1", WP_REQUEST_TIMEOUT: "10" })).withProbe();
  const endless = await site.request("/", {
    method: "POST",
    headers: { "X-Probe": "1" },
    body: "sleep(60); return 1;",
  });
  expect(endless.status).toBe(504);
  await eventually("the worker is back", async () => (await page(site)).status === 200);
});

test("mail goes to the SMTP server, and its loss is logged", async () => {
  const mailbox = await lab.service("smtp", { command: ["perl", "-e", SMTP_SERVER] });
  const site = await startSite(lab, server, {
    SMTP_HOST: mailbox.name,
    SMTP_PORT: "2525",
    SMTP_ENCRYPTION: "none",
    SMTP_FROM: "site@example.org",
    SMTP_FROM_NAME: "The site",
  });
  await site.withProbe();
  expect(await site.evaluate(`return wp_mail('ann@example.org', 'A subject', 'A body');`)).toBe(true);
  const mail = await mailbox.logged("A body");
  expect(mail).toMatch(/MAIL FROM:<site@example.org>/);
  expect(mail).toMatch(/RCPT TO:<ann@example.org>/);
  expect(mail).toMatch(/From: The site <site@example.org>/);
  await docker(["stop", "--time", "0", mailbox.name]);
  expect(await site.evaluate(`return wp_mail('ann@example.org', 'Another', 'x');`)).toBe(false);
  await site.container.logged("a mail was not sent");
});

/** Takes any mail and prints the conversation. */
const SMTP_SERVER = String.raw`use IO::Socket::INET; $| = 1;
  my $listener = IO::Socket::INET->new(LocalPort => 2525, Listen => 5, ReuseAddr => 1) or die $!;
  while (my $client = $listener->accept) { my $data = 0; print $client "220 mail\r\n";
    while (my $line = <$client>) { print $line;
      if ($data) { if ($line =~ /^\.\r?$/) { $data = 0; print $client "250 kept\r\n"; } next; }
      if ($line =~ /^DATA/i) { $data = 1; print $client "354 go on\r\n"; }
      elsif ($line =~ /^QUIT/i) { print $client "221 bye\r\n"; last; }
      else { print $client "250 fine\r\n"; } } close $client; }`;

const startedAt = (container: Container) =>
  docker(["inspect", "--format", "{{.State.StartedAt}} {{.RestartCount}}", container.name]);

async function poolStatus(container: Container): Promise<Record<string, number>> {
  return JSON.parse(await container.shell("curl -s 'http://127.0.0.1:8080/-/status?json'")) as Record<string, number>;
}
