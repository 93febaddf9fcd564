import type { Effect } from "../../provider-double/effect";

/** `aws_ecr_repository` and the login to it: at the loopback registry, so that everything that pushes or pulls gets there. */
export function repositories(registry: string): Effect[] {
  return [
    { type: "aws_ecr_repository", create: async ({ state }) => ({ repository_url: `${registry}/${state.name}` }) },
    { type: "aws_ecr_authorization_token", open: () => ({ proxy_endpoint: `http://${registry}` }) },
  ];
}
