import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CLOUDFRONT_REGION } from "../aws/partitions";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";

/**
 * The edge of a site without a CDN: no resource. Deployed after one with a CDN, it ends the distribution, its way into the VPC
 * and its DNS records, before the service replaces the load balancer that they hold and makes the same records again.
 */
export class EmptyEdgeStack extends EnvironmentStack {
  /** @param after stacks whose trouble should come first, while the site is still served */
  constructor(scope: Construct, environment: Environment, after: readonly TerraformStack[]) {
    super(scope, { environment, name: "edge" });
    // Terraform ends a resource with the provider that has made it.
    this.awsIn({ region: CLOUDFRONT_REGION, alias: CLOUDFRONT_REGION });
    this.createZone();
    for (const stack of after) this.addDependency(stack);
  }
}
