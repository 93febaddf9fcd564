import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fieldComments } from "../../environments/documentation/comments";
import { settingsPage } from "../../environments/documentation/settings-page";

test("docs/settings.md says what the schema and the image's settings say", () => {
  const page = readFileSync(join(__dirname, "../../docs/settings.md"), "utf8");
  expect(page, "npm run docs").toBe(settingsPage());
});

test("a field has the comment above it, or that of the constant that it names, in lists and unions too", () => {
  const comments = fieldComments(join(__dirname, "../../environments/schema/sections.ts"), "sections");
  expect(comments.get("database.proxy.borrowTimeoutSeconds")?.text).toMatch(/^Seconds that a request waits/);
  expect(comments.get("network")?.text).toBe("The VPC and its subnets.");
  expect(comments.get("service.scaling.schedules.timezone")?.text).toMatch(/^IANA name/);
  expect(comments.get("service.capacity.targetCapacityPercent")?.text).toMatch(/^Share of the instances/);
  expect(comments.get("backup.lock.maxRetentionDays")).toMatchObject({ byDefault: "no limit" });
});
