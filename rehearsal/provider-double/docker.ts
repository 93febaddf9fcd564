import { type Answer, type KnownTypes, text } from "./knowledge";
import type { Refusal } from "./refusal";

const immutableTag: Refusal = {
  on: "create",
  operation: "ECR: PutImage",
  code: "ImageTagAlreadyExistsException",
  when: "the repository is immutable and has the tag",
  source: "moby/buildkit#3776",
  text: ({ type, state, inventory }) => {
    const [, url, tag] = /^(.*):([^/:]+)$/.exec(text(state.name)) ?? [];
    const repository = inventory.find("aws_ecr_repository", "repository_url", url);
    const pushed = [...inventory.all(type), ...inventory.allHeld(type)].some(({ name }) => name === state.name);
    return pushed && text(repository?.image_tag_mutability).startsWith("IMMUTABLE")
      ? `tag invalid: The image tag '${tag}' already exists in the '${repository?.name}' repository and cannot be overwritten because the tag is immutable.`
      : undefined;
  },
};

export const docker: KnownTypes = {
  docker_image: {
    id: "sha256:{hash64}{name}",
    computed: {
      image_id: ({ known }) => `sha256:${text(known.id).replace("sha256:", "").slice(0, 64)}`,
      repo_digest: ({ known, hex }) => `${text(known.name).replace(/:[^:/]*$/, "")}@sha256:${hex(64, "digest")}`,
    },
    replacedBy: ["name", "build", "triggers"],
    refuses: "It builds, or pulls, on the machine that deploys.",
  },
  docker_registry_image: {
    id: "sha256:{hash64}",
    computed: { sha256_digest: ({ known }) => known.id },
    replacedBy: ["name", "triggers"],
    renewed: ["sha256_digest"],
    heldWhenDeleted: ({ keep_remotely: kept }) => kept === true,
    refuses: [immutableTag],
  },
};

export const dockerData: Readonly<Record<string, Answer>> = {
  docker_registry_image: (config, _, images) => {
    const name = text(config.name);
    const digest = images.digestOf(name);
    if (digest !== undefined) return { id: digest, sha256_digest: digest };
    throw new Error(
      `Got error when attempting to fetch image version ${name} from registry: got bad response from registry: 404 Not Found`,
    );
  },
};
