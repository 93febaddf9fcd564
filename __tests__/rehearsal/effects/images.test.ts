import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LoopbackRegistry } from "../../../rehearsal/effects/images/loopback-registry";
import { repositories } from "../../../rehearsal/effects/images/repository";

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

test("knows the digest of an image by its name, and lets no tag move, as ECR with immutable tags", async () => {
  const put = (body: string) => fetch(at("web/manifests/1.0"), { method: "PUT", body });
  expect(registry.digestOf(`${registry.address}/web:1.0`)).toBeUndefined();
  await put('{"schemaVersion":2}');
  expect(registry.digestOf(`${registry.address}/web:1.0`)).toBe(digestOf('{"schemaVersion":2}'));
  expect((await put('{"schemaVersion":2}')).status).toBe(201);
  const other = await put('{"schemaVersion":2,"layers":[]}');
  expect(other.status).toBe(400);
  expect(await other.text()).toContain(
    "The image tag '1.0' already exists in the 'web' repository and cannot be overwritten because the tag is immutable.",
  );
});

test("the login to ECR leads to the registry on loopback, without TLS", () => {
  const login = repositories("127.0.0.1:5000").find(({ type }) => type === "aws_ecr_authorization_token");
  expect(login?.open?.()).toEqual({ proxy_endpoint: "http://127.0.0.1:5000" });
});

test("what the disk does not take is denied once all was sent, and Docker need not try again", async () => {
  const begun = await fetch(at("web/blobs/uploads/"), { method: "POST" });
  const location = begun.headers.get("location") ?? "";
  rmSync(directory, { recursive: true });
  const body = "x".repeat(5_000_000);
  const answer = await fetch(`http://${registry.address}${location}`, { method: "PATCH", body });
  mkdirSync(directory);
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({
    errors: [{ code: "DENIED", message: expect.stringMatching(/^ENOENT/) }],
  });
});
