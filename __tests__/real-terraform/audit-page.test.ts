import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit } from "../../audit/audit";
import { openChromium } from "../support/chromium";

const scratch = mkdtempSync(join(tmpdir(), "audit-page-"));
const out = join(scratch, "production");
const MEGABYTE = 1024 * 1024;
let browser: Browser;

beforeAll(async () => {
  await audit({
    projectDirectory: join(__dirname, "../.."),
    environment: "production",
    out,
    policy: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  browser = await openChromium("--disable-background-networking");
});

afterAll(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
}

async function open(colorScheme: "light" | "dark", width = 1280): Promise<Opened> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(out, "report.html")).href);
  return { page, requests };
}

test.each(["light", "dark"] as const)("axe finds nothing serious on the page, %s", async (scheme) => {
  const { page } = await open(scheme);
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  await page.addScriptTag({ content: axe.source });
  const { violations } = (await page.evaluate("axe.run(document)")) as axe.AxeResults;
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
});

test("the page opens offline, asks for nothing else, and is small", async () => {
  const { page, requests } = await open("light");
  expect(requests).toEqual([page.url()]);
  expect(statSync(join(out, "report.html")).size).toBeLessThan(MEGABYTE);
});

test("the diagram is drawn at full size and its text is legible", async () => {
  const { page } = await open("light", 1440);
  const drawn = await page.locator("svg.diagram").boundingBox();
  const [, width] = /viewBox="0 0 (\d+) /.exec(readFileSync(join(out, "architecture.svg"), "utf8")) ?? [];
  expect(drawn?.width).toBeGreaterThan(Number(width) * 0.9);
  expect(await page.locator("svg.diagram .box .title").allTextContents()).toContain("Load balancer");
});

test("docs/architecture.md shows the diagram of production as it is", async () => {
  const drawn = readFileSync(join(out, "architecture.svg"), "utf8");
  // `npx vitest run -u` with this file's name draws it again.
  await expect(drawn).toMatchFileSnapshot("../../docs/images/architecture.svg");
});

test("nothing is cut off sideways on a narrow screen", async () => {
  const { page } = await open("light", 400);
  const widths = await page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
  const [scroll = 0, client = 0] = widths as number[];
  expect(scroll).toBeLessThanOrEqual(client);
});

test("printed, the page has no navigation and shows what is folded", async () => {
  const { page } = await open("dark");
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("nav").isVisible()).toBe(false);
  expect(await page.locator("details table").first().isVisible()).toBe(true);
  const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  expect(ground).toBe("rgb(255, 255, 255)");
});
