import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ImageStore } from "../../../rehearsal/provider-double/image-store";

const SCRIPT = join(__dirname, "../../../constructs/registry/push-image.sh");
const IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/site:abc";

let directory: string;
let store: ImageStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "push-"));
  store = new ImageStore(join(directory, "images"));
  mkdirSync(join(directory, "context"));
  writeFileSync(join(directory, "context", "Dockerfile"), "FROM scratch\n");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the script; the stand-in for docker is the rehearsal's unless another is given. @throws with what it wrote */
function run(step: string, environment: Record<string, string> = {}, docker = store.environment): string {
  const env = {
    ...docker,
    REGISTRY: IMAGE.split(":")[0],
    IMAGE,
    CONTEXT: join(directory, "context"),
    DOCKERFILE: "Dockerfile",
    PLATFORM: "linux/arm64",
    BUILD_ARGUMENTS: "A B",
    A: "1",
    B: "2",
    ...environment,
  };
  return execFileSync(SCRIPT, [step], { env, encoding: "utf8", stdio: "pipe" });
}

/** A docker command that notes how it was called, and answers a lookup with the text. */
function noting(lookup: string): { PATH: string } {
  mkdirSync(join(directory, "bin"), { recursive: true });
  const script = `#!/bin/sh\necho "$*" >>${directory}/calls\n[ "$1" != login ] || cat >>${directory}/calls\n[ "$1" != manifest ] || { echo "${lookup}" >&2; exit 1; }\n`;
  writeFileSync(join(directory, "bin", "docker"), script);
  chmodSync(join(directory, "bin", "docker"), 0o755);
  return { PATH: `${directory}/bin:${process.env.PATH}` };
}
const calls = () => readFileSync(join(directory, "calls"), "utf8");
const built = () => readdirSync(join(directory, "images")).filter((file) => file.startsWith("built"));

test("an image that the registry lacks is built and pushed", () => {
  expect(run("push")).toContain("rehearsed, not pushed");
  expect(store.digestOf(IMAGE)).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test("an image that the registry has is neither built nor pushed, on whatever machine", () => {
  run("push");
  const digest = store.digestOf(IMAGE);
  for (const file of built()) rmSync(join(directory, "images", file));
  expect(run("push")).toContain(`the registry has ${IMAGE}: nothing to build`);
  expect(store.digestOf(IMAGE)).toBe(digest);
  expect(built()).toEqual([]);
});

test("the build is for the platform, with its arguments by name, and one manifest", () => {
  run("push", {}, noting("no such manifest"));
  const context = join(directory, "context");
  expect(calls()).toContain(
    `build --tag ${IMAGE} --file ${context}/Dockerfile --build-arg A --build-arg B --platform linux/arm64 ${context}`,
  );
  expect(calls()).toContain(`push ${IMAGE}`);
});

test("an image for this machine alone is built for it", () => {
  run("push", { BUILD_HERE: "1" }, noting("no such manifest"));
  expect(calls()).not.toContain("--platform");
});

test("a secret of the build is named by its variable, which must be set", () => {
  const docker = noting("no such manifest");
  const SECRETS = "composer_auth=PACKAGES_TOKEN";
  expect(() => run("push", { SECRETS }, docker)).toThrow("the build needs PACKAGES_TOKEN, which is not set");
  run("push", { SECRETS, PACKAGES_TOKEN: "hush" }, docker);
  expect(calls()).toContain("--secret id=composer_auth,env=PACKAGES_TOKEN");
  expect(calls()).not.toContain("hush");
});

test("a registry that does not answer is an error, not a reason to build", () => {
  const docker = noting("denied: Your authorization token has expired");
  expect(() => run("push", {}, docker)).toThrow(/does not say whether it has .*authorization token has expired/);
  expect(calls()).not.toContain("build --tag");
});

test("the password of the login comes by standard input, and no login stays behind", () => {
  const docker = noting("no such manifest");
  run("login", { LOGIN_USER: "AWS", LOGIN_PASSWORD: "hush" }, docker);
  run("push", {}, docker);
  expect(calls()).toMatch(
    /^login --username AWS --password-stdin 111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\nhush/,
  );
  expect(calls()).toContain("logout 111122223333.dkr.ecr.eu-west-1.amazonaws.com");
});

test("a registry on this machine needs no login, and no TLS", () => {
  const docker = noting("no such manifest");
  run("login", { REGISTRY: "http://127.0.0.1:5000" }, docker);
  run("push", { REGISTRY: "127.0.0.1:5000/site", IMAGE: "127.0.0.1:5000/site:abc" }, docker);
  expect(calls()).toContain("manifest inspect --insecure 127.0.0.1:5000/site:abc");
  expect(calls()).not.toContain("login");
});
