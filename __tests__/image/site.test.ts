import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkSite } from "../../constructs/site/check";
import { zipOf } from "../constructs/site/support/zip";
import { shownFiles } from "../support/site-page";
import { DatabaseServer } from "./support/database";
import { buildWordPress, imageWithSite } from "./support/images";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";
import { INSTALLATION, Site } from "./support/site";

const lab = useLab("site");
const EXAMPLE = resolve(__dirname, "support/example-site");
const ROOT = "/var/www/html";
const CONTENT = `${ROOT}/wp-content`;

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** The example with other files. @param files content by path, undefined removes */
function siteWith(files: Readonly<Record<string, string | Buffer | undefined>>, from?: string): string {
  const directory = mkdtempSync(join(tmpdir(), "site-"));
  directories.push(directory);
  if (from !== undefined) cpSync(from, directory, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    if (text === undefined) rmSync(join(directory, path), { recursive: true });
    else writeFileSync(join(directory, path), text);
  }
  return directory;
}

const plugin = (text: string) =>
  `<?php\n/* Plugin Name: Shop */\nadd_action( 'wp_footer', fn() => print( '${text}' ) );\n`;

let first: string;
let second: string;
beforeAll(async () => {
  first = await imageWithSite(EXAMPLE);
  const zip = zipOf({ "tool/": "", "tool/tool.php": plugin("zipped"), "__MACOSX/tool": "" });
  const hash = createHash("sha256").update(zip).digest("hex");
  const later = {
    "plugins/shop/shop.php": plugin("shop-v2"),
    "themes/mine": undefined,
    "plugins/new.php": plugin("new"),
    "plugins/My Shop/my shop.php": plugin("spaced"),
    "zips/A tool.zip": zip,
    "zips/SHA256SUMS": `${hash} *A tool.zip\r\n`,
  };
  second = await imageWithSite(siteWith(later, EXAMPLE));
}, 600_000);

/** Lets a container of an image bring what it has to a volume, as its start does. @returns what it said */
async function start(image: string, volume: string, flags: string[] = []): Promise<string> {
  const mount = ["--volume", `${volume}:${ROOT}`, ...flags];
  const { code, stderr } = await lab.finish({
    image,
    flags: mount,
    env: MINIMAL,
    command: ["/usr/lib/wp-image/content", "mutable"],
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stderr;
}
const onVolume = (volume: string, script: string) =>
  lab.shell(`cd ${CONTENT} && ${script}`, ["--volume", `${volume}:${ROOT}`]);

test("everything of site/ is in an immutable container that can write nowhere", async () => {
  const server = await DatabaseServer.start(lab);
  const flags = ["--user", "33:33", "--cap-drop", "ALL", "--read-only", "--security-opt", "no-new-privileges"];
  const env = { ...IMMUTABLE, ...(await server.database()), ...INSTALLATION };
  const container = await lab.wordpress({ image: first, env, flags });
  await container.whenHealthy();
  const site = await new Site(container).whenInstalled();
  expect((await site.uncached("/")).text).toContain("mu-here");
  expect(await site.request("/old-page")).toMatchObject({ status: 301 });
  const php = `
    require "/usr/src/wordpress/wp-load.php"; require_once ABSPATH . "wp-admin/includes/plugin.php";
    echo json_encode([FROM_SITE, wp_get_theme("mine")->get("Name"), array_column(get_plugins(), "Name"), class_exists(Acme\\Hello\\Greeter::class), ini_get("memory_limit")]);`;
  const said = await container.exec([
    "php",
    "-c",
    "/run/wp/php.ini",
    "-d",
    "error_log=",
    "-d",
    "display_errors=stderr",
    "-r",
    php,
  ]);
  const sbom = await container.exec(["cat", "/usr/share/wp-image/sbom.cdx.json"]);
  const purls = JSON.parse(sbom).components.map(({ purl }: { purl: string }) => purl);
  const ofSite = ["theme/mine", "plugin/shop", "plugin/hello", "muplugin/here.php"].map((unit) => `wordpress-${unit}`);
  for (const unit of [...ofSite, "pkg:composer/acme/hello@1.0.0"]) expect(purls.join("\n")).toContain(unit);
  const [constant, theme, plugins, library, memory] = JSON.parse(said.slice(said.indexOf("[")));
  expect({ constant, theme, library, memory }).toEqual({
    constant: "yes",
    theme: "Mine",
    library: true,
    memory: "300M",
  });
  expect(plugins).toEqual(expect.arrayContaining(["Shop", "Hello from Composer"]));
});

test("a new volume has it, and a start that finds nothing changed says nothing", async () => {
  const volume = await lab.volume();
  await start(first, volume);
  expect(
    await onVolume(
      volume,
      "cat plugins/shop/shop.php themes/mine/style.css mu-plugins/here.php plugins/hello/hello.php",
    ),
  ).toContain("shop-v1");
  expect(await start(first, volume)).toBe("");
});

test("the SBOM names every theme and plugin of a new volume, as it does of an immutable container", async () => {
  const volume = await lab.volume();
  await start(second, volume);
  const { stdout } = await lab.finish({ image: second, command: ["cat", "/usr/share/wp-image/sbom.cdx.json"] });
  const names = JSON.parse(stdout).components.map(({ name }: { name: string }) => name);
  const units = await onVolume(
    volume,
    "ls -1d plugins/* themes/* mu-plugins/* | sed 's:.*/::' | grep -v '^index.php$'",
  );
  expect(units.split("\n")).toEqual(expect.arrayContaining(["shop", "new.php", "My Shop", "tool"]));
  expect(units.split("\n").filter((unit) => !names.includes(unit))).toEqual([]);
});

test("a volume with a site gets what is new, and what was brought before is replaced; the rest is left and named", async () => {
  const volume = await lab.volume();
  await start(first, volume);
  await onVolume(
    volume,
    "echo log >plugins/shop/own.log; echo '/* owner */' >>mu-plugins/here.php; mkdir plugins/new.php && touch plugins/new.php/kept && chown -R 33:33 .",
  );
  const said = await start(second, volume);
  expect(said).toContain("site/: replaced plugins/shop\n");
  expect(said).toContain("plugins/new.php (installed on the volume, not by site/)");
  expect(said).toContain("themes/mine (no longer in site/; delete it in wp-admin if you do not want it)");
  expect(await onVolume(volume, "cat plugins/shop/shop.php plugins/shop/own.log")).toMatch(/shop-v2[\s\S]*log/);
  expect(said).toContain("site/: added plugins/My Shop, plugins/tool\n");
  expect(await onVolume(volume, "cat 'plugins/My Shop/my shop.php' plugins/tool/tool.php")).toMatch(
    /spaced[\s\S]*zipped/,
  );
  expect(await onVolume(volume, "ls plugins/new.php themes/mine; tail -n 1 mu-plugins/here.php")).toBe(
    "plugins/new.php:\nkept\n\nthemes/mine:\nstyle.css\n/* owner */",
  );
  expect(await onVolume(volume, "find . ! -user 33 | head")).toBe("");
  expect(await start(second, volume)).toBe("");
});

test("what the owner changed after it was brought is left", async () => {
  const volume = await lab.volume();
  await start(first, volume);
  await onVolume(volume, "echo '// mended' >>plugins/shop/shop.php");
  expect(await start(second, volume)).toContain("left plugins/shop (changed on the volume since site/ brought it)");
  expect(await onVolume(volume, "tail -n 1 plugins/shop/shop.php")).toBe("// mended");
});

test("two containers that start at once bring it once", async () => {
  const volume = await lab.volume();
  await start(first, volume);
  const said = (await Promise.all([start(second, volume), start(second, volume)])).join("");
  expect(said.match(/replaced plugins\/shop/g)).toHaveLength(1);
  expect(await onVolume(volume, "cat plugins/shop/shop.php")).toContain("shop-v2");
});

test.each([
  ["before the files are staged", "xargs"],
  ["when the former ones are moved aside", "rename"],
])("a container that is killed %s leaves what the next start completes", async (_, moment) => {
  const volume = await lab.volume();
  await start(first, volume);
  await onVolume(volume, "echo log >plugins/shop/own.log");
  const killed =
    moment === "xargs"
      ? "printf '#!/bin/sh\\nkill -9 -1\\n' >/usr/local/bin/xargs; chmod 755 /usr/local/bin/xargs"
      : "sed -i 's|rename($staged, $place);|posix_kill(getmypid(), 9);|' /usr/lib/wp-image/php/SiteVolume.php; sed -i 's/-n -d/-n -d extension=posix -d/' /usr/lib/wp-image/site";
  await lab.finish({
    image: second,
    env: MINIMAL,
    flags: ["--volume", `${volume}:${ROOT}`],
    command: ["sh", "-c", `${killed}; /usr/lib/wp-image/site`],
  });
  expect(await start(second, volume)).toContain("replaced plugins/shop");
  expect(await onVolume(volume, "cat plugins/shop/shop.php plugins/shop/own.log")).toMatch(/shop-v2[\s\S]*log/);
});

test("a volume that cannot be written is said, and the site starts", async () => {
  const volume = await lab.volume();
  await start(first, volume);
  await onVolume(volume, "chown 0:0 plugins && chmod 755 plugins");
  expect(await start(second, volume, ["--user", "33:33"])).toContain("site/: not everything was brought to the volume");
});

test("the files and commands of docs/site.md make a theme and a plugin from a repository on this machine", async () => {
  const site = siteWith(shownFiles);
  cpSync(join(EXAMPLE, "packages"), join(site, "packages"), { recursive: true });
  const install = "apt-get update -qq && apt-get install -qq -y --no-install-recommends composer >/dev/null";
  await lab.shell(`${install} && cd / && COMPOSER_ALLOW_SUPERUSER=1 composer update --working-dir site --no-install`, [
    ...["--volume", `${site}:/site`],
  ]);
  expect(() => checkSite(site)).not.toThrow();
  const image = await imageWithSite(site);
  const { stdout } = await lab.finish({ image, command: ["cat", "/usr/share/wp-image/site"] });
  expect(stdout).toMatch(/ plugins\/hello\n.* themes\/mine\n$/);
}, 300_000);

test("a build says every problem of site/ that needs PHP, nginx or the whole image", async () => {
  const bad = siteWith(
    {
      "plugins/shop/inc/broken.php": "<?php\nfunction (\n",
      "plugins/hello/hello.php": plugin("twice"),
      "themes/twentytwentyfive/style.css": "/* Theme Name: Mine too */",
      "themes/mine/style.css": "body {}\n",
      "nginx.d/broken.conf": "location / { no_such_thing on; }\n",
      "php.ini": "error_log = /tmp/mine\n",
      "zips/a.zip": "no zip",
    },
    EXAMPLE,
  );
  const message = await buildWordPress("wordpress-on-ecs-test-site:bad", bad).then(
    () => "",
    (error: Error) => error.message,
  );
  expect(message).toContain("site/ cannot be built, 7 problems:");
  for (const problem of [
    "site/plugins/shop/inc/broken.php:3: Parse error: Unclosed",
    "plugins/hello comes from site/plugins/hello and from site/composer.json's acme/hello: one must go",
    "site/themes/twentytwentyfive: WordPress itself brings themes/twentytwentyfive",
    'site/themes/mine: no style.css with a header "Theme Name"',
    'site/nginx.d: unknown directive "no_such_thing" in site/nginx.d/broken.conf:1',
    "site/php.ini: error_log is the image's own",
    "site/zips/a.zip: no hash in site/zips/SHA256SUMS",
  ]) {
    expect(message).toContain(problem);
  }
}, 300_000);
