import { beforeAll, expect, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import type { Output } from "./support/docker";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";

const lab = useLab("configuration");

/** A container without services, in which the settings are read again and again. */
let shell: Container;
let server: DatabaseServer;
beforeAll(async () => {
  shell = await lab.wordpress({ command: ["sleep", "3600"] });
  server = await DatabaseServer.shared(lab);
});

/** Reads the settings as a start does, then runs a script. Files are made before; those of PATH=contents. */
async function configure(
  env: Record<string, string>,
  after = "true",
  files: Record<string, string> = {},
): Promise<Output> {
  for (const [path, contents] of Object.entries(files)) await shell.write(path, contents);
  const flags = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  return shell.tryExec(["sh", "-c", `rm -rf /run/wp && /usr/lib/wp-image/configure && ${after}`], flags);
}

/** The lines that a refused setting gets. @throws when it was taken */
async function refusal(env: Record<string, string>, files?: Record<string, string>): Promise<string[]> {
  const { code, stderr } = await configure({ ...MINIMAL, ...env }, "true", files);
  expect(code).toBe(78);
  return stderr.trim().split("\n");
}

/** The value that WordPress gets for a setting. */
async function value(name: string, env: Record<string, string>): Promise<unknown> {
  const print = `php -r 'echo json_encode((require "/run/wp/env.php")["${name}"]);'`;
  const { code, stdout, stderr } = await configure({ ...MINIMAL, ...env }, print);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

const PASSWORDS = [
  "single'quote",
  'double"quote',
  "back`tick`",
  "$HOME$(id)\u0024{HOME}",
  "back\\slash\\",
  "100%s%%n",
  ";#&|<>(){}[]*?!~",
  "  spaces around  ",
  "line one\nline two",
  "Pässwört-密码-🔑",
  "x".repeat(1000),
  "--leading-dash",
  "trailing newline\n",
  "<?php exit; ?> {{user}} \\0 \\n",
];

test.each(PASSWORDS.map((password) => [JSON.stringify(password).slice(0, 40), password]))(
  "the password %s logs in to MariaDB, from the environment and from a file",
  async (_shown, password) => {
    const { WORDPRESS_DB_PASSWORD: _, ...database } = await server.database(password);
    const logIn = "php -d auto_prepend_file= /usr/lib/wp-image/php/readiness.php";
    const { WORDPRESS_DB_PASSWORD: __, ...minimal } = MINIMAL;
    const env = { ...minimal, ...database };
    const fromEnvironment = await configure({ ...env, WORDPRESS_DB_PASSWORD: password }, logIn);
    expect(fromEnvironment).toMatchObject({ code: 0, stdout: "ready\n" });
    // One newline at the end of a file is not part of the value.
    const files = { "/tmp/password": `${password}\n` };
    const fromFile = await configure({ ...env, WORDPRESS_DB_PASSWORD_FILE: "/tmp/password" }, logIn, files);
    expect(fromFile).toMatchObject({ code: 0, stdout: "ready\n" });
    const another = await configure({ ...env, WORDPRESS_DB_PASSWORD: `${password}.` }, logIn);
    expect(another).toMatchObject({ code: 0, stdout: "the database does not answer\n" });
  },
);

test.each([
  ["does not exist", "/nowhere/secret"],
  ["is empty", "/tmp/empty"],
  ["is not a file", "/tmp"],
])("a file that %s is refused by the name of its variable", async (reason, path) => {
  const lines = await refusal({ WORDPRESS_DB_PASSWORD: "", WORDPRESS_DB_PASSWORD_FILE: path }, { "/tmp/empty": "\n" });
  expect(lines).toEqual([`wp-image: WORDPRESS_DB_PASSWORD_FILE names a file that ${reason}`]);
});

test("a file that may not be read is refused by the name of its variable", async () => {
  await shell.shell("echo secret >/tmp/unreadable && chmod 600 /tmp/unreadable && rm -rf /run/wp && chmod 777 /run");
  const env = Object.entries({ ...MINIMAL, WORDPRESS_DB_PASSWORD: "", WORDPRESS_DB_PASSWORD_FILE: "/tmp/unreadable" });
  const flags = ["--user", "33:33", ...env.flatMap(([name, text]) => ["--env", `${name}=${text}`])];
  expect(await shell.tryExec(["/usr/lib/wp-image/configure"], flags)).toMatchObject({
    code: 78,
    stderr: "wp-image: WORDPRESS_DB_PASSWORD_FILE names a file that is not readable\n",
  });
});

test("a setting given as value and as file is refused", async () => {
  const files = { "/tmp/password": "from the file" };
  expect(await refusal({ WORDPRESS_DB_PASSWORD_FILE: "/tmp/password" }, files)).toEqual([
    "wp-image: WORDPRESS_DB_PASSWORD and WORDPRESS_DB_PASSWORD_FILE are both set; only one may be",
  ]);
});

test("a container with wrong settings ends with 78 and names them all, but shows no value", async () => {
  const env = {
    ...MINIMAL,
    WORDPRESS_DB_HOST: "",
    WORDPRESS_TABLE_PREFIX: "wp-;DROP",
    WP_HTTP_PORT: "eighty",
    WP_CRON: "perhaps",
  };
  const container = await lab.wordpress({ env });
  expect(await container.exitCode()).toBe(78);
  expect((await container.logs()).trim().split("\n")).toEqual([
    "wp-image: WORDPRESS_DB_HOST is required: the database server",
    "wp-image: WORDPRESS_TABLE_PREFIX must be letters, digits and underscores",
    "wp-image: WP_HTTP_PORT must be a whole number from 1024 to 65535",
    "wp-image: WP_CRON must be on or off",
  ]);
});

test.each([
  ["WORDPRESS_DB_HOST", "db;rm"],
  ["WORDPRESS_TABLE_PREFIX", "blog_\n"],
  ["WP_REDIS_HOST", 'host";display_errors=1'],
  ["SMTP_HOST", "mail host"],
  ["WORDPRESS_DB_SSL", "perhaps"],
  ["WORDPRESS_DB_SSL_CA", "no certificate"],
  ["WP_HOME", "shop.example.org"],
  ["WP_HOME", "https://shop.example.org/?x"],
  ["WP_ADMIN_EMAIL", "nobody"],
  ["WP_LOCALE", "../de"],
  ["WP_INSTALL", "later"],
  ["WP_CONTENT_MODE", "both"],
  ["TRUSTED_PROXIES", "10.0.0.0/33"],
  ["TRUSTED_PROXIES", "10.0.0.0/8, everyone"],
  ["TRUSTED_PROXIES", "fd00::/129"],
  ["WP_ALLOWED_HOSTS", "www.example.com; return 200"],
  ["WP_UPLOAD_MAX", "257M"],
  ["WP_UPLOAD_MAX", "much"],
  ["WP_MEMORY_LIMIT", "32M"],
  ["WP_SECRET_SEED", "short"],
  ["WP_REDIS_PORT", "0"],
  ["WP_SESSIONS", "cookies"],
  ["WP_REDIS_IAM_USER", "two--hyphens"],
  ["WP_REDIS_IAM_CACHE", "wordpress-production-cache"],
  ["SMTP_ENCRYPTION", "rot13"],
  ["WP_METRICS", "prometheus"],
  ["WP_METRICS_NAMESPACE", "of two words"],
  ["WP_CRON_EVENT_SECONDS", "soon"],
  ["WORDPRESS_CONFIG_EXTRA", "define('A', ;"],
])("%s refuses %j", async (name, text) => {
  const lines = await refusal({ [name]: text });
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^wp-image: ${name} must be `))]);
  expect(lines.join()).not.toContain(text);
});

const CACHE = "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:wordpress-production-cache";

test.each([
  [
    { STOP_TIMEOUT: "66", SHUTDOWN_DELAY: "5" },
    "STOP_TIMEOUT must be at least 67, so that requests can end: SHUTDOWN_DELAY, WP_REQUEST_TIMEOUT and 7, or 120",
  ],
  [{ WP_SESSIONS: "redis" }, "WP_SESSIONS is redis, so WP_REDIS_HOST must be set"],
  [{ WP_REDIS_IAM_USER: "tasks", WP_REDIS_TLS: "on" }, "WP_REDIS_IAM_USER and WP_REDIS_IAM_CACHE must be set together"],
  [{ WP_REDIS_IAM_USER: "tasks", WP_REDIS_IAM_CACHE: CACHE }, "WP_REDIS_IAM_USER is set, so WP_REDIS_TLS must be on"],
  [
    { WP_REDIS_IAM_USER: "tasks", WP_REDIS_IAM_CACHE: CACHE, WP_REDIS_TLS: "on", WP_REDIS_PASSWORD: "given" },
    "WP_REDIS_IAM_USER is set, so WP_REDIS_USERNAME and WP_REDIS_PASSWORD must not be",
  ],
  [
    { WP_ADMIN_PASSWORD: "given", WP_HOME: "http://localhost", WP_SITE_TITLE: "Site", WP_ADMIN_USER: "editor" },
    "WP_ADMIN_PASSWORD is set, so WP_ADMIN_EMAIL must be set too",
  ],
  [{ DB_HOST: "other" }, "WORDPRESS_DB_HOST and DB_HOST are the same setting and have different values"],
])("settings that contradict each other are refused: %j", async (env, line) => {
  expect(await refusal(env as Record<string, string>)).toEqual([`wp-image: ${line}`]);
});

test("the seed's short names are aliases, with files too", async () => {
  const { WORDPRESS_DB_HOST: _, ...env } = MINIMAL;
  expect(await value("WORDPRESS_DB_HOST", { ...env, WORDPRESS_DB_HOST: "", DB_HOST: "db.internal" })).toBe(
    "db.internal",
  );
  expect(await value("WORDPRESS_TABLE_PREFIX", { WP_TABLE_PREFIX: "blog_" })).toBe("blog_");
  await shell.write("/tmp/host", "db.from.file\n");
  expect(await value("WORDPRESS_DB_HOST", { WORDPRESS_DB_HOST: "", DB_HOST_FILE: "/tmp/host" })).toBe("db.from.file");
});

test.each([["db.internal:3307"], ["10.0.0.9"], ["[fd00::9]:3306"], ["fd00::9"], ["localhost:/run/mysqld/mysqld.sock"]])(
  "WORDPRESS_DB_HOST takes %s",
  async (host) => {
    expect(await value("WORDPRESS_DB_HOST", { WORDPRESS_DB_HOST: host })).toBe(host);
  },
);

test("PHP's memory limit is the setting's", async () => {
  const limit = async (env: Record<string, string>) => {
    const print = "php -c /run/wp/php.ini -d auto_prepend_file= -r 'echo ini_get(\"memory_limit\");'";
    return Number((await configure({ ...MINIMAL, ...env }, print)).stdout);
  };
  expect(await limit({})).toBe(256 * 2 ** 20);
  expect(await limit({ WP_MEMORY_LIMIT: "1G" })).toBe(2 ** 30);
});

test("lists are separated by commas, spaces or lines", async () => {
  const networks = ["10.0.0.0/16", "fd00::/8", "192.0.2.1"];
  expect(await value("TRUSTED_PROXIES", { TRUSTED_PROXIES: "10.0.0.0/16, fd00::/8\n192.0.2.1" })).toEqual(networks);
});

test("a database is reached by port, by IPv6 and by socket", async () => {
  const sockets = await lab.volume();
  await lab.shell("chmod 777 /sockets", ["--volume", `${sockets}:/sockets`]);
  const other = await DatabaseServer.start(lab, {
    env: { MYSQL_TCP_PORT: "3399" },
    flags: ["--sysctl", "net.ipv6.conf.all.disable_ipv6=0", "--volume", `${sockets}:/sockets`],
    command: ["--bind-address=*", "--port=3399", "--socket=/sockets/mysqld.sock"],
  });
  const database = await other.database();
  for (const host of ["127.0.0.1:3399", "[::1]:3399", "localhost:/sockets/mysqld.sock"]) {
    const ready = await lab.finish({
      env: { ...MINIMAL, ...database, WORDPRESS_DB_HOST: host },
      network: `container:${other.container.name}`,
      flags: ["--volume", `${sockets}:/sockets`],
      command: [
        "sh",
        "-c",
        "/usr/lib/wp-image/configure && php -d auto_prepend_file= /usr/lib/wp-image/php/readiness.php",
      ],
    });
    expect(ready, host).toMatchObject({ code: 0, stdout: "ready\n" });
  }
});

test("one seed makes the same eight keys in every container, another seed others, and a given key stays", async () => {
  const keys = async (env: Record<string, string>): Promise<string[]> => {
    const print = `php -r '$s = require "/run/wp/env.php"; foreach ($s as $n => $v) if (preg_match("/_(KEY|SALT)$/", $n)) echo $v, "\\n";'`;
    const { stdout } = await lab.finish({
      env: { ...MINIMAL, ...env },
      command: ["sh", "-c", `/usr/lib/wp-image/configure && ${print}`],
    });
    return stdout.trim().split("\n");
  };
  const first = await keys({});
  expect(new Set(first).size).toBe(8);
  expect(await keys({})).toEqual(first);
  const other = await keys({ WP_SECRET_SEED: "another seed that is long enough, too", NONCE_SALT: "given" });
  expect(other.filter((key) => first.includes(key))).toEqual([]);
  expect(other).toContain("given");
});

test("without keys and without seed a container refuses to start", async () => {
  const [line, ...rest] = await refusal({ WP_SECRET_SEED: "", AUTH_KEY: "given" });
  expect(rest).toEqual([]);
  expect(line).toMatch(/^wp-image: WP_SECRET_SEED or WORDPRESS_SECURE_AUTH_KEY, .*WORDPRESS_NONCE_SALT are required/);
  expect(line).not.toContain("WORDPRESS_AUTH_KEY");
});

test("certificates given as text become a file whose name WordPress gets", async () => {
  const pem = await server.container.shell(
    "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=test -keyout /dev/null 2>/dev/null",
  );
  const print = `cat "$(php -r 'echo (require "/run/wp/env.php")["WORDPRESS_DB_SSL_CA"];')"`;
  const env = { ...MINIMAL, WORDPRESS_DB_SSL: "verify", WORDPRESS_DB_SSL_CA: pem };
  expect((await configure(env, print)).stdout.trim()).toBe(pem);
});

test("the settings are readable for root and www-data only", async () => {
  const { stdout } = await configure(MINIMAL, "stat -c '%a %U:%G' /run/wp /run/wp/env.php");
  expect(stdout).toBe("750 root:www-data\n640 root:www-data\n");
});

test("TLS to the database without a check of the certificate is said in the log", async () => {
  const { stderr } = await configure({ ...MINIMAL, WORDPRESS_DB_SSL: "on" });
  expect(stderr).toContain("the server's certificate is not checked");
});

test("the pool's state is logged once a minute in CloudWatch's format when asked for", async () => {
  const container = await lab.wordpress({ env: { ...IMMUTABLE, WP_METRICS: "emf", WP_FPM_CHILDREN: "3" } });
  await container.whenHealthy();
  const line = JSON.parse(await container.exec(["wp-image", "metrics"]));
  expect(line).toMatchObject({ TotalProcesses: 3, IdleProcesses: 3, ActiveProcesses: 0 });
  expect(line, "without the database nobody knows").not.toHaveProperty("OldestDueEvent");
  // biome-ignore lint/suspicious/noExplicitAny: the format's own shape
  expect(line._aws.CloudWatchMetrics[0].Metrics.map((metric: any) => metric.Name)).toEqual(
    Object.keys(line).filter((name) => name !== "_aws"),
  );
  expect((await container.processes()).some(({ command }) => command.includes("every-minute metrics"))).toBe(true);
});
