import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { IMAGE_DIRECTORY } from "./support/images";
import { MINIMAL, useLab } from "./support/lab";
import { INSTALLATION, Site } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("upgrade");

const ROOT = "/var/www/html";
const OLDER = "6.8";
const at = (volume: string): string[] => ["--volume", `${volume}:${ROOT}`];

/** A volume with Debian stable's WordPress, older than the image's. */
let older: string;
let server: DatabaseServer;
beforeAll(async () => {
  older = await lab.volume();
  server = await DatabaseServer.start(lab);
  const environment = { WORDPRESS_SOURCE: "debian", WORDPRESS_VERSION: OLDER, DEBIAN_SUITES: "trixie" };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  await lab.shell(`${variables.join(" ")} sh /build/fetch-wordpress ${ROOT} && chown -R 33:33 ${ROOT}`, [
    ...at(older),
    ...["--volume", `${join(IMAGE_DIRECTORY, "build")}:/build:ro`],
  ]);
}, 300_000);

async function olderVolume(): Promise<string> {
  const volume = await lab.volume();
  await lab.shell(`cp -a /older/. ${ROOT}/`, [...at(volume), "--volume", `${older}:/older:ro`]);
  return volume;
}

/** A site of the older WordPress on a volume, installed, and the settings of its further containers. */
async function olderSite(): Promise<{ volume: string; env: Record<string, string>; site: Site }> {
  const volume = await olderVolume();
  const env = { ...MINIMAL, ...(await server.database()), ...INSTALLATION, WP_CRON: "off" };
  const container = await lab.wordpress({ env, flags: at(volume) });
  const site = await new Site(container).whenInstalled();
  return { volume, env, site: await site.withProbe(ROOT) };
}

/** Hash of WordPress's own files on a volume, wherever links, locks and content are. */
const coreOf = (volume: string, root = ROOT): Promise<string> =>
  lab.shell(
    `cd ${root} && find . \\( -path ./wp-content -o -name '.wp-image*' -o -name .maintenance \\) -prune -o -type f -print0 | sort -z | xargs -0 sha1sum | sha1sum`,
    at(volume),
  );

const upgrade = (volume: string, env: Readonly<Record<string, string>>) =>
  lab.finish({ env, flags: at(volume), command: ["wp-image", "upgrade-core"] });

const served = (site: Site) =>
  site.evaluate<[string, boolean]>("global $wp_version; return [$wp_version, file_exists(ABSPATH . '.maintenance')];");

/** Runs a part of the upgrade by itself: stages the image's WordPress and begins the switch. @param then what comes after that */
const beginSwitch = (volume: string, then: string) =>
  lab.finish({
    flags: [...at(volume), "--user", "33:33"],
    command: [
      "php",
      "-r",
      `namespace WpImage;
      require '/usr/lib/wp-image/wordpress/settings.php';
      require '/usr/lib/wp-image/wordpress/core-switch.php';
      exec('mkdir -p ' . UPGRADE_DIRECTORY . 'new && cd /usr/src/wordpress && cp -R $(ls | grep -v wp-content) ' . UPGRADE_DIRECTORY . 'new/');
      $switch = CoreSwitch::begin();
      ${then}`,
    ],
  });

/** What a kill in the middle of the switch leaves behind: one directory is switched, another one gone. */
const halfSwitch = (volume: string) =>
  beginSwitch(
    volume,
    `move(VOLUME_ROOT . 'wp-includes', UPGRADE_DIRECTORY . 'old/wp-includes');
    move(UPGRADE_DIRECTORY . 'new/wp-includes', VOLUME_ROOT . 'wp-includes');
    move(VOLUME_ROOT . 'wp-admin', UPGRADE_DIRECTORY . 'old/wp-admin');
    file_put_contents(MAINTENANCE_FILE, '<?php $upgrading = ' . time() . ';');`,
  );

test("an upgrade under load fails no request on any container, and all serve the new version afterwards", async () => {
  const { volume, env, site } = await olderSite();
  const second = await lab.wordpress({ env: { ...env, WP_FILE_MODS: "off" }, flags: at(volume) });
  const sites = [site, await new Site(second).whenInstalled()];
  const content = () =>
    lab.shell(`cd ${ROOT}/wp-content && find . -type f -print0 | sort -z | xargs -0 sha1sum`, at(volume));
  const before = await content();
  await lab.shell(`echo mine >${ROOT}/wp-admin/mine.txt && chown 33:33 ${ROOT}/wp-admin/mine.txt`, at(volume));

  let isOver = false;
  const statuses: Record<string, number> = {};
  const visit = async (visited: Site, path: string): Promise<void> => {
    while (!isOver) {
      const { status } = await visited.uncached(path);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const paths = ["/", "/wp-login.php", "/wp-json/wp/v2/posts", "/wp-includes/css/buttons.css"];
  const visitors = sites.flatMap((visited) => paths.map((path) => visit(visited, path)));
  const result = await upgrade(volume, env);
  await Promise.all(
    [site.container, second].map((container) => container.logged("the upgrade of WordPress on the volume has ended")),
  );
  isOver = true;
  await Promise.all(visitors);

  expect(result).toMatchObject({ code: 0 });
  expect(Object.keys(statuses)).toEqual(["200"]);
  const image = await lab.shell(
    "sed -n \"s/^.wp_version = '\\(.*\\)';/\\1/p\" /usr/src/wordpress/wp-includes/version.php",
  );
  for (const visited of sites) {
    expect(await served(visited)).toEqual([image, false]);
    expect(await visited.container.logs()).not.toMatch(/PHP (Fatal|Parse)/);
  }
  expect(await lab.shell(`cat ${ROOT}/wp-admin/mine.txt && rm ${ROOT}/wp-admin/mine.txt`, at(volume))).toBe("mine");
  expect(await coreOf(volume)).toBe(await coreOf(volume, "/usr/src/wordpress"));
  expect(await content()).toBe(before);
});

test("an upgrade that is killed in the middle of the switch is completed by a container that serves the site", async () => {
  const { volume, env, site } = await olderSite();
  const name = env.WORDPRESS_DB_NAME ?? "";
  expect(await halfSwitch(volume)).toMatchObject({ code: 0 });
  const now = Date.now() / 1000;
  await server.query(
    `INSERT INTO wp_options (option_name, option_value) VALUES ('wp_image_upgrade', '${now} ${now + 60}')`,
    name,
  );
  await site.container.logged("the upgrade of WordPress on the volume has ended");
  expect(await coreOf(volume)).toBe(await coreOf(volume, "/usr/src/wordpress"));
  expect((await site.uncached("/")).status).toBe(200);
});

test("an upgrade that is killed in the middle of the switch is completed by the next start", async () => {
  const volume = await olderVolume();
  expect(await halfSwitch(volume)).toMatchObject({ code: 0 });
  const container = await (await lab.wordpress({ env: MINIMAL, flags: at(volume) })).whenHealthy();
  expect(await container.logs()).toContain("completed an upgrade of WordPress that was interrupted");
  expect(await coreOf(volume)).toBe(await coreOf(volume, "/usr/src/wordpress"));
  expect(await lab.shell(`ls -A ${ROOT} | grep -E 'maintenance|upgrade|former' || true`, at(volume))).toBe("");
});

/** Starts an upgrade and kills it when it has come so far. */
async function killedOnce(
  volume: string,
  env: Readonly<Record<string, string>>,
  hasBegun: (container: Container) => Promise<boolean>,
): Promise<void> {
  const container = await lab.wordpress({ env, flags: at(volume), command: ["wp-image", "upgrade-core"] });
  await eventually("the upgrade has come so far", () => hasBegun(container));
  await container.kill("KILL");
}

test("an upgrade that is killed while it copies leaves the old site, and the next run does it", async () => {
  const { volume, env, site } = await olderSite();
  const before = await coreOf(volume);
  await killedOnce(
    volume,
    env,
    async (container) => (await container.tryExec(["test", "-d", `${ROOT}/.wp-image-upgrade/new`])).code === 0,
  );
  expect(await coreOf(volume)).toBe(before);
  expect((await site.uncached("/")).status).toBe(200);
  expect(await upgrade(volume, env)).toMatchObject({ code: 0 });
  expect((await site.uncached("/")).status).toBe(200);
  expect(await coreOf(volume)).toBe(await coreOf(volume, "/usr/src/wordpress"));
});

test("an upgrade that is killed when it has announced the pause leaves one whole version, and the next run does it", async () => {
  const { volume, env, site } = await olderSite();
  const whole = [await coreOf(volume), await coreOf(volume, "/usr/src/wordpress")];
  const announced = "SELECT COUNT(*) FROM wp_options WHERE option_name = 'wp_image_upgrade'";
  await killedOnce(volume, env, async () => (await server.query(announced, env.WORDPRESS_DB_NAME)) === "1");
  expect(whole).toContain(await coreOf(volume));
  expect((await site.uncached("/")).status).toBe(200);
  expect(await upgrade(volume, env)).toMatchObject({ code: 0 });
  expect((await site.uncached("/")).status).toBe(200);
  expect(await coreOf(volume)).toBe(whole[1]);
});

test("a file that cannot be moved in the middle of the switch takes back what was moved before", async () => {
  const volume = await olderVolume();
  const before = await coreOf(volume);
  const { code, stdout } = await beginSwitch(
    volume,
    `unlink(UPGRADE_DIRECTORY . 'new/wp-settings.php');
    try { $switch->complete(); } catch (\\RuntimeException $failure) { echo $failure->getMessage(); }`,
  );
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining("cannot move /var/www/html/.wp-image-upgrade/new/wp-settings.php"),
  ]);
  expect(await coreOf(volume)).toBe(before);
  expect(await lab.shell(`ls -A ${ROOT} | grep maintenance || true`, at(volume))).toBe("");
});

test("a directory that cannot be moved ends the upgrade with 73 and the old site as it was", async () => {
  const { volume, env, site } = await olderSite();
  const before = await coreOf(volume);
  await lab.shell(`chown root:root ${ROOT}/wp-includes && chmod 755 ${ROOT}/wp-includes`, at(volume));
  const { code, stderr } = await upgrade(volume, env);
  expect(code).toBe(73);
  expect(stderr).toContain(`cannot move ${ROOT}/wp-includes as uid 33; the volume has the WordPress that it had`);
  expect(await coreOf(volume)).toBe(before);
  expect((await site.uncached("/")).status).toBe(200);
});

test("a container of older code under newer tables neither sends administrators to the update nor sets the tables back", async () => {
  const { env, site } = await olderSite();
  const name = env.WORDPRESS_DB_NAME ?? "";
  const cookie = await site.logIn();
  await server.query("UPDATE wp_options SET option_value = '99999' WHERE option_name = 'db_version'", name);
  await site.evaluate("return wp_cache_flush();");
  expect((await site.request("/wp-admin/", { headers: { Cookie: cookie } })).status).toBe(200);
  const refused = await site.request("/wp-admin/upgrade.php?step=1", { headers: { Cookie: cookie } });
  expect(refused.text).toContain("No Update Required");
  expect(await server.query("SELECT option_value FROM wp_options WHERE option_name = 'db_version'", name)).toBe(
    "99999",
  );
});
