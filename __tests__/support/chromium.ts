import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

/**
 * Chromium without a window: the program that `CHROMIUM` names, or the system's.
 *
 * @throws where there is none
 */
export function openChromium(...args: readonly string[]): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("this test needs Chromium (apt-get install chromium, or CHROMIUM)");
  return chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu", ...args] });
}
