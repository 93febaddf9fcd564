import { beforeAll, describe, expect, test } from "vitest";
import { readable } from "./support/container";
import { DatabaseServer } from "./support/database";
import { IMAGE_DIRECTORY } from "./support/images";
import { MINIMAL, useLab } from "./support/lab";
import { HOST, INSTALLATION, Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("moved-in");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

/** A site of a former host: the image's WordPress on a volume, tables of another prefix, and a wp-config.php. */
async function formerSite(wpConfig: (database: Record<string, string>) => string) {
  const database = await server.database();
  const site = await startSite(lab, server, {
    ...database,
    WORDPRESS_TABLE_PREFIX: "abc_",
    WP_SITE_TITLE: "Ten years",
  });
  const name = database.WORDPRESS_DB_NAME ?? "";
  await server.query("UPDATE abc_options SET option_value = 'Ten years of posts' WHERE option_name = 'blogname'", name);
  await site.container.stop();
  const volume = await lab.volume();
  const flags = ["--volume", `${volume}:/var/www/html`];
  await lab.shell(
    "cd /usr/src/wordpress && tar -c --exclude=./wp-content/uploads . | tar -x -C /var/www/html && chown -R 33:33 /var/www/html",
    flags,
  );
  await lab.shell(`cat >/var/www/html/wp-config.php <<'END'\n${wpConfig(database)}\nEND`, flags);
  return { database, flags, name };
}

const literal = (database: Record<string, string>, prefix = "abc_") => `<?php
define('DB_NAME', '${database.WORDPRESS_DB_NAME}');
define('DB_USER', '${database.WORDPRESS_DB_USER}');
define('DB_PASSWORD', '${database.WORDPRESS_DB_PASSWORD}');
if (strlen(__DIR__) > 3) { define('DB_HOST', '${server.container.name}'); }
$table_prefix = '${prefix}';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';`;

const OFFICIAL = `<?php
if (!function_exists('getenv_docker')) {
  function getenv_docker($env, $default) { return ($value = getenv($env)) !== false ? $value : $default; }
}
define('DB_NAME', getenv_docker('WORDPRESS_DB_NAME', 'wordpress'));
define('DB_USER', getenv_docker('WORDPRESS_DB_USER', 'example username'));
define('DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'example password'));
define('DB_HOST', getenv_docker('WORDPRESS_DB_HOST', 'mysql'));
$table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';`;

describe("a volume with its own wp-config.php", () => {
  test("is never installed over, and commands, cron and /readyz ask what pages ask", async () => {
    const { flags, name } = await formerSite((database) => literal(database));
    // The settings as the stacks always set them: another prefix, and another database that is there and empty.
    const other = await server.database();
    const env = { ...MINIMAL, ...other, ...INSTALLATION, WP_SITE_TITLE: "Installed over" };
    const container = await lab.wordpress({ env, flags });
    const site = await new Site(await container.whenHealthy()).whenInstalled();
    expect((await site.request("/")).text).toContain("Ten years of posts");
    await eventually("the installation has looked", async () =>
      (await container.messages()).some((line) => /WordPress \S+ is installed/.test(line)),
    );
    expect(await server.query("SHOW TABLES LIKE 'wp\\_%'", name)).toBe("");
    expect(await server.query("SHOW TABLES", other.WORDPRESS_DB_NAME)).toBe("");
    expect(await server.query("SELECT COUNT(*) FROM abc_users", name)).toBe("1");
    expect((await container.request("/readyz")).status).toBe(200);
    const { code, stdout } = await container.tryExec(["wp-image", "status"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/database\s+ok/)]);
    expect(await container.exec(["wp-image", "cron"])).toBe("");
    await server.query("UPDATE abc_options SET option_value = '30133' WHERE option_name = 'db_version'", name);
    const behind = await container.tryExec(["wp-image", "status"]);
    expect([behind.code, behind.stdout]).toEqual([1, expect.stringMatching(/database\s+FAILED.*older than the code/)]);
    const said = (await container.messages()).find((line) => line.startsWith("the volume's wp-config.php")) ?? "";
    expect(said).toContain(
      "is in charge; it differs from the settings in WORDPRESS_DB_NAME, WORDPRESS_DB_USER, WORDPRESS_DB_PASSWORD",
    );
    expect(said).toContain("WORDPRESS_TABLE_PREFIX");
    expect(await container.logs()).not.toMatch(/already defined/);
    expect(await container.logs()).not.toContain(other.WORDPRESS_DB_PASSWORD);
  });

  test("gets the variables of the official Docker image", async () => {
    const { database, flags } = await formerSite(() => OFFICIAL);
    const env = { ...MINIMAL, ...database, ...INSTALLATION, WORDPRESS_TABLE_PREFIX: "abc_" };
    const site = await new Site(await lab.wordpress({ env, flags })).whenInstalled();
    expect((await site.request("/")).text).toContain("Ten years of posts");
    expect(await site.container.messages()).toContain(
      "the volume's wp-config.php is in charge; it differs from the settings in WP_HOME, WP_SITEURL. To leave it behind: mv /var/www/html/wp-config.php /var/www/html/wp-config.php.left",
    );
  });

  test("whose database does not answer is not ready", async () => {
    const { flags } = await formerSite((database) => literal(database).replace(server.container.name, "127.0.0.1:9"));
    const env = { ...MINIMAL, ...(await server.database()), ...INSTALLATION };
    const container = await lab.wordpress({ env, flags });
    await container.whenHealthy();
    expect((await container.request("/readyz")).status).toBe(503);
    expect((await container.request("/", { headers: { Host: HOST } })).status).toBe(503);
    await eventually("the log says so", async () =>
      /the database (does not answer|refuses)/.test(await container.logs()),
    );
  });
});

test.each([
  ["WP_ADMIN_USER", "管理者", "at most 60 of the characters"],
  ["WP_ADMIN_USER", "x".repeat(70), "at most 60 of the characters"],
  ["WP_HOME", "http://www.example.com/blog", "an address without a path"],
  ["WORDPRESS_CONFIG_EXTRA", "$table_prefix = 'abc_';", "that leave $table_prefix to WORDPRESS_TABLE_PREFIX"],
])("%s with a value that would make a broken site is refused", async (name, value, rule) => {
  const { code, stdout } = await lab.finish({ env: { ...MINIMAL, ...INSTALLATION, [name]: value } });
  expect(code).toBe(78);
  const said = readable(stdout.trim().split("\n"));
  expect(said).toContain(`wp-image: ${name} must be`);
  expect(said).toContain(rule);
});

test("a variable that looks like a setting and is none is named", async () => {
  const { stderr } = await lab.finish({
    env: { ...MINIMAL, WP_UPLOADMAX: "1M", WP_OF_A_PLUGIN: "x" },
    command: ["/usr/lib/wp-image/configure"],
  });
  expect(stderr).toContain("WP_UPLOADMAX is no setting of the image; did you mean WP_UPLOAD_MAX?");
  expect(stderr).toContain("WP_OF_A_PLUGIN is no setting of the image: PHP finds it by getenv()\n");
});

test("a volume of a former host is served with its old core, and the start says what will not work as it did", async () => {
  const volume = await lab.volume();
  const flags = ["--volume", `${volume}:/var/www/html`];
  const older = {
    WORDPRESS_SOURCE: "debian",
    WORDPRESS_VERSION: "6.1",
    DEBIAN_SUITES: "bookworm",
    CONNECT_TIMEOUT: "5",
  };
  const fetched = await lab.finish({
    env: { ...older, WORDPRESS_SHA1: "" },
    flags: [...flags, "--user", "0", "--volume", `${IMAGE_DIRECTORY}/build:/build:ro`],
    command: [
      "sh",
      "-c",
      "sh /build/fetch-wordpress /tmp/old && cp -R /tmp/old/. /var/www/html/ && mkdir -p /var/www/html/wp-content/uploads",
    ],
  });
  expect(fetched.code, fetched.stderr).toBe(0);
  await lab.shell(
    "cd /var/www/html && printf 'Redirect 301 /old /new\\n# BEGIN WordPress\\nRewriteRule . /index.php [L]\\n# END WordPress\\ndeny from all\\n' >.htaccess && chown -R root:root wp-content",
    flags,
  );
  const env = { ...MINIMAL, ...(await server.database()), ...INSTALLATION };
  const site = await new Site(await lab.wordpress({ env, flags })).whenInstalled();
  const page = await site.request("/");
  expect([page.status, page.text.includes("A site of the tests")]).toEqual([200, true]);
  const said = await site.container.messages();
  expect(said).toContainEqual(expect.stringMatching(/^the volume has WordPress 6\.1\.\d+, the image 7\./));
  expect(said).toContainEqual(expect.stringMatching(/uploads is not writable for www-data: .*chown -R/));
  expect(said).toContainEqual(expect.stringMatching(/\.htaccess has 2 lines that nginx does not obey/));
  expect(await site.container.logs()).not.toMatch(/PHP Fatal error/);
});

test("WordPress in its own directory is served, found by commands and not copied a second time", async () => {
  const database = await server.database();
  const volume = await lab.volume();
  const flags = ["--volume", `${volume}:/var/www/html`];
  const config = literal(database, "own_").replace("__DIR__ . '/'", "__DIR__ . '/wp/'");
  await lab.shell(
    `cd /var/www/html && mkdir wp app app/uploads && (cd /usr/src/wordpress && tar -c --exclude=./wp-content/uploads .) | tar -x -C wp &&
    echo "<?php define('WP_USE_THEMES', true); require __DIR__ . '/wp/wp-blog-header.php';" >index.php &&
    echo '<?php echo "ran";' >app/uploads/x.php && chown -R 33:33 .`,
    flags,
  );
  await lab.shell(`cat >/var/www/html/wp-config.php <<'END'\n${config}\nEND`, flags);
  const env = { ...MINIMAL, ...database, ...INSTALLATION, WP_SITEURL: `http://${HOST}/wp` };
  const site = await new Site(await lab.wordpress({ env, flags })).whenInstalled();
  expect((await site.request("/")).text).toContain("A site of the tests");
  expect((await site.request("/wp/wp-login.php")).status).toBe(200);
  expect((await site.request("/app/uploads/x.php")).status).toBe(404);
  expect(await site.container.shell("ls -d /var/www/html/wp-*")).not.toMatch(/wp-(includes|admin)/);
  expect((await site.container.tryExec(["wp-image", "status"])).code).toBe(0);
  expect(await server.query("SELECT COUNT(*) FROM own_users", database.WORDPRESS_DB_NAME)).toBe("1");
});
