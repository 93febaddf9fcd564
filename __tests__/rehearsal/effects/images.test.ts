import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Engine } from "../../../rehearsal/effects/engine";
import { buildArguments, imageBuild } from "../../../rehearsal/effects/images/build";
import { dockerBuild } from "../../../rehearsal/effects/images/docker-build";
import { LoopbackRegistry } from "../../../rehearsal/effects/images/loopback-registry";
import { repositories } from "../../../rehearsal/effects/images/repository";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import type { Change } from "../../../rehearsal/provider-double/effect";

let directory: string;
let registry: LoopbackRegistry;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "registry-"));
  registry = await LoopbackRegistry.start(directory);
});
afterEach(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});
const at = (path: string) => `http://${registry.address}/v2/${path}`;
/** Closes each connection, so that none is reused when the registry comes back. */
const fetch = (url: string, init: RequestInit = {}) =>
  globalThis.fetch(url, { ...init, headers: { connection: "close" } });
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

async function pushBlob(text: string, digest = digestOf(text)): Promise<Response> {
  const begun = await fetch(at("web/blobs/uploads/"), { method: "POST" });
  const location = begun.headers.get("location") ?? "";
  await fetch(`http://${registry.address}${location}`, { method: "PATCH", body: text });
  return fetch(`http://${registry.address}${location}?digest=${digest}`, { method: "PUT" });
}

test("keeps what is pushed and gives it back by digest", async () => {
  expect((await pushBlob("layer")).status).toBe(201);
  const blob = await fetch(at(`web/blobs/${digestOf("layer")}`));
  expect(await blob.text()).toBe("layer");
  expect((await fetch(at(`web/blobs/${digestOf("other")}`), { method: "HEAD" })).status).toBe(404);
});

test("refuses a layer whose digest is not what was said", async () => {
  expect((await pushBlob("layer", digestOf("other"))).status).toBe(400);
});

test("finds a manifest by tag and by digest, and returns the digest of its bytes", async () => {
  const manifest = '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}';
  const put = await fetch(at("web/manifests/1.0"), { method: "PUT", body: manifest });
  expect(put.headers.get("docker-content-digest")).toBe(digestOf(manifest));
  for (const reference of ["1.0", digestOf(manifest)]) {
    const got = await fetch(at(`web/manifests/${reference}`));
    expect(await got.text()).toBe(manifest);
    expect(got.headers.get("content-type")).toBe("application/vnd.oci.image.manifest.v1+json");
  }
  expect((await fetch(at("web/manifests/2.0"))).status).toBe(404);
});

test("has its address and its layers again after a restart", async () => {
  await pushBlob("layer");
  const before = registry.address;
  await registry.close();
  registry = await LoopbackRegistry.start(directory);
  expect(registry.address).toBe(before);
  expect((await fetch(at(`web/blobs/${digestOf("layer")}`), { method: "HEAD" })).status).toBe(200);
});

test("builds from a context that is relative to the stack's directory", () => {
  const stack = join(directory, "stacks", "image");
  mkdirSync(stack, { recursive: true });
  mkdirSync(join(directory, "context"));
  const build = { context: "../../context", dockerfile: "Dockerfile", target: "web", build_args: { A: "1" } };
  expect(buildArguments("web:1", build, ["/nowhere", stack])).toEqual([
    ...["--tag", "web:1", "--force-rm", "--file", join(directory, "context/Dockerfile")],
    ...["--target", "web", "--build-arg", "A=1", join(directory, "context")],
  ]);
  expect(() => buildArguments("web:1", { context: "../missing" }, [stack])).toThrow(
    "build context ../missing is not there",
  );
});

test("a secret is named by its variable, and needs BuildKit and the variable", async () => {
  const build = { context: directory, secrets: [{ id: "composer_auth", env: "NO_SUCH_TOKEN" }] };
  const args = buildArguments("web:1", build, []);
  expect(args).toEqual(["--tag", "web:1", "--force-rm", "--secret", "id=composer_auth,env=NO_SUCH_TOKEN", directory]);
  const runner = (code: number) => ({ run: async () => ({ code, output: "" }) });
  await expect(dockerBuild(runner(1), args, () => undefined)).rejects.toThrow("needs docker-buildx");
  await expect(dockerBuild(runner(0), args, () => undefined)).rejects.toThrow("needs NO_SUCH_TOKEN, which is not set");
});

test("what was built from the same content is not built again", async () => {
  const runs: string[] = [];
  const processes = {
    run: async (_: string, args: readonly string[]) => ({ code: 0, output: `${runs.push(args[0] ?? "")}` }),
  };
  const image = { inspect: async () => ({ Id: "sha256:1", Config: { Labels: { "rehearsal.content": "abc" } } }) };
  const engine = { docker: { getImage: () => image } } as unknown as Engine;
  const notes = new LocalNotes();
  const effect = imageBuild({ engine, processes, notes, stackDirectories: () => [], onProgress: () => undefined });
  const change = (content: string) => {
    const config = { build: [{ context: directory }] };
    const state = { ...config, name: "web:1", triggers: { content } };
    return {
      type: "docker_image",
      provider: {},
      account: "1",
      region: "eu-west-1",
      config,
      state,
    } as unknown as Change;
  };
  await effect.create?.(change("abc"));
  expect(runs).toEqual(["run"]);
  await effect.create?.(change("def"));
  expect(runs).toEqual(["run", "build", "run"]);
});

test("a build for AWS that wants WordPress's release may fall back in a rehearsal", () => {
  const build = { context: directory, build_args: { WORDPRESS_SOURCE: "release", WORDPRESS_VERSION: "7.1.4" } };
  const expected = ["--build-arg", "WORDPRESS_SOURCE=auto", "--build-arg", "WORDPRESS_VERSION=7.1.4"];
  expect(buildArguments("web:1", build, [])).toEqual(["--tag", "web:1", "--force-rm", ...expected, directory]);
});

test("the login to ECR leads to the registry on loopback, without TLS", () => {
  const login = repositories("127.0.0.1:5000").find(({ type }) => type === "aws_ecr_authorization_token");
  expect(login?.open?.()).toEqual({ proxy_endpoint: "http://127.0.0.1:5000" });
});
