import type Docker from "dockerode";
import type { LocalNotes } from "../local-notes";

/** Lets WordPress's containers send browsers to another site for uploads that are missing here. */
export class UploadsFrom {
  /** @param address of the site, by https and without a path */
  constructor(
    private readonly address: string,
    private readonly notes: LocalNotes,
  ) {}

  /** A container that serves no WordPress is unchanged. */
  extend(options: Docker.ContainerCreateOptions): Docker.ContainerCreateOptions {
    const env = options.Env ?? [];
    if (!env.some((variable) => variable.startsWith("WP_CONTENT_MODE="))) return options;
    this.notes.add(
      `uploads: browsers are sent to ${this.address} for pictures, video and audio that are missing here; on AWS they get 404`,
    );
    return { ...options, Env: [...env, `WP_UPLOADS_FROM=${this.address}`] };
  }
}
