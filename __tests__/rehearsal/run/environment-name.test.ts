import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkName } from "../../../rehearsal/run/environment-name";

const project = mkdtempSync(join(tmpdir(), "names-"));
afterAll(() => rmSync(project, { recursive: true }));

test("an unknown environment is an error that names the known ones", () => {
  expect(() => checkName(project, "nosuch")).not.toThrow();
  mkdirSync(join(project, "environments"));
  for (const name of ["index", "production", "dev"]) writeFileSync(join(project, "environments", `${name}.ts`), "");
  expect(() => checkName(project, "dev")).not.toThrow();
  expect(() => checkName(project, "nosuch")).toThrow('no environment "nosuch"; known: dev, production');
  const known = 'no environment "nosuch", and nothing of it is left here; known: dev, production';
  expect(() => checkName(project, "nosuch", ", and nothing of it is left here")).toThrow(known);
  expect(() => checkName(project, "index")).toThrow("known: dev, production");
});
