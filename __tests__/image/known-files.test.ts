import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("known");
const IN_IMAGE = "/usr/src/wordpress";
const ON_VOLUME = "/var/www/html";
const themeJson = (root: string) => `${root}/wp-content/themes/twentytwentyfive/theme.json`;

let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

/** The first colour of the theme's palette, as an uncached page says it. */
async function colour(site: Site, page = "/"): Promise<string | undefined> {
  const { text } = await site.uncached(page);
  return /--wp--preset--color--base: (#\w+);/.exec(text)?.[1];
}

/** Gives that colour another value in the theme's file. */
const paint = (site: Site, root: string, value: string) =>
  site.container.shell(`sed -i '0,/"color": "#[0-9A-Fa-f]*"/s//"color": "${value}"/' ${themeJson(root)}`, [
    "--user",
    "0",
  ]);

test("a theme's files are read once in a container whose code does not change, and again after a purge", async () => {
  const site = await startSite(lab, server);
  const before = await colour(site);
  expect(before).toMatch(/^#\w+$/);
  await paint(site, IN_IMAGE, "#123456");
  expect(await colour(site, "/sample-page/")).toBe(before);
  await site.container.exec(["wp-image", "purge"]);
  expect(await colour(site)).toBe("#123456");
});

test("where code may change, a theme's files are read again within opcache's minute, whatever else is learned meanwhile", async () => {
  const flags = ["--volume", `${await lab.volume()}:${ON_VOLUME}`];
  const site = await startSite(lab, server, { WP_CONTENT_MODE: "mutable" }, flags);
  await site.withProbe(ON_VOLUME);
  const before = await colour(site);
  await paint(site, ON_VOLUME, "#123456");
  expect(await colour(site)).toBe(before);
  await eventually(
    "the page has the new colour",
    async () => {
      const blocks = `${ON_VOLUME}/wp-includes/blocks`;
      await site.evaluate(
        `foreach (glob('${blocks}/*/style.css') as $i => $file) if ($i === time() % 40) wp_filesize($file);`,
      );
      return (await colour(site)) === "#123456";
    },
    75,
  );
});

test("with WordPress's development mode every page reads the theme's files", async () => {
  const site = await startSite(lab, server, {
    WORDPRESS_CONFIG_EXTRA: "define('WP_DEVELOPMENT_MODE', 'theme');",
  });
  expect(await colour(site)).not.toBe("#123456");
  await paint(site, IN_IMAGE, "#123456");
  expect(await colour(site)).toBe("#123456");
});

test("sizes are kept of core's style sheets, and of no other file", async () => {
  const site = await (await startSite(lab, server)).withProbe();
  const grown = await site.evaluate<[number, number][]>(`
    file_put_contents('/tmp/own.css', 'a');
    return array_map(function ($file) {
      $first = wp_filesize($file);
      clearstatcache();
      file_put_contents('/tmp/own.css', 'more');
      clearstatcache();
      return [$first, wp_filesize($file)];
    }, ['/tmp/own.css', ABSPATH . WPINC . '/css/buttons.css']);`);
  expect(grown[0]).toEqual([1, 4]);
  await site.container.shell(`echo more >>${IN_IMAGE}/wp-includes/css/buttons.css`, ["--user", "0"]);
  const later = `return wp_filesize(ABSPATH . WPINC . '/css/buttons.css');`;
  expect(await site.evaluate(later)).toBe(grown[1]?.[0]);
});
