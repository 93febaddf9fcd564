import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AuditOptions, type AuditResult, audit } from "../../audit/audit";
import { Interrupted } from "../../cli/outcome";
import { writeToyProject } from "./support/toy-project";

let root: string;
const made: string[] = [];

function project(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "audit-project-")));
  made.push(directory);
  writeToyProject(directory);
  return directory;
}

beforeEach(() => {
  root = project();
});
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function run(options: Partial<AuditOptions> = {}): Promise<AuditResult> {
  return audit({
    projectDirectory: root,
    out: join(root, "out"),
    policy: false,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...options,
  });
}

test("two runs, and a run of a copy elsewhere, give the same bytes", async () => {
  const first = await run();
  const manifest = readFileSync(join(first.out, "manifest.json"), "utf8");
  const second = await run();
  const other = project();
  const third = await run({ projectDirectory: other, out: join(other, "elsewhere/deep") });
  expect([second.hash, third.hash]).toEqual([first.hash, first.hash]);
  expect(readFileSync(join(third.out, "manifest.json"), "utf8")).toBe(manifest);
});

test("the folder holds both forms of each stack, the image, the reports and a manifest of them all", async () => {
  const { out } = await run({ environment: "dev" });
  const { files, environment, terraform, providers } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
  const expected = [
    "README.md",
    "architecture.svg",
    "evidence.csv",
    "evidence.html",
    "hcl/web/main.tf",
    "image/Dockerfile",
    "json/web/main.tf.json",
  ];
  expect(Object.keys(files)).toEqual([...expected, "report.html", "report.md"]);
  expect([environment, terraform]).toEqual(["dev", [">= 1.11"]]);
  expect(providers).toEqual([{ source: "registry.terraform.io/kreuzwerker/docker", version: "3.6.2" }]);
  expect(readFileSync(join(out, "json/web/main.tf.json"), "utf8")).not.toContain("//");
});

test("an SBOM that is given lies in the folder byte by byte, and the manifest has its hash", async () => {
  const file = join(root, "image.json");
  const text = '{"bomFormat":"CycloneDX", "components":[]}\n';
  writeFileSync(file, text);
  const { out } = await run({ sbom: { file } });
  const { files, sbom } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
  expect(sbom).toBe("file");
  expect(files["sbom.cdx.json"].sha256).toBe(createHash("sha256").update(text).digest("hex"));
  expect(readFileSync(join(out, "sbom.cdx.json"), "utf8")).toBe(text);
  expect(readFileSync(join(out, "README.md"), "utf8")).toContain("sbom.cdx.json");
});

test("a file that is no SBOM is refused before anything is synthesized", async () => {
  const steps: string[] = [];
  const file = join(root, "cdktf.json");
  const progress = (step: string) => steps.push(step);
  await expect(run({ sbom: { file }, progress })).rejects.toThrow(
    `--sbom must be a CycloneDX document in JSON, got ${file}`,
  );
  await expect(run({ sbom: { file: "/nowhere" }, progress })).rejects.toThrow("--sbom /nowhere cannot be read");
  expect(steps).toEqual([]);
});

test("an earlier audit tells what changed, its own image too", async () => {
  await run({ out: join(root, "before") });
  writeFileSync(join(root, "image/Dockerfile"), "FROM busybox\n");
  const { out } = await run({ environment: "production", against: join(root, "before") });
  const report = readFileSync(join(out, "report.md"), "utf8");
  expect(report).toContain("name: site-dev → site-production");
  expect(report).toContain("| `image/Dockerfile` | changed |");
});

test("the app's own message is the error, and the former folder stays", async () => {
  const { out, hash } = await run();
  await expect(run({ environment: "nowhere" })).rejects.toThrow('environment "nowhere" is unknown: dev');
  expect(readdirSync(root).filter((name) => name.startsWith("."))).toEqual([]);
  expect(existsSync(join(out, "report.html"))).toBe(true);
  expect((await run()).hash).toBe(hash);
});

test("an interruption ends the app and leaves nothing behind", async () => {
  const controller = new AbortController();
  const running = run({
    environment: "slow",
    signal: controller.signal,
    progress: () => setImmediate(() => controller.abort()),
  });
  await expect(running).rejects.toBeInstanceOf(Interrupted);
  expect(existsSync(join(root, "out"))).toBe(false);
  expect(readdirSync(root).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a folder without a project is refused", async () => {
  rmSync(join(root, "cdktf.json"));
  await expect(run()).rejects.toThrow("cdktf.json is missing: run this in the folder of a cdktf project");
});

test("a folder to compare with that is no audit is refused before anything is synthesized", async () => {
  const steps: string[] = [];
  const compared = run({ against: root, progress: (step) => steps.push(step) });
  await expect(compared).rejects.toThrow(`--against must be the folder of an earlier audit, got ${root}`);
  for (const manifest of [{}, { stacks: [{ name: "web" }], files: {} }]) {
    writeFileSync(join(root, "manifest.json"), JSON.stringify({ format: "cdktf-audit/1", ...manifest }));
    const hollow = run({ against: root, progress: (step) => steps.push(step) });
    await expect(hollow).rejects.toThrow(
      /^--against must be the whole folder of an earlier audit; .*json is not as it was/,
    );
  }
  expect(steps).toEqual([]);
});
