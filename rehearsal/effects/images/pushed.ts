import type { Effect } from "../../provider-double/effect";
import type { Runner } from "../../run/processes";
import type { LocalNotes } from "../local-notes";
import type { LoopbackRegistry } from "./loopback-registry";

export interface PushedImagesOptions {
  readonly registry: Pick<LoopbackRegistry, "digestOf">;
  readonly processes: Runner;
  readonly notes: LocalNotes;
}

/**
 * The data source `docker_registry_image`: the digest of an image in the loopback registry. A build that must have WordPress's
 * release on AWS may fall back here, and a note says so.
 */
export function pushedImages({ registry, processes, notes }: PushedImagesOptions): Effect {
  const looked = new Set<string>();
  return {
    type: "docker_registry_image",
    read: async ({ name }) => {
      const image = String(name);
      const digest = registry.digestOf(image);
      if (digest === undefined) throw new Error(`${image} is not in the registry`);
      const [source, version] = looked.has(digest) ? [] : (await wordpressSource(processes, image)).split(" ");
      looked.add(digest);
      if (source === "debian") {
        notes.add(
          `WordPress ${version} is Debian's package: wordpress.org is out of reach, and a build for AWS fails then`,
        );
      }
      return { id: digest, sha256_digest: digest };
    },
  };
}

/** Where the image's WordPress came from and its version, as the build wrote it down; empty in another image. */
async function wordpressSource(processes: Runner, image: string): Promise<string> {
  const file = "/usr/share/wp-image/wordpress-source";
  const command = ["run", "--rm", "--network", "none", "--entrypoint", "cat", image, file];
  const { code, output } = await processes.run("docker", command, { cwd: process.cwd(), env: process.env });
  return code === 0 ? output.trim() : "";
}
