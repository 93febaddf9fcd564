import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";

const lab = useLab("theme-data");
const ORIGINS = ["default", "blocks", "theme", "user"];
const HOOK = "/usr/lib/wp-image/wordpress/hooks/theme-data-once.php";

/**
 * Counts in the page's last line how often the data of each origin were computed: WordPress filters them each time. With
 * ?late, a block is registered while the page's end is made, and the data are asked for once more.
 */
const COUNT = `
  $GLOBALS['computed'] = [];
  foreach (${JSON.stringify(ORIGINS)} as $origin) {
    WpImage\\preset_hook("wp_theme_json_data_$origin", function ($data) use ($origin) {
      $GLOBALS['computed'][$origin] = ($GLOBALS['computed'][$origin] ?? 0) + 1;
      return $data;
    });
  }
  WpImage\\preset_hook('wp_footer', function () {
    if (isset($_GET['late'])) {
      register_block_type('test/late', []);
      WP_Theme_JSON_Resolver::get_merged_data();
      WP_Theme_JSON_Resolver::get_merged_data();
    }
    echo '<!-- computed ' . json_encode($GLOBALS['computed']) . ' -->';
  });`;

let site: Site;
beforeAll(async () => {
  site = await startSite(lab, await DatabaseServer.shared(lab), { WORDPRESS_CONFIG_EXTRA: COUNT });
});

/** An uncached page, and how often it computed what. */
async function page(path: string): Promise<{ html: string; computed: Record<string, number> }> {
  const { text } = await site.uncached(path);
  const [note, counts] = /<!-- computed (.*?) -->/.exec(text) ?? [];
  if (note === undefined || counts === undefined) throw new Error(`no count in ${text.slice(0, 500)}`);
  return { html: text.replace(note, ""), computed: JSON.parse(counts) };
}

const each = (times: number) => Object.fromEntries(ORIGINS.map((origin) => [origin, times]));

test("a page computes the data of the theme's JSON once", async () => {
  expect((await page("/")).computed).toEqual(each(1));
});

test("a block that is registered late has them computed again", async () => {
  expect((await page("/?late")).computed).toEqual(each(2));
});

test("the page is the one that WordPress makes with its two computations", async () => {
  const once = await page("/");
  await site.container.shell(`echo '<?php' > ${HOOK}`, ["--user", "0"]);
  await site.container.exec(["wp-image", "purge"]);
  const twice = await page("/");
  expect(twice.computed).toEqual(each(2));
  expect(once.html).toBe(twice.html);
});
