import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contentsOfImage } from "../../audit/contents/contents";
import { imageTag } from "../../audit/contents/image-sbom";
import { main } from "../../audit/sbom-cli";
import { loadEnvironment } from "../../environments";
import { synthApp } from "../support/synth-app";

let directory: string;
let said: string[];
const path = process.env.PATH;

/** A Docker that has one image, whose document is short. */
const DOCKER = `#!/bin/sh
echo "$@" >>"$(dirname "$0")/calls"
case $1 in image) echo "example/wordpress:0123456789abcdef" ;; run) echo '{"bomFormat":"CycloneDX"}' ;; esac
`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sbom-test-"));
  writeFileSync(join(directory, "docker"), DOCKER);
  chmodSync(join(directory, "docker"), 0o755);
  process.env.PATH = `${directory}:${path}`;
  said = [];
  vi.spyOn(console, "error").mockImplementation((line) => void said.push(line));
});
afterEach(() => {
  process.env.PATH = path;
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const sbom = (...args: string[]) => main(args, new AbortController().signal);

test("the tag of an environment's image is in its stacks", async () => {
  const stacks = await synthApp(await loadEnvironment("dev"));
  const jsons = Object.values(stacks).map(({ json }) => JSON.parse(json));
  expect(imageTag(jsons)).toMatch(/^[0-9a-f]{16}$/);
  expect(() => imageTag([{}])).toThrow("no stack builds an image");
});

test("an image's document is written, and nothing of the image runs but cat", async () => {
  const out = join(directory, "sbom.json");
  expect(await sbom("--image", "example/wordpress:1", "--out", out)).toBe(0);
  expect(readFileSync(out, "utf8")).toBe('{"bomFormat":"CycloneDX"}\n');
  expect(readFileSync(join(directory, "calls"), "utf8")).toBe(
    "run --rm --network none --entrypoint cat example/wordpress:1 /usr/share/wp-image/sbom.cdx.json\n",
  );
});

test("an audit reads the document of the image that its stacks build", () => {
  const building = (tag: string) => [
    { resource: { terraform_data: { Push: { triggers_replace: { image: `site:${tag}` } } } } },
  ];
  expect(contentsOfImage(building("0123456789abcdef"))).toEqual({
    tag: "0123456789abcdef",
    text: '{"bomFormat":"CycloneDX"}\n',
    components: [],
  });
  expect(() => contentsOfImage(building("fedcba9876543210"))).toThrow("no image with the tag fedcba9876543210");
});

test("an image that Docker does not have is named, with what brings it", async () => {
  expect(await sbom("--environment", "dev")).toBe(1);
  expect(said.join()).toMatch(/Docker has no image with the tag [0-9a-f]{16}: npm start builds it/);
});
