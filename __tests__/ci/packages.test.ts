import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = join(__dirname, "..", "..");
const DATED = ["image/versions.json", "image/Dockerfile", "image/Dockerfile.secret"];

/** Builds nothing, and lists what the test says is in the image. */
const DOCKER = `#!/usr/bin/env bash
case $1 in
  build)
    echo "$@" >"$PROJECT/build"
    [ -z "$BROKEN" ] || exit 1
    while [ "$1" != --iidfile ]; do shift; done
    echo sha256:abc >"$2" ;;
  run) cat "$PROJECT/built" ;;
esac
`;

let project: string;
const file = (name: string) => join(project, name);
const read = (name: string) => readFileSync(file(name), "utf8");
const today = () => new Date().toISOString().slice(0, 10);

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "packages-"));
  for (const name of [".ci/packages", ...DATED]) cpSync(join(root, name), file(name));
  for (const name of DATED) writeFileSync(file(name), read(name).replace(/(PACKAGES_AS_OF\W+)[\d-]+/, "$12026-01-02"));
  writeFileSync(file("image/packages.txt"), "curl 8.1\nnginx 1.26.3-3\npatch 2.8\n");
  mkdirSync(file("bin"));
  writeFileSync(file("bin/docker"), DOCKER);
  chmodSync(file("bin/docker"), 0o755);
});
afterEach(() => rmSync(project, { recursive: true }));

function packages(built: string, broken = "") {
  writeFileSync(file("built"), built);
  const env = { PATH: `${file("bin")}:${process.env.PATH}`, PROJECT: project, BROKEN: broken };
  return spawnSync(file(".ci/packages"), { encoding: "utf8", env });
}

test("a newer package is listed, and the day of the packages becomes today", () => {
  const { status, stdout } = packages("curl 8.1\nnginx 1.26.3-3+deb13u1\nzstd 1.5\n");
  expect(status).toBe(0);
  expect(stdout.trim().split("\n").slice(2)).toEqual([
    "| nginx | 1.26.3-3 | 1.26.3-3+deb13u1 |",
    "| patch | 2.8 | – |",
    "| zstd | – | 1.5 |",
  ]);
  expect(read("image/packages.txt")).toContain("deb13u1");
  for (const name of DATED) expect(read(name)).toMatch(new RegExp(`PACKAGES_AS_OF\\W+${today()}`));
  expect(read("build")).toContain(
    `--target runtime --build-arg BASE_IMAGE=debian:trixie-slim --build-arg PACKAGES_AS_OF=${today()}`,
  );
});

test("nothing changes when every package is the newest", () => {
  const { status, stdout } = packages(read("image/packages.txt"));
  expect([status, stdout]).toEqual([0, "Every package of the image is the newest.\n"]);
  for (const name of DATED) expect(read(name)).toMatch(/PACKAGES_AS_OF\W+2026-01-02/);
});

test("a build that fails changes nothing and says so", () => {
  const { status, stderr } = packages("", "1");
  expect(status).toBe(1);
  expect(stderr).toContain("packages: the image could not be built, and nothing was changed");
  for (const name of DATED) expect(read(name)).toMatch(/PACKAGES_AS_OF\W+2026-01-02/);
  expect(read("image/packages.txt")).toContain("nginx 1.26.3-3\n");
});
