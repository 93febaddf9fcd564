import { type KnownTypes, text } from "./knowledge";

export const docker: KnownTypes = {
  docker_image: {
    id: "sha256:{hash64}{name}",
    computed: {
      image_id: ({ known }) => `sha256:${text(known.id).replace("sha256:", "").slice(0, 64)}`,
      repo_digest: ({ known, hex }) => `${text(known.name).replace(/:[^:/]*$/, "")}@sha256:${hex(64, "digest")}`,
    },
    replacedBy: ["name", "build", "triggers"],
  },
  docker_registry_image: {
    id: "sha256:{hash64}",
    computed: { sha256_digest: ({ known }) => known.id },
    replacedBy: ["name", "triggers"],
    renewed: ["sha256_digest"],
  },
};
