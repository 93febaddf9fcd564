import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataDockerRegistryImage } from "@cdktf/provider-docker/lib/data-docker-registry-image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { DataResource } from "cdktf";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Image } from "../../../constructs/registry/image";
import { synth } from "../../support/synth";

const directory = mkdtempSync(join(tmpdir(), "image-"));
beforeAll(() => writeFileSync(join(directory, "Dockerfile"), "FROM scratch\n"));
afterAll(() => rmSync(directory, { recursive: true }));

const login = { address: "https://registry", user: "AWS", password: "secret" };

function imageOf(architecture: "ARM64" | "X86_64" = "ARM64", buildArguments = {}) {
  let image: Image | undefined;
  const result = synth((stack) => {
    new DockerProvider(stack, "docker", {});
    const repository = { url: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/site" };
    const build = { dockerfile: "Dockerfile", secrets: { composer_auth: "PACKAGES_TOKEN" }, buildArguments };
    image = new Image(stack, "Image", { repository, login, directory, architecture, ...build });
  });
  return { ...result, tag: (image as Image).tag };
}

/** The environment of one step of the push. */
function step(name: "login" | "push", image = imageOf()): Record<string, string> {
  const [push] = image.all(DataResource);
  const steps = push?.provisioner as { "local-exec": { command: string; environment: Record<string, string> } }[];
  return steps.find((one) => one["local-exec"].command.endsWith(` ${name}`))?.["local-exec"].environment ?? {};
}

test("is tagged with the hash of what it is made from, and pushed again only when that changes", () => {
  const { all, tag } = imageOf();
  const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/site:${tag}`;
  expect(tag).toMatch(/^[0-9a-f]{16}$/);
  expect(all(DataResource)).toMatchObject([{ triggers_replace: { image, platform: "linux/arm64" } }]);
  expect(step("push")).toMatchObject({ IMAGE: image });
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
  expect(step("push", imageOf(architecture))).toMatchObject({ PLATFORM: platform });
});

test("build arguments are in the environment, with their names beside them", () => {
  const environment = step("push", imageOf("ARM64", { WORDPRESS_SOURCE: "debian", BASE_IMAGE: "debian" }));
  expect(environment).toMatchObject({ BUILD_ARGUMENTS: "WORDPRESS_SOURCE BASE_IMAGE", WORDPRESS_SOURCE: "debian" });
});

test("the digest is what the registry has, read after the push", () => {
  const { data, byId } = imageOf();
  const [push = ""] = Object.keys(byId(DataResource));
  expect(data(DataDockerRegistryImage)).toMatchObject([{ depends_on: [`terraform_data.${push}`] }]);
});

test("the password stands in the step of the login alone, whose output Terraform hides", () => {
  expect(step("login")).toMatchObject({ LOGIN_USER: "AWS", LOGIN_PASSWORD: "secret" });
  expect(JSON.stringify(step("push"))).not.toContain("secret");
});

test("context and script are found from the stack's directory, without a machine's path", () => {
  expect(step("push")).toMatchObject({
    CONTEXT: expect.stringMatching(/^\.\.\//),
    SCRIPT: expect.stringMatching(/^\.\.\/.*push-image\.sh$/),
  });
});

test("a secret of the build is named, and its value stands nowhere", () => {
  process.env.PACKAGES_TOKEN = "hush-hush";
  expect(step("push")).toMatchObject({ SECRETS: "composer_auth=PACKAGES_TOKEN", DOCKERFILE: "Dockerfile" });
  expect(imageOf().json).not.toContain("hush-hush");
});
