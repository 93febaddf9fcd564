import { createHash } from "node:crypto";
import { join } from "node:path";
import type Docker from "dockerode";
import type { Runner } from "../../run/processes";
import { dockerBuild } from "../images/docker-build";
import type { LocalNotes } from "../local-notes";

export const XDEBUG_MODES = ["debug", "profile", "trace"] as const;
export type XdebugMode = (typeof XDEBUG_MODES)[number];

const DIRECTORY = join(__dirname, "..", "xdebug");

export interface XdebugOptions {
  readonly mode: XdebugMode;
  readonly processes: Runner;
  readonly notes: LocalNotes;
  readonly onProgress: (text: string) => void;
}

/** Runs WordPress's containers with Xdebug: in a layer on top of their image, which nothing pushes. */
export class Xdebug {
  private readonly layers = new Map<string, Promise<string>>();

  constructor(private readonly options: XdebugOptions) {}

  async extend(options: Docker.ContainerCreateOptions): Promise<Docker.ContainerCreateOptions> {
    if (!(options.Env ?? []).some((variable) => variable.startsWith("WP_CONTENT_MODE="))) return options;
    const { mode, notes } = this.options;
    const base = String(options.Image);
    const layer = this.layers.get(base) ?? this.build(base);
    this.layers.set(base, layer);
    notes.add(`xdebug: mode ${mode}, in a layer that is not pushed; pages are several times slower`);
    const host = options.HostConfig ?? {};
    // A container that shares another's network has its list of hosts as well.
    const shares = host.NetworkMode?.startsWith("container:") ?? false;
    const hosts = shares ? {} : { ExtraHosts: [...(host.ExtraHosts ?? []), "host.docker.internal:host-gateway"] };
    return { ...options, Image: await layer, HostConfig: { ...host, ...hosts } };
  }

  private async build(base: string): Promise<string> {
    const { mode, processes, onProgress } = this.options;
    const tag = `rehearsal-xdebug:${createHash("sha256").update(`${base} ${mode}`).digest("hex").slice(0, 12)}`;
    const args = ["--tag", tag, "--build-arg", `BASE=${base}`, "--build-arg", `MODE=${mode}`, DIRECTORY];
    await dockerBuild(processes, args, (line) => onProgress(`building the layer with Xdebug: ${line}`));
    return tag;
  }
}
