import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Effect } from "../../provider-double/effect";
import { isObject, type ObjectValue } from "../../provider-double/value";
import type { Runner } from "../../run/processes";
import type { Engine } from "../engine";
import { dockerBuild } from "./docker-build";

export interface ImageBuildOptions {
  readonly engine: Engine;
  readonly processes: Runner;
  /** Where Terraform runs: a relative build context starts from one of these. */
  readonly stackDirectories: () => readonly string[];
  readonly onProgress: (text: string) => void;
}

/** `docker_image`: builds the image, as the provider would, with the Docker client's own cache. */
export function imageBuild({ engine, processes, stackDirectories, onProgress }: ImageBuildOptions): Effect {
  return {
    type: "docker_image",
    async create({ config, state }) {
      const [build] = Array.isArray(config.build) ? config.build : [];
      const name = String(state.name);
      if (isObject(build)) {
        const args = buildArguments(name, build, stackDirectories());
        await dockerBuild(processes, args, (line) => onProgress(`building ${name.split("/").pop()}: ${line}`));
      }
      const { Id: id } = await engine.docker.getImage(name).inspect();
      return { id: `${id}${name}`, image_id: id };
    },
  };
}

/** What comes behind `docker build`. */
export function buildArguments(name: string, build: ObjectValue, directories: readonly string[]): string[] {
  const context = contextDirectory(String(build.context), directories);
  const args = ["--tag", name, "--force-rm"];
  if (typeof build.dockerfile === "string") args.push("--file", join(context, build.dockerfile));
  if (typeof build.target === "string") args.push("--target", build.target);
  if (isObject(build.build_args)) {
    for (const [key, value] of Object.entries(build.build_args)) args.push("--build-arg", `${key}=${value}`);
  }
  return [...args, context];
}

function contextDirectory(context: string, directories: readonly string[]): string {
  if (isAbsolute(context)) return context;
  const found = directories.map((directory) => join(directory, context)).find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`build context ${context} is not there, seen from ${directories.join(", ")}`);
  return found;
}
