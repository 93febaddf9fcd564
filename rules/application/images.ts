import { mentions } from "../../terraform/reference";
import type { Tree } from "../../terraform/tree";

const ARCHITECTURES: Readonly<Record<string, string>> = {
  "linux/arm64": "ARM64",
  "linux/arm64/v8": "ARM64",
  "linux/amd64": "X86_64",
};

/**
 * Architectures that the image behind a reference is built for: by a docker_image, or by a terraform_data that says its platform.
 * Empty when this app does not build it.
 */
export function builtPlatforms(image: unknown, stack: string, tree: Tree, depth = 0): string[] {
  if (depth > 6) return [];
  return mentions(image).flatMap((reference) => {
    const text = `\${${reference.mode === "resource" ? "" : `${reference.mode}.`}${[reference.type, reference.name, ...reference.path].join(".")}}`;
    const remote = reference.type === "terraform_remote_state" ? tree.origin(text, stack) : undefined;
    if (remote) return builtPlatforms(remote.value, remote.stack, tree, depth + 1);
    const resource = tree.find(reference, stack);
    if (resource?.type === "docker_image") {
      const platforms = resource.blocks("build").flatMap((build) => build.text("platform") ?? []);
      return platforms.flatMap((platform) => ARCHITECTURES[platform] ?? []);
    }
    if (resource?.type === "terraform_data") {
      return resource.blocks("triggers_replace").flatMap((one) => ARCHITECTURES[one.text("platform") ?? ""] ?? []);
    }
    if (reference.mode === "data" && reference.type === "docker_registry_image") {
      const waits = resource?.texts("depends_on") ?? [];
      return waits.flatMap((address) => builtPlatforms(`\${${address}}`, stack, tree, depth + 1));
    }
    return resource?.type.startsWith("docker_") ? builtPlatforms(resource.json.name, stack, tree, depth + 1) : [];
  });
}
