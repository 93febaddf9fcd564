import { join, relative } from "node:path";
import { Image as DockerImage } from "@cdktf/provider-docker/lib/image";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { contentHash } from "./content-hash";
import type { Repository } from "./repository";

export interface ImageProps {
  /** Where the image is pushed to. */
  readonly repository: Pick<Repository, "url">;
  /** Build context. */
  readonly directory: string;
  /** Below the directory. */
  readonly dockerfile: string;
  /** Environment variables of the machine that builds, which the build mounts as secrets, by the secret's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Processor that the image is built for. */
  readonly architecture: "ARM64" | "X86_64";
  readonly buildArguments: Readonly<Record<string, string>>;
}

const PLATFORMS = { ARM64: "linux/arm64", X86_64: "linux/amd64" } as const;
const TAG_LENGTH = 16;

/**
 * Builds an image and pushes it when what it is made from has changed. The tag is a hash of that, so an unchanged tree
 * plans no change, and a revert finds its image in the registry again.
 */
export class Image extends Construct {
  /** `repository@sha256:…`: names one image for ever, whatever happens to tags. */
  readonly reference: string;
  readonly digest: string;
  readonly tag: string;

  constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);
    const { repository, directory, dockerfile, secrets, architecture, buildArguments } = props;
    const platform = PLATFORMS[architecture];
    const hash = contentHash(directory, { ...buildArguments, platform, dockerfile });
    this.tag = hash.slice(0, TAG_LENGTH);
    const secretBlocks = Object.entries(secrets).map(([id, env]) => ({ id, env }));
    const image = new DockerImage(this, "Build", {
      name: `${repository.url}:${this.tag}`,
      buildAttribute: {
        context: this.fromStackDirectory(directory),
        dockerfile,
        platform,
        buildArgs: { ...buildArguments },
        secrets: secretBlocks.length > 0 ? secretBlocks : undefined,
      },
      platform,
      triggers: { content: hash },
      keepLocally: true,
    });
    const pushed = new RegistryImage(this, "Push", {
      name: image.name,
      keepRemotely: true,
      triggers: { content: hash },
    });
    this.digest = pushed.sha256Digest;
    this.reference = `${repository.url}@${this.digest}`;
  }

  /** Terraform runs in the stack's own output directory; a relative path keeps machine paths out of the JSON. */
  private fromStackDirectory(directory: string): string {
    const stackDirectory = join(App.of(this).outdir, "stacks", TerraformStack.of(this).node.id);
    return relative(stackDirectory, directory);
  }
}
