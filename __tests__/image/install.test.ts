import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";
import { ADMINISTRATOR, HOST, INSTALLATION, Site } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("install");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

const option = (database: string, name: string) =>
  server.query(`SELECT option_value FROM wp_options WHERE option_name = '${name}'`, database);

test("ten containers that start at once on one empty database install one site", async () => {
  const database = await server.database();
  const env = { ...IMMUTABLE, ...database, ...INSTALLATION, WP_FPM_CHILDREN: "2", WP_CRON: "off" };
  const containers = await Promise.all(Array.from({ length: 10 }, () => lab.wordpress({ env })));
  const results = await Promise.all(
    containers.map((container) =>
      eventually(
        `${container.name} says how the installation went`,
        async () =>
          (await container.messages()).find((line) => /^(installed WordPress|WordPress .* is installed)/.test(line)),
        120,
      ),
    ),
  );
  expect(results.filter((line) => line.startsWith("installed"))).toHaveLength(1);
  const name = database.WORDPRESS_DB_NAME ?? "";
  expect(await server.query("SELECT COUNT(*), MIN(user_login) FROM wp_users", name)).toBe(`1\t${ADMINISTRATOR.user}`);
  expect(await server.query("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'post'", name)).toBe("1");
  expect(await option(name, "home")).toBe(`http://${HOST}`);
  expect(await option(name, "permalink_structure")).toBe("/%year%/%monthnum%/%day%/%postname%/");
  const sites = containers.map((container) => new Site(container));
  expect((await sites[9]?.request("/"))?.text).toContain(INSTALLATION.WP_SITE_TITLE);
  // The keys come from one seed, so a session of one container holds in another.
  const cookie = (await sites[0]?.logIn()) ?? "";
  expect((await sites[1]?.request("/wp-admin/", { headers: { Cookie: cookie } }))?.status).toBe(200);
});

test("no page is shown while the site is half installed, and an interrupted installation is completed", async () => {
  const database = await server.database();
  const name = database.WORDPRESS_DB_NAME ?? "";
  const env = { ...IMMUTABLE, ...database, ...INSTALLATION, WP_CRON: "off" };
  const container = await lab.wordpress({ env });
  const site = await new Site(container).whenInstalled();
  expect(await option(name, "wp_image_installing")).toBe("");
  // As an installation leaves the database that is killed before it names the site and its address.
  await server.query(
    `INSERT INTO wp_options (option_name, option_value) VALUES ('wp_image_installing', '1');
     UPDATE wp_options SET option_value = '' WHERE option_name IN ('blogname', 'permalink_structure');
     DELETE FROM wp_users; DELETE FROM wp_usermeta`,
    name,
  );
  await container.exec(["wp-image", "purge"]);
  const page = await site.request("/");
  expect([page.status, page.headers["cache-control"]]).toEqual([503, "no-store"]);
  expect((await site.request("/wp-login.php")).status).toBe(503);

  expect(await container.exec(["wp-image", "install"])).toContain("installed WordPress");
  expect(await option(name, "permalink_structure")).toBe("/%year%/%monthnum%/%day%/%postname%/");
  expect(await server.query("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'post'", name)).toBe("1");
  expect((await site.request("/")).text).toContain(INSTALLATION.WP_SITE_TITLE);
  expect(await site.logIn()).toContain("wordpress_logged_in_");
});

test("the administrator's password may hold any character", async () => {
  const password = `'"\\\\ $HOME %s é <b>&amp; \`id\``;
  const env = { ...IMMUTABLE, ...(await server.database()), ...INSTALLATION, WP_ADMIN_PASSWORD: password };
  const site = await new Site(await lab.wordpress({ env })).whenInstalled();
  expect(await site.logIn({ user: ADMINISTRATOR.user, password })).toContain("wordpress_logged_in_");
});

test("the site is in the time zone that is given, and in UTC with one that is none", async () => {
  for (const [zone, kept] of [
    ["Europe/Dublin", "Europe/Dublin"],
    ["Europe/Atlantis", ""],
  ] as const) {
    const database = await server.database();
    const env = { ...IMMUTABLE, ...database, ...INSTALLATION, WP_TIMEZONE: zone };
    const { code, stdout } = await lab.finish({ env, command: ["wp-image", "install"] });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(await option(database.WORDPRESS_DB_NAME ?? "", "timezone_string")).toBe(kept);
    expect(stdout.includes("is no time zone that PHP knows")).toBe(kept === "");
  }
});

test("an older database is upgraded, a newer one and its tables are left alone", async () => {
  const database = await server.database();
  const name = database.WORDPRESS_DB_NAME ?? "";
  const env = { ...IMMUTABLE, ...database, ...INSTALLATION };
  const container = await lab.wordpress({ env });
  await new Site(container).whenInstalled();
  const current = await option(name, "db_version");

  const setSchema = (version: string) =>
    server.query(`UPDATE wp_options SET option_value = '${version}' WHERE option_name = 'db_version'`, name);
  await setSchema("50000");
  expect(await container.exec(["wp-image", "install"])).toContain(
    `upgraded the database from schema 50000 to ${current}`,
  );
  expect(await option(name, "db_version")).toBe(current);
  await setSchema("99999");
  expect(await container.exec(["wp-image", "install"])).toContain(
    "the database has schema 99999, newer than this code's",
  );
  expect(await option(name, "db_version")).toBe("99999");
});

test("an installation without an administrator is a setting that is missing, unless it is only tried", async () => {
  const env = { ...IMMUTABLE, ...(await server.database()), WP_HOME: `http://${HOST}` };
  const refused = await lab.finish({ env, command: ["wp-image", "install", "--wait=0"] });
  expect(refused.code).toBe(78);
  expect(refused.stderr).toMatch(/not set: WP_SITE_TITLE, WP_ADMIN_USER, WP_ADMIN_PASSWORD, WP_ADMIN_EMAIL/);
  const tried = await lab.finish({ env, command: ["wp-image", "install", "--wait=0", "--if-configured"] });
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining("WordPress is not installed") });
});

test("a database that does not answer ends the command with 75, and the message has neither password nor address", async () => {
  const env = { ...IMMUTABLE, ...INSTALLATION };
  const { code, stdout, stderr } = await lab.finish({ env, command: ["wp-image", "install", "--wait=1"] });
  expect(code).toBe(75);
  expect(stdout + stderr).toContain("the database does not answer");
  expect(stdout + stderr).not.toContain(MINIMAL.WORDPRESS_DB_PASSWORD);
});

test.each([
  ["switched off", { WP_INSTALL: "off" }, 404],
  ["done by the container", INSTALLATION, 404],
  ["open, as nobody is named to administrate", { WP_HOME: `http://${HOST}` }, 200],
])("the web installer where the installation is %s", async (_, extra, status) => {
  const database = await server.database();
  // Somebody else's lock keeps the container from installing, as while the first start works.
  const lock = `SELECT GET_LOCK(CONCAT('wp-image:install:', LEFT(SHA2('${database.WORDPRESS_DB_NAME}|wp_', 256), 24)), 0), SLEEP(20)`;
  const held = server.query(lock).catch(() => "");
  const env = { ...IMMUTABLE, ...database, ...extra };
  const site = new Site(await (await lab.wordpress({ env })).whenHealthy());
  expect((await site.request("/wp-admin/install.php")).status).toBe(status);
  expect((await site.request("/wp-admin/setup-config.php")).status).toBe(404);
  const front = await site.request("/");
  expect([front.status, front.headers.location?.endsWith("/wp-admin/install.php") ?? false]).toEqual(
    status === 200 ? [302, true] : [503, false],
  );
  await server.query(`KILL QUERY (SELECT 1)`).catch(() => "");
  void held;
});

test("upgrade-core brings the volume's WordPress to the image's and keeps what is the user's", async () => {
  const volume = await lab.volume();
  const env = { ...MINIMAL, ...(await server.database()), ...INSTALLATION };
  const flags = ["--volume", `${volume}:/var/www/html`];
  const container = await lab.wordpress({ env, flags });
  const site = await new Site(container).whenInstalled();
  const current = await container.shell(
    "sed -n \"s/^.wp_version = '\\(.*\\)';/\\1/p\" /usr/src/wordpress/wp-includes/version.php",
  );
  await container.shell(`cd /var/www/html && sed -i "s/^.wp_version = .*/\\$wp_version = '6.0';/" wp-includes/version.php
    echo broken >wp-includes/post.php && echo mine >wp-content/plugins/mine.php && echo old >wp-includes/js/tinymce/wp-tinymce-schema.js
    touch wp-admin/css/ie.css wp-admin/css/ie-rtl.css`);
  expect(await container.exec(["wp-image", "upgrade-core"])).toContain(
    `upgraded the volume from WordPress 6.0 to ${current}`,
  );
  const differences = await container.shell("cd /usr/src/wordpress && diff -rq . /var/www/html -x wp-content || true");
  expect(
    differences
      .split("\n")
      .filter((line) => !/\.wp-image-seed\.lock/.test(line))
      .join("\n"),
  ).toBe("");
  expect(await container.shell("cat /var/www/html/wp-content/plugins/mine.php")).toBe("mine");
  expect((await site.request("/?after")).status).toBe(200);
  expect(await container.exec(["wp-image", "upgrade-core"])).toContain(
    `the volume has WordPress ${current}, as the image`,
  );

  await container.shell(`sed -i "s/^.wp_version = .*/\\$wp_version = '99.0';/" /var/www/html/wp-includes/version.php`);
  expect(await container.exec(["wp-image", "upgrade-core"])).toContain("newer than the image's");
});

test("a volume's own wp-config.php, plugins and theme files are used, and what the image adds works with them", async () => {
  const volume = await lab.volume();
  const database = await server.database();
  const env = { ...MINIMAL, ...database, ...INSTALLATION, WP_REDIS_HOST: "127.0.0.1", WP_REDIS_PORT: "9" };
  const container = await lab.wordpress({ env, flags: ["--volume", `${volume}:/var/www/html`] });
  const site = await new Site(container).whenInstalled();
  const own = Object.entries({
    DB_HOST: database.WORDPRESS_DB_HOST,
    DB_NAME: database.WORDPRESS_DB_NAME,
    DB_USER: database.WORDPRESS_DB_USER,
    DB_PASSWORD: database.WORDPRESS_DB_PASSWORD,
    OWN: "mine",
  }).map(([name, value]) => `define('${name}', '${value}');`);
  await container.write(
    "/var/www/html/wp-config.php",
    `<?php ${own.join(" ")} $table_prefix = 'wp_'; if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/'); require ABSPATH . 'wp-settings.php';`,
  );
  await container.exec(["wp-image", "purge"]);
  await site.withProbe("/var/www/html");
  const facts = `return [OWN, get_class($GLOBALS['wp_object_cache']), has_filter('phpmailer_init') || has_filter('wp_mail_from'),
    has_action('transition_post_status') !== false, file_exists(WP_CONTENT_DIR . '/object-cache.php')];`;
  expect(await site.evaluate(facts)).toEqual(["mine", "WP_Object_Cache", true, true, false]);
  await container.write(
    "/var/www/html/wp-content/object-cache.php",
    "<?php require_once ABSPATH . WPINC . '/cache.php'; define('OWN_CACHE', 1);",
  );
  expect(await site.evaluate("return [defined('OWN_CACHE'), get_class($GLOBALS['wp_object_cache'])];")).toEqual([
    true,
    "WP_Object_Cache",
  ]);
});

test("every command explains itself and refuses what it does not know", async () => {
  const script = `for command in install upgrade-core cron purge status; do
    wp-image $command --help | grep -q "^Usage: wp-image $command" || echo "$command: no help"
    wp-image $command --nonsense >/dev/null 2>&1; [ $? = 64 ] || echo "$command: takes nonsense"
  done; wp-image nonsense >/dev/null 2>&1; echo $?`;
  const { stdout } = await lab.finish({ env: IMMUTABLE, command: ["sh", "-c", script] });
  expect(stdout.trim()).toBe("64");
});
