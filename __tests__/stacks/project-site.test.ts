import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EnvironmentError } from "../../environments/schema/problems";
import { withSiteProblems } from "../../stacks/project-site";

test("one message names what is wrong with an environment and with site/", () => {
  const error = new EnvironmentError("dev", [{ path: "region", rule: "is required" }]);
  expect(withSiteProblems(error)).toBe(error);
  const directory = mkdtempSync(join(tmpdir(), "site-"));
  try {
    mkdirSync(join(directory, "uploads"));
    const { message } = withSiteProblems(error, directory);
    expect(message).toMatch(/^environment "dev" has 1 problem:\n {2}region: is required\n/);
    expect(message).toContain("site/ has a problem (docs/site.md):\n  site/uploads is nothing that is built");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
