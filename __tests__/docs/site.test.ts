import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import smallProduction from "../../environments/small-production";
import { shownFiles, shownSettings } from "../support/site-page";

const SHIPPED = readFileSync(resolve(__dirname, "../../environments/small-production.ts"), "utf8").split("\n");

test("docs/site.md comes to a theme, a plugin, mail and two names in ten lines", () => {
  const lines = [...Object.values(shownFiles), ...Object.values(shownSettings)].flatMap((text) =>
    text.trim().split("\n"),
  );
  expect(Object.keys(shownFiles)).toEqual(["themes/mine/style.css", "themes/mine/theme.json", "composer.json"]);
  expect(Object.keys(shownSettings)).toEqual(["domain", "mail"]);
  expect(lines.length).toBeLessThanOrEqual(10);
});

test("its lines of an environment take the place of one line each, and the environment is sound", () => {
  for (const [setting, line] of Object.entries(shownSettings)) {
    const start = line.slice(0, line.indexOf(":") + 1);
    expect(
      SHIPPED.filter((one) => one.startsWith(start)),
      setting,
    ).toHaveLength(1);
  }
  const { domain, mail } = new Function(`return ({ ${Object.values(shownSettings).join("\n")} });`)();
  const environment = { ...smallProduction, mail, site: { ...smallProduction.site, domain } };
  expect(checkEnvironment("small-production", environment)).toMatchObject({
    mail: { from: "shop@example.com" },
    site: { domain: { name: "www.example.com", aliases: ["example.com"] } },
  });
});
