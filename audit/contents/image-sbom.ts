import { spawnSync } from "node:child_process";
import { Failure } from "../../cli/outcome";
import { objectOf, textsWithin } from "../../terraform/json";

/** Where the image keeps it. */
export const SBOM_FILE = "/usr/share/wp-image/sbom.cdx.json";
const MOST_BYTES = 64 * 1024 * 1024;

/** Tag of the WordPress image that stacks build: a hash of what it is made from. @throws {Failure} when they build none */
export function imageTag(stacks: Iterable<unknown>): string {
  for (const stack of stacks) {
    const { terraform_data } = objectOf(objectOf(stack).resource);
    for (const text of textsWithin(terraform_data)) {
      const [, tag] = /:([0-9a-f]{16})$/.exec(text) ?? [];
      if (tag !== undefined) return tag;
    }
  }
  throw new Failure("no stack builds an image");
}

function docker(...words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("docker", words, { encoding: "utf8", maxBuffer: MOST_BYTES });
  if (error !== undefined) throw new Failure(`docker did not start: ${error.message}`);
  if (status !== 0) throw new Failure(`docker ${words[0]}: ${stderr.trim()}`);
  return stdout;
}

/** An image with the tag that Docker has on this machine. @throws {Failure} when there is none */
export function imageWithTag(tag: string): string {
  const images = docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split("\n");
  const image = images.find((one) => one.endsWith(`:${tag}`));
  if (image !== undefined) return image;
  throw new Failure(`Docker has no image with the tag ${tag}: npm start builds it, docker pull brings it from ECR`);
}

/** The CycloneDX document of an image. Nothing of the image runs but cat. @throws {Failure} when it has none, or Docker does not answer */
export function sbomOf(image: string): string {
  return docker("run", "--rm", "--network", "none", "--entrypoint", "cat", image, SBOM_FILE);
}
