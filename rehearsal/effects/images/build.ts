import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Effect } from "../../provider-double/effect";
import { blocksOf, isObject, type ObjectValue } from "../../provider-double/value";
import type { Runner } from "../../run/processes";
import type { Engine } from "../engine";
import type { LocalNotes } from "../local-notes";
import { dockerBuild } from "./docker-build";

export interface ImageBuildOptions {
  readonly engine: Engine;
  readonly processes: Runner;
  /** Where Terraform runs: a relative build context starts from one of these. */
  readonly stackDirectories: () => readonly string[];
  readonly onProgress: (text: string) => void;
  readonly notes: LocalNotes;
}

/**
 * `docker_image`: builds the image, as the provider would, with the Docker client's own cache. A build that must have
 * WordPress's release on AWS may fall back here, and a note says so.
 */
export function imageBuild({ engine, processes, stackDirectories, onProgress, notes }: ImageBuildOptions): Effect {
  return {
    type: "docker_image",
    async create({ config, state }) {
      const [build] = Array.isArray(config.build) ? config.build : [];
      const name = String(state.name);
      if (isObject(build)) {
        const content = isObject(state.triggers) ? state.triggers.content : undefined;
        const args = buildArguments(name, build, stackDirectories());
        const labelled = typeof content === "string" ? ["--label", `${CONTENT_LABEL}=${content}`, ...args] : args;
        const isThere = typeof content === "string" && (await contentOf(engine, name)) === content;
        if (!isThere)
          await dockerBuild(processes, labelled, (line) => onProgress(`building ${name.split("/").pop()}: ${line}`));
        const [source, version] = (await wordpressSource(processes, name)).split(" ");
        if (source === "debian") {
          notes.add(
            `WordPress ${version} is Debian's package: wordpress.org is out of reach, and a build for AWS fails then`,
          );
        }
      }
      const { Id: id } = await engine.docker.getImage(name).inspect();
      return { id: `${id}${name}`, image_id: id };
    },
  };
}

/** Label with the hash of what an image is made from, so that 20,000 files need not be sent to find that nothing changed. */
const CONTENT_LABEL = "rehearsal.content";

async function contentOf({ docker }: Engine, image: string): Promise<string | undefined> {
  const found = await docker
    .getImage(image)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404) throw error;
    });
  return found?.Config.Labels?.[CONTENT_LABEL];
}

/** What comes behind `docker build`. */
export function buildArguments(name: string, build: ObjectValue, directories: readonly string[]): string[] {
  const context = contextDirectory(String(build.context), directories);
  const args = ["--tag", name, "--force-rm"];
  if (typeof build.dockerfile === "string") args.push("--file", join(context, build.dockerfile));
  if (typeof build.target === "string") args.push("--target", build.target);
  if (isObject(build.build_args)) {
    for (const [key, value] of Object.entries(build.build_args)) {
      const mayFallBack = key === "WORDPRESS_SOURCE" && value === "release";
      args.push("--build-arg", `${key}=${mayFallBack ? "auto" : value}`);
    }
  }
  for (const secret of blocksOf(build.secrets)) args.push("--secret", `id=${secret.id},env=${secret.env}`);
  return [...args, context];
}

/** Where the image's WordPress came from and its version, as the build wrote it down; empty in another image. */
async function wordpressSource(processes: Runner, image: string): Promise<string> {
  const command = [
    "run",
    "--rm",
    "--network",
    "none",
    "--entrypoint",
    "cat",
    image,
    "/usr/share/wp-image/wordpress-source",
  ];
  const { code, output } = await processes.run("docker", command, { cwd: process.cwd(), env: process.env });
  return code === 0 ? output.trim() : "";
}

function contextDirectory(context: string, directories: readonly string[]): string {
  if (isAbsolute(context)) return context;
  const found = directories.map((directory) => join(directory, context)).find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`build context ${context} is not there, seen from ${directories.join(", ")}`);
  return found;
}
