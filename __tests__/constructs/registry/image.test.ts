import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Image as DockerImage } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Image } from "../../../constructs/registry/image";
import { synth } from "../../support/synth";

const directory = mkdtempSync(join(tmpdir(), "image-"));
beforeAll(() => writeFileSync(join(directory, "Dockerfile"), "FROM scratch\n"));
afterAll(() => rmSync(directory, { recursive: true }));

function imageOf(architecture: "ARM64" | "X86_64" = "ARM64", buildArguments = {}) {
  let image: Image | undefined;
  const result = synth((stack) => {
    new DockerProvider(stack, "docker", {});
    const repository = { url: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/site" };
    const build = { dockerfile: "Dockerfile", secrets: {}, buildArguments };
    image = new Image(stack, "Image", { repository, directory, architecture, ...build });
  });
  return { ...result, tag: (image as Image).tag };
}

test("is tagged with the hash of what it is made from", () => {
  const { all, tag } = imageOf();
  expect(tag).toMatch(/^[0-9a-f]{16}$/);
  expect(all(DockerImage)).toMatchObject([
    {
      name: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/site:${tag}`,
      triggers: { content: expect.stringMatching(new RegExp(`^${tag}`)) },
    },
  ]);
  expect(imageOf().tag).toBe(tag);
});

test("another platform or another build argument is another image", () => {
  const tags = [imageOf(), imageOf("X86_64"), imageOf("ARM64", { WORDPRESS_SOURCE: "debian" })].map(({ tag }) => tag);
  expect(new Set(tags).size).toBe(3);
});

test.each([
  ["ARM64", "linux/arm64"],
  ["X86_64", "linux/amd64"],
] as const)("%s is built for %s", (architecture, platform) => {
  expect(imageOf(architecture).all(DockerImage)).toMatchObject([{ platform, build: { platform } }]);
});

test("an image that is replaced stays in the registry, where running tasks and a rollback find it", () => {
  expect(imageOf().all(RegistryImage)).toMatchObject([{ keep_remotely: true }]);
});

test("the build context is found from the stack's directory, without a machine's path", () => {
  const [image] = imageOf().all(DockerImage);
  const { context } = (image?.build ?? {}) as { context?: string };
  expect(context).toMatch(/^\.\.\//);
});

test("a secret of the build is named, and its value stands nowhere", () => {
  process.env.PACKAGES_TOKEN = "hush-hush";
  const { all } = synth((stack) => {
    new DockerProvider(stack, "docker", {});
    const repository = { url: "registry/site" };
    const secrets = { composer_auth: "PACKAGES_TOKEN" };
    const build = { dockerfile: "Dockerfile", secrets, buildArguments: {} };
    new Image(stack, "Image", { repository, directory, architecture: "ARM64", ...build });
  });
  const [image] = all(DockerImage);
  expect(image?.build).toMatchObject({ secrets: [{ id: "composer_auth", env: "PACKAGES_TOKEN" }] });
  expect(JSON.stringify(image)).not.toContain("hush-hush");
});
