import type { Effect } from "../../provider-double/effect";

/** `aws_ecr_repository`: has its address at the loopback registry, so that everything that pushes or pulls by it gets there. */
export function repositories(registry: string): Effect {
  return {
    type: "aws_ecr_repository",
    create: async ({ state }) => ({ repository_url: `${registry}/${state.name}` }),
  };
}
