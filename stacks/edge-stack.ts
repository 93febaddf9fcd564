import type { Construct } from "constructs";
import { Distribution } from "../constructs/edge/distribution";
import { Alias } from "../constructs/load-balancer/alias";
import { Certificate } from "../constructs/load-balancer/certificate";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";
import type { ServiceStack } from "./service-stack";

/** Where CloudFront keeps its certificates, its web ACLs and its logs. */
const CLOUDFRONT_REGION = "us-east-1";

const LONGEST_NAME = 54;
const LONGEST_BUCKET_NAME = 63;

export interface EdgeStackProps {
  readonly cdn: NonNullable<Environment["cdn"]>;
  readonly domain: NonNullable<Environment["site"]["domain"]>;
  readonly service: ServiceStack;
}

/** What stands between the internet and the load balancer: CloudFront and the site's DNS records. */
export class EdgeStack extends EnvironmentStack {
  readonly distribution: Distribution;

  constructor(scope: Construct, environment: Environment, { cdn, domain, service }: EdgeStackProps) {
    super(scope, { environment, name: "edge" });
    const name = this.physicalName(LONGEST_NAME);
    const names = [domain.name, ...domain.aliases];
    const certificate = new Certificate(this, "Certificate", {
      domainName: domain.name,
      alternativeNames: domain.aliases,
      zoneId: domain.hostedZoneId,
      provider: this.awsIn(CLOUDFRONT_REGION, CLOUDFRONT_REGION),
      provedBy: service.certificate,
    });
    this.distribution = new Distribution(this, "Distribution", {
      ...cdn,
      name,
      errorPageBucketName: this.physicalName(LONGEST_BUCKET_NAME, "errors", environment.account),
      siteTitle: environment.site.title,
      domainNames: names,
      certificateArn: certificate.arn,
      loadBalancer: service.loadBalancer,
    });
    new Alias(this, "Alias", {
      zoneId: domain.hostedZoneId,
      names,
      target: this.distribution,
      evaluateTargetHealth: false,
    });
    this.output("DistributionId", this.distribution.id, "CloudFront distribution");
    this.output("DistributionDomainName", this.distribution.dnsName, "CloudFront's own name for the distribution");
  }
}
