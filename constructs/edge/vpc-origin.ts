import { CloudfrontVpcOrigin } from "@cdktf/provider-aws/lib/cloudfront-vpc-origin";
import type { Construct } from "constructs";

const SLOW_EDGE = "30m";

/** CloudFront's way into the VPC: interfaces of its own in the subnets of an internal load balancer, spoken to over TLS. */
export function vpcOrigin(scope: Construct, name: string, loadBalancerArn: string): CloudfrontVpcOrigin {
  return new CloudfrontVpcOrigin(scope, "VpcOrigin", {
    vpcOriginEndpointConfig: [
      {
        name,
        arn: loadBalancerArn,
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: [{ items: ["TLSv1.2"], quantity: 1 }],
      },
    ],
    // Its interfaces take up to 15 minutes and longer; the provider's default is 15, and a create that it gives up is tainted.
    timeouts: { create: SLOW_EDGE, update: SLOW_EDGE, delete: SLOW_EDGE },
  });
}
