import { expect, test } from "vitest";
import type { Container } from "./support/container";
import { docker } from "./support/docker";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";

const lab = useLab("hardening");

const start = (flags: string[], env: Record<string, string> = IMMUTABLE): Promise<Container> =>
  lab.wordpress({ env, flags });

/** A static file of WordPress's and one that PHP makes. */
async function expectServes(container: Container): Promise<void> {
  await container.whenHealthy();
  expect((await container.request("/wp-includes/css/buttons.css")).status).toBe(200);
  // Without a database WordPress says so: PHP, the settings and the templates have all been read.
  expect((await container.request("/")).status).toBe(503);
}

const READ_ONLY = ["--read-only"];
const NO_RIGHTS = ["--user", "33:33", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
const FIVE_RIGHTS = ["CHOWN", "SETUID", "SETGID", "KILL", "DAC_OVERRIDE"].flatMap((right) => ["--cap-add", right]);

test.each([
  ["a read-only root and nothing else said", READ_ONLY],
  ["a read-only root and a /run in memory without execution", [...READ_ONLY, "--tmpfs", "/run"]],
  ["user 33, a read-only root and no capabilities", [...READ_ONLY, ...NO_RIGHTS]],
  [
    "user 33, no capabilities and all writable directories in memory",
    [
      ...READ_ONLY,
      ...NO_RIGHTS,
      ...["/run", "/tmp", "/var/cache/nginx"].flatMap((path) => ["--tmpfs", `${path}:uid=33,gid=33`]),
    ],
  ],
  ["root with five capabilities", ["--cap-drop", "ALL", ...FIVE_RIGHTS]],
  [
    "any user that owns the writable directories",
    [
      "--user",
      "12345:12345",
      ...["/run", "/tmp", "/var/cache/nginx"].flatMap((path) => ["--tmpfs", `${path}:uid=12345,gid=12345`]),
    ],
  ],
])("the image serves with %s", async (_what, flags) => {
  await expectServes(await start(flags));
});

test("user 33 with a read-only root fills a volume and serves from it", async () => {
  const volume = await lab.volume();
  const container = await start([...READ_ONLY, ...NO_RIGHTS, "--volume", `${volume}:/var/www/html`], MINIMAL);
  await expectServes(container);
  expect(await container.shell("find /var/www/html ! -user 33 | head")).toBe("");
});

test.each([
  ["a user whom they do not belong to", ["--user", "12345:12345"]],
  ["user 33 when they are root's in memory", ["--user", "33:33", "--tmpfs", "/run:mode=755"]],
])("directories that %s cannot write end the container with 73 and one line", async (_what, flags) => {
  const container = await start(flags);
  expect(await container.exitCode()).toBe(73);
  expect((await container.logs()).trim()).toMatch(/^wp-image: \/run is not writable for uid \d+; mount .*$/);
});

test("nginx's and PHP's workers are www-data, never root", async () => {
  const container = await (await start([])).whenHealthy();
  const workers = (await container.processes()).filter(({ command }) =>
    /^nginx: (worker|cache)|^php-fpm: pool/.test(command),
  );
  expect(workers.length).toBeGreaterThan(3);
  expect(workers.filter(({ user }) => user !== "www-data")).toEqual([]);
});

test.each([
  ["root", []],
  ["user 33", ["--user", "33:33"]],
])("no process started by %s has a secret in its environment, and phpinfo() shows none", async (_who, flags) => {
  const secrets = {
    WORDPRESS_DB_PASSWORD: "secret-one",
    NONCE_SALT: "secret-two",
    WP_REDIS_PASSWORD: "secret-three",
    SMTP_PASSWORD: "secret-four",
  };
  const env = {
    ...IMMUTABLE,
    ...secrets,
    WP_REDIS_HOST: "127.0.0.1",
    WP_SESSIONS: "redis",
    WP_SECRET_SEED: "secret-five is longer than 32 characters",
  };
  const container = await (await start(flags, env)).whenHealthy();
  await container.exec(
    ["sh", "-c", "printf '<?php phpinfo(); foreach (getenv() as $v) echo $v;' >/usr/src/wordpress/info.php"],
    ["--user", "0"],
  );
  // The shell that looks has the container's environment itself, as every `docker exec` has.
  const found = await container.shell(
    "for p in /proc/[0-9]*; do [ $p = /proc/$$ ] || [ $(awk '/^PPid/{print $2}' $p/status 2>/dev/null || echo $$) = $$ ] || cat $p/environ 2>/dev/null; done | tr '\\0' '\\n' | grep secret- || true",
    ["--user", "0"],
  );
  expect(found).toBe("");
  const info = await container.request("/info.php");
  expect(info.text).not.toContain("secret-");
  expect(await container.logs()).not.toContain("secret-");
});

test("PHP sees the variables that AWS's SDKs look for", async () => {
  // An empty one must not keep PHP-FPM from starting.
  const env = {
    ...IMMUTABLE,
    AWS_REGION: "eu-west-1",
    AWS_PROFILE: "",
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/x y",
  };
  const container = await (await start([], env)).whenHealthy();
  await container.write(
    "/usr/src/wordpress/env.php",
    "<?php echo getenv('AWS_REGION'), getenv('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI');",
  );
  expect((await container.request("/env.php")).text).toBe("eu-west-1/v2/credentials/x y");
});

test("PHP finds variables that are no settings; it finds no setting and nothing of the system, and no process shows them", async () => {
  const env = {
    ...IMMUTABLE,
    SHOP_KEY: 'own-key "of" $two\nlines',
    WP_ENVIRONMENT_TYPE: "staging",
    HTTP_PROXY: "own-proxy",
  };
  const container = await (await start([], env)).whenHealthy();
  const php =
    "<?php echo json_encode(array_map(fn ($name) => [getenv($name), $_ENV[$name] ?? null], ['SHOP_KEY', 'WP_ENVIRONMENT_TYPE', 'HTTP_PROXY', 'WORDPRESS_DB_PASSWORD', 'HOSTNAME']));";
  await container.write("/usr/src/wordpress/env.php", php);
  expect(JSON.parse((await container.request("/env.php")).text)).toEqual([
    [env.SHOP_KEY, env.SHOP_KEY],
    ["staging", "staging"],
    [false, null],
    [false, null],
    [false, null],
  ]);
  const shown = await container.shell(
    "for p in /proc/[0-9]*; do case $(cat $p/comm 2>/dev/null) in php-fpm*|nginx|s6-*) cat $p/environ;; esac; done | tr '\\0' '\\n'",
  );
  expect(shown).toContain("PATH=");
  expect(shown).not.toContain("own-");
});

test("nothing is written outside of the volumes", async () => {
  const container = await start([]);
  await expectServes(container);
  await container.tryExec(["wp-image", "cron"]);
  expect(await docker(["diff", container.name])).toBe("");
});
