import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../rehearsal/state-backend/moto";
import { DatabaseServer } from "../image/support/database";
import { IMMUTABLE, useLab } from "../image/support/lab";
import { ADMINISTRATOR, INSTALLATION, Site } from "../image/support/site";
import { eventually } from "../image/support/wait";
import { openChromium } from "../support/chromium";

const lab = useLab("site-health");
let server: DatabaseServer;
let browser: Browser;
beforeAll(async () => {
  server = await DatabaseServer.start(lab);
  browser = await openChromium();
});
afterAll(() => browser?.close());

/** What Site Health finds, by severity, as an administrator reads it. */
async function findings(mode: string) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const container = await lab.wordpress({
    env: { ...IMMUTABLE, ...(await server.database()), ...INSTALLATION, WP_HOME: address, WP_CONTENT_MODE: mode },
    flags: ["--publish", `127.0.0.1:${port}:8080`],
  });
  await new Site(container, `127.0.0.1:${port}`).whenInstalled();
  const page = await browser.newPage();
  page.setDefaultTimeout(45_000);
  // Chromium drops what it is loading when a network comes or goes on the machine, as other tests' do.
  await eventually("Site Health has ended", async () => {
    await page.goto(`${address}/wp-admin/site-health.php`);
    if (await page.locator("#user_login").isVisible()) {
      await page.fill("#user_login", ADMINISTRATOR.user);
      await page.fill("#user_pass", ADMINISTRATOR.password);
      await page.click("#wp-submit");
    }
    return page.waitForSelector(".site-health-progress-wrapper:not(.loading)");
  });
  if (process.env.UPDATE_SCREENSHOTS === "1") {
    await page.screenshot({ path: `bench.out/site-health-${mode}.png`, fullPage: true });
  }
  /** Each with its title and what it says. */
  const issues = async (severity: string) => {
    const of = (kind: string) => page.locator(`#health-check-issues-${severity} ${kind}`).allTextContents();
    const [titles, texts] = [await of(".title"), await of(".health-check-accordion-panel")];
    return titles.map((title, index) => `${title}: ${texts[index]}`.replace(/\s+/g, " ").trim());
  };
  return { critical: await issues("critical"), recommended: await issues("recommended") };
}

/** What is true of the test's site: it has no certificate, the owner's plugins are the owner's, and no way leads to wordpress.org. */
const OF_THE_SITE = [/HTTPS/, /remove inactive plugins/, /WordPress\.org/, /current PHP version/];
const notOfTheSite = (issues: readonly string[]) =>
  issues.filter((issue) => !OF_THE_SITE.some((pattern) => pattern.test(issue)));

test.each(["mutable", "immutable"])("Site Health blames nothing that the image does, with %s content", async (mode) => {
  const { critical, recommended } = await findings(mode);
  expect(notOfTheSite(critical)).toEqual([]);
  expect(notOfTheSite(recommended)).toEqual([]);
});
