import { isTrue, textOf, textsOf } from "../../terraform/json";
import type { Resource } from "./resource";
import type { System } from "./system";

export interface PublicEndpoint {
  readonly resource: Resource;
  readonly name: string;
  readonly kind: string;
}

type Reader = (resource: Resource, system: System) => readonly Omit<PublicEndpoint, "resource">[];

const READERS: Readonly<Record<string, Reader>> = {
  aws_cloudfront_distribution: ({ body }) =>
    [...textsOf(body.aliases), "a name under cloudfront.net"].map((name) => ({ name, kind: "site, by CloudFront" })),
  aws_eip: () => [{ name: "an Elastic IP", kind: "address that calls go out from" }],
  aws_lb: ({ body }) =>
    isTrue(body.internal) ? [] : [{ name: "a name under elb.amazonaws.com", kind: "load balancer" }],
  aws_lambda_function_url: () => [{ name: "a name under lambda-url", kind: "function" }],
  aws_route53_record: ({ stack, body }, system) => {
    const name = system.readable(stack, textOf(body.name) ?? "");
    const type = system.readable(stack, textOf(body.type) ?? "");
    return /[‹$]/.test(name) ? [] : [{ name, kind: /[‹$]/.test(type) ? "DNS record" : `DNS record ${type}` }];
  },
};

/** Every name and address that the outside can learn. */
export function readPublicEndpoints(system: System): PublicEndpoint[] {
  return system.resources.flatMap((resource) =>
    (READERS[resource.type]?.(resource, system) ?? []).map((endpoint) => ({ resource, ...endpoint })),
  );
}
