import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import { EnvironmentError } from "../../environments/schema/problems";
import { synthApp } from "../support/synth-app";
import { anchors, read, root } from "./support/markdown";

const sources = ["environments", "rules", "rehearsal", "audit", "cli"]
  .flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).map((file) => join(room, file)),
  )
  .filter((file) => file.endsWith(".ts"))
  .map(read)
  .join("\n");

const [, beforeDeploy = "", rehearsal = "", audit = ""] = read("docs/troubleshooting.md").split(/^## .*$/m);
const own = [...`${beforeDeploy}${rehearsal}${audit}`.matchAll(/^### (.+)$/gm)]
  .map(([, heading = ""]) => heading)
  .filter((heading) => heading !== "A message that begins with a construct's path");

test.each(own)("the project says: %s", (heading) => {
  const missing = heading.split("…").filter((words) => !sources.includes(words.trim()));
  expect(missing).toEqual([]);
});

test("what the project's errors point to is there", () => {
  const pages = new Map(["docs/troubleshooting.md", "docs/rules.md"].map((page) => [page, anchors(page)]));
  const pointers = [...sources.matchAll(/\b(docs\/[\w-]+\.md)#([\w-]+)/g)];
  expect(pointers.length).toBeGreaterThanOrEqual(2);
  for (const [, page = "", anchor = ""] of pointers) {
    if (pages.has(page)) expect([...(pages.get(page) ?? [])]).toContain(anchor);
    else expect([...anchors(page)]).toContain(anchor);
  }
});

test("each alarm of production points to a checklist that is there", async () => {
  const { resource } = (await synthApp(await loadEnvironment("production"))).monitoring ?? {};
  const alarms = Object.values(resource?.aws_cloudwatch_metric_alarm ?? {});
  expect(alarms.length).toBeGreaterThan(5);
  const checklists = anchors("docs/operations.md");
  for (const alarm of alarms) {
    expect([...checklists]).toContain(/docs\/operations\.md#([\w-]+)/.exec(String(alarm.alarm_description))?.[1]);
  }
});

test("problems of an environment end with where to look", () => {
  const { message } = new EnvironmentError("dev", [{ path: "account", rule: "is required" }]);
  expect(message.split("\n").at(-1)).toContain("docs/troubleshooting.md#environment--has--problems");
});
