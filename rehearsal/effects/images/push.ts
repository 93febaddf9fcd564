import type { Effect } from "../../provider-double/effect";
import type { Engine } from "../engine";

export interface ImagePushOptions {
  readonly engine: Engine;
  readonly onProgress: (text: string) => void;
}

/** `docker_registry_image`: pushes the image and returns the digest that the registry gave it. */
export function imagePush({ engine, onProgress }: ImagePushOptions): Effect {
  const push: Effect["create"] = async ({ state }) => {
    const name = String(state.name);
    const stream = await engine.docker.getImage(name).push({ authconfig: { username: "", password: "" } });
    const digest = await pushedDigest(engine, stream, (text) =>
      onProgress(`pushing ${name.split("/").pop()}: ${text}`),
    );
    return { id: digest, sha256_digest: digest };
  };
  return { type: "docker_registry_image", create: push, update: push };
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
