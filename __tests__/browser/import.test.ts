import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execWithStreams } from "../../cli/docker";
import { png } from "../../rehearsal/restore-drill/picture";
import { freePort } from "../../rehearsal/state-backend/moto";
import { openArchives } from "../../tasks/import/archive-stream";
import { sourcesOf } from "../../tasks/import/sources";
import { DatabaseServer } from "../image/support/database";
import { other, serialized } from "../image/support/dumps";
import { IMMUTABLE, useLab } from "../image/support/lab";
import { INSTALLATION } from "../image/support/site";
import { eventually } from "../image/support/wait";
import { openChromium } from "../support/chromium";

const lab = useLab("browser-import");
const OLD = "http://old.example/blog";
const SIDEBARS = `a:2:{s:4:"side";a:1:{i:0;${serialized("text-2")}}s:13:"array_version";i:3;}`;

let browser: Browser;
afterAll(() => browser?.close());
beforeAll(async () => {
  browser = await openChromium();
});

/** Red and green. */
const PICTURE = png(Buffer.from([255, 0, 0, 0, 255, 0]));

/** A theme from before blocks, with a sidebar. */
const THEME = {
  "wp-content/themes/old-theme/style.css": "/*\nTheme Name: Old\n*/",
  "wp-content/themes/old-theme/functions.php": "<?php register_sidebar( array( 'id' => 'side', 'name' => 'Side' ) );",
  "wp-content/themes/old-theme/index.php":
    "<?php get_header(); while ( have_posts() ) { the_post(); ?><article><h2><a href=\"<?php the_permalink(); ?>\"><?php the_title(); ?></a></h2><?php the_content(); ?></article><?php } ?><aside><?php dynamic_sidebar( 'side' ); ?></aside><?php get_footer();",
};

/** The old site's files. */
function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "old-site-"));
  for (const [path, content] of Object.entries({ ...THEME, "wp-content/uploads/2015/05/photo.png": PICTURE })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** The dump of a shop: posts that link to each other, a picture, a text widget, tables of orders. */
const shop = other((sql) =>
  sql
    .replaceAll("lost-theme", "old-theme")
    .replace(
      "(10, '_transient_x', '1', 'yes')",
      `(10, 'sidebars_widgets', '${SIDEBARS.replaceAll('"', '\\"')}', 'yes')`,
    )
    .replace(
      /\(7, 1, '0000-00-00 00:00:00', '.*?', 'Schöner Beitrag'/,
      `(8, 1, '2015-05-02 10:00:00', 'The second page.', 'Zweiter', 'publish', 'zweiter', 'post'),
(7, 1, '2015-05-01 10:00:00', '<p><a id="next" href="${OLD}/?p=8">next</a> <img id="photo" src="${OLD}/wp-content/uploads/2015/05/photo.png"></p>', 'Schöner Beitrag'`,
    )
    .replace(
      "CREATE TABLE `zzz_notes`",
      `CREATE TABLE \`abc_wc_orders\` (\`id\` bigint unsigned NOT NULL, \`status\` varchar(20), \`total_amount\` decimal(26,8), PRIMARY KEY (\`id\`)) ENGINE=InnoDB;
INSERT INTO \`abc_wc_orders\` VALUES (501, 'wc-completed', 19.90000000);
CREATE TABLE \`abc_wc_orders_meta\` (\`id\` bigint unsigned NOT NULL, \`order_id\` bigint unsigned, \`meta_key\` varchar(255), \`meta_value\` text);
INSERT INTO \`abc_wc_orders_meta\` VALUES (1, 501, '_download', 'a:1:{s:3:\\"url\\";${serialized(`${OLD}/order/501`).replaceAll('"', '\\"')}}');
CREATE TABLE \`zzz_notes\``,
    ),
);

test("a shop from elsewhere shows its posts, links, pictures and widgets, and keeps its orders", async () => {
  const server = await DatabaseServer.start(lab);
  const database = await server.database();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const container = await lab.wordpress({
    env: { ...IMMUTABLE, ...database, ...INSTALLATION, WP_CONTENT_MODE: "mutable", WP_HOME: address },
    flags: ["--publish", `127.0.0.1:${port}:8080`],
  });
  await container.whenHealthy();
  await eventually("WordPress is installed", async () => (await fetch(`${address}/`)).status === 200);
  const send = async (command: readonly string[], input: Readable) => {
    const output = new PassThrough();
    const said = text(output);
    const code = await execWithStreams(container.name, ["sh", "-c", 'exec "$@" 2>&1', "-", ...command], {
      input,
      output,
    });
    expect([code, await said]).toEqual([0, expect.any(String)]);
  };
  await send(["wp-image", "import-database"], Readable.from([shop]));
  await send(["wp-image", "import-files"], openArchives(sourcesOf([folder()]).files).content);

  const page = await browser.newPage();
  await page.goto(address);
  await page.click("text=Schöner Beitrag");
  await page.waitForSelector("#photo");
  expect(new URL(page.url()).origin).toBe(address);
  const width = () =>
    page.locator("#photo").evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
  await eventually("the picture is loaded", async () => (await width()) === 2);
  expect(await page.locator("aside a").getAttribute("href")).toBe(`${address}/a/`);
  expect(await page.locator("aside").innerText()).toContain("Größe");
  await page.click("#next");
  await page.waitForSelector("text=The second page.");
  const name = database.WORDPRESS_DB_NAME ?? "";
  expect(await server.query("SELECT status, total_amount FROM wp_wc_orders", name)).toBe("wc-completed\t19.90000000");
  const meta = `a:1:{s:3:"url";${serialized(`${address}/order/501`)}}`;
  expect(await server.query("SELECT meta_value FROM wp_wc_orders_meta", name)).toBe(meta);
});
