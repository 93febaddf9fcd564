import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Live } from "../../rehearsal/effects/ecs/live";
import { LocalNotes } from "../../rehearsal/effects/local-notes";
import { DatabaseServer } from "./support/database";
import { wordpressImage } from "./support/images";
import { useLab } from "./support/lab";
import { startSite } from "./support/site";

const lab = useLab("live");

/** What each kind of file of site/ shows, in the words of its version. */
const files = (word: string): Readonly<Record<string, string>> => ({
  "themes/mine/style.css": `/*\nTheme Name: Mine\nTemplate: twentytwentyfive\n*/\n/* css-${word} */\n`,
  "themes/mine/functions.php": `<?php
    add_action( 'wp_footer', fn() => print( 'php-${word} ' . do_blocks( '<!-- wp:pattern {"slug":"mine/hi"} /-->' ) ) );`,
  "themes/mine/theme.json": JSON.stringify({
    version: 3,
    settings: { color: { palette: [{ slug: "mine", name: "Mine", color: word === "first" ? "#111111" : "#222222" }] } },
  }),
  "themes/mine/patterns/hi.php": `<?php /* Title: Hi\nSlug: mine/hi */ ?>\n<!-- wp:paragraph --><p>pattern-${word}</p><!-- /wp:paragraph -->`,
  "mu-plugins/words.php": `<?php
    add_action( 'init', fn() => load_textdomain( 'words', WP_LANG_DIR . '/words-en_US.mo' ) );
    add_action( 'wp_footer', fn() => print( __( 'hello', 'words' ) ) );`,
  "languages/words-en_US.l10n.php": `<?php return array( 'messages' => array( 'hello' => 'translation-${word}' ) );`,
  "wp-config.d/10.php": `<?php define( 'WORD', 'config-${word}' );`,
});

function write(directory: string, word: string): void {
  for (const [path, text] of Object.entries(files(word))) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

test.each(["immutable", "mutable"])("an edit shows at the next request when content is %s", async (mode) => {
  const site = mkdtempSync(join(tmpdir(), "site-"));
  onTestFinished(() => rmSync(site, { recursive: true }));
  write(site, "first");
  const volume = await lab.volume();
  const web = mode === "mutable" ? [`${volume}:/var/www/html`] : [];
  const notes = new LocalNotes();
  const runOnce = async (_: string, command: string[], binds: string[]) =>
    lab.shell(
      command.join(" "),
      binds.flatMap((bind) => ["--volume", bind]),
    );
  const live = new Live({ engine: { runOnce }, services: { ready: wordpressImage }, notes, site, paths: [] });
  const options = await live.extend({ Env: [`WP_CONTENT_MODE=${mode}`], HostConfig: { Binds: web } });
  const env = Object.fromEntries((options.Env ?? []).map((variable) => variable.split("=") as [string, string]));
  const flags = (options.HostConfig?.Binds ?? []).flatMap((bind) => ["--volume", bind]);

  const running = await startSite(lab, await DatabaseServer.start(lab), env, ["--user", "33:33", ...flags]);
  const switching = 'require "/var/www/wp-config.php"; switch_theme( "mine" );';
  await running.container.exec(["php", "-c", "/run/wp/php.ini", "-d", "error_log=", "-r", switching]);
  const shown = async () => {
    const page = (await running.request("/")).text;
    const css = await running.request("/wp-content/themes/mine/style.css");
    expect(css.headers["cache-control"]).toBe("no-cache");
    return `${page} ${css.text}`;
  };
  const before = await shown();
  for (const word of ["php-first", "pattern-first", "translation-first", "css-first", "#111111"]) {
    expect(before).toContain(word);
  }
  write(site, "second");
  const after = await shown();
  for (const word of ["php-second", "pattern-second", "translation-second", "css-second", "#222222"]) {
    expect(after).toContain(word);
  }
  const { code } = await running.container.tryExec([
    "touch",
    `${env.WP_CONTENT_MODE === "mutable" ? "/var/www/html" : "/usr/src/wordpress"}/wp-content/themes/mine/x`,
  ]);
  expect(code).not.toBe(0);
});
