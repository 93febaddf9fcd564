import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(__dirname, "..", "..");
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

const hasGo = spawnSync("go", ["version"]).status === 0;
if (!hasGo) console.warn("Go is not installed: actionlint is skipped");

test("zizmor finds nothing in the workflows", () => {
  const zizmor = join(root, ".venv", "bin", "zizmor");
  const options = ["--offline", "--persona=pedantic", "--strict-collection", "--quiet", "--color=never"];
  const { stdout, stderr, status } = spawnSync(zizmor, [...options, join(root, ".github")], { encoding: "utf8" });
  expect(`${stdout}${stderr}`.trim()).toBe("No findings to report. Good job!");
  expect(status).toBe(0);
});

// Go compiles it first, on each new machine.
test.skipIf(!hasGo || process.env.TESTS !== "all")("actionlint finds nothing in the workflows", () => {
  const { stdout, stderr } = spawnSync("go", ["run", ACTIONLINT, "-no-color"], { cwd: root, encoding: "utf8" });
  expect(stdout).toBe("");
  expect(stderr.replace(/^go: downloading .*\n/gm, "")).toBe("");
});
