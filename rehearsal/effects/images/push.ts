import type { Effect } from "../../provider-double/effect";
import type { Engine } from "../engine";

/** Where an image of ECR is to be found on this machine. */
export class LocalImages {
  private readonly pushed = new Map<string, string>();

  /** `account.dkr.ecr….amazonaws.com/name@sha256:…` to the same digest in the loopback registry. */
  resolve(image: string): string {
    return this.pushed.get(image) ?? image;
  }

  add(image: string, local: string): void {
    this.pushed.set(image, local);
  }
}

export interface ImagePushOptions {
  readonly engine: Engine;
  /** `host:port` of the registry. */
  readonly registry: string;
  readonly images: LocalImages;
  readonly onProgress: (text: string) => void;
}

/** `docker_registry_image`: pushes to the loopback registry and returns the digest that it got there. */
export function imagePush({ engine, registry, images, onProgress }: ImagePushOptions): Effect {
  const push: Effect["create"] = async ({ state }) => {
    const name = String(state.name);
    const { repository, tag } = splitName(name);
    const local = `${registry}/${repository.split("/").slice(1).join("/")}`;
    await engine.docker.getImage(name).tag({ repo: local, tag });
    const stream = await engine.docker.getImage(`${local}:${tag}`).push({ authconfig: { username: "", password: "" } });
    const digest = await pushedDigest(engine, stream, (text) =>
      onProgress(`pushing ${name.split("/").pop()}: ${text}`),
    );
    images.add(`${repository}@${digest}`, `${local}@${digest}`);
    return { id: digest, sha256_digest: digest };
  };
  return { type: "docker_registry_image", create: push, update: push };
}

/** `host:5000/name:tag` has two colons, of which the last one begins the tag. */
export function splitName(name: string): { repository: string; tag: string } {
  const [, repository = name, tag = "latest"] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  return { repository, tag };
}

interface PushEvent {
  readonly status?: string;
  readonly error?: string;
  readonly aux?: { readonly Digest?: string };
}

function pushedDigest(
  engine: Engine,
  stream: NodeJS.ReadableStream,
  onProgress: (text: string) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let digest: string | undefined;
    const onEvent = ({ status, error, aux }: PushEvent) => {
      if (error) reject(new Error(error));
      if (status) onProgress(status);
      digest = aux?.Digest ?? digest;
    };
    engine.docker.modem.followProgress(
      stream,
      (error) =>
        error ? reject(error) : digest ? resolve(digest) : reject(new Error("the registry returned no digest")),
      onEvent,
    );
  });
}
