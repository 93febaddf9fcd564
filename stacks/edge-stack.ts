import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { limits } from "../aws/limits";
import { AccessLog } from "../constructs/edge/access-log";
import { Distribution } from "../constructs/edge/distribution";
import { PurgeGrant } from "../constructs/edge/purge-grant";
import { WebAcl } from "../constructs/edge/web-acl";
import { DataKey } from "../constructs/encryption/data-key";
import { Alias } from "../constructs/load-balancer/alias";
import { Certificate } from "../constructs/load-balancer/certificate";
import { LONGEST_STEM } from "../constructs/names";
import type { Environment } from "../environments";
import { distributionParameter } from "./distribution-parameter";
import { EnvironmentStack } from "./environment-stack";
import type { ServiceStack } from "./service-stack";

/** Where CloudFront keeps its certificates, its web ACLs and its logs. */
const CLOUDFRONT_REGION = "us-east-1";

export interface EdgeStackProps {
  readonly cdn: NonNullable<Environment["cdn"]>;
  readonly domain: NonNullable<Environment["site"]["domain"]>;
  readonly service: ServiceStack;
}

/** What stands between the internet and the load balancer: CloudFront and the site's DNS records. */
export class EdgeStack extends EnvironmentStack {
  readonly distribution: Distribution;
  readonly webAcl: WebAcl | undefined;
  /** Certificate of the site's names in CloudFront's region. */
  readonly certificateArn: string;

  constructor(scope: Construct, environment: Environment, { cdn, domain, service }: EdgeStackProps) {
    super(scope, { environment, name: "edge" });
    const name = this.physicalName(LONGEST_STEM);
    const names = [domain.name, ...domain.aliases];
    const provider = this.awsIn(CLOUDFRONT_REGION, CLOUDFRONT_REGION);
    const certificate = new Certificate(this, "Certificate", {
      domainName: domain.name,
      alternativeNames: domain.aliases,
      zoneId: domain.hostedZoneId,
      provider,
      provedBy: service.certificate,
    });
    this.certificateArn = certificate.arn;
    const logsKmsKeyArn = environment.customerManagedKey ? this.createLogKey(provider) : undefined;
    const { waf, logRetentionDays, ...settings } = cdn;
    this.webAcl =
      waf === "off"
        ? undefined
        : new WebAcl(this, "WebAcl", {
            ...environment.waf,
            name: this.physicalName(LONGEST_STEM, "cdn"),
            scope: "CLOUDFRONT",
            mode: waf,
            logsKmsKeyArn,
            provider,
          });
    this.distribution = new Distribution(this, "Distribution", {
      ...settings,
      name,
      errorPageBucketName: this.physicalName(limits.bucket, "errors", environment.account),
      siteTitle: environment.site.title,
      domainNames: names,
      certificateArn: certificate.arn,
      loadBalancer: service.loadBalancer,
      webAclArn: this.webAcl?.arn,
    });
    new PurgeGrant(this, "Purge", {
      parameterName: distributionParameter(environment),
      distribution: this.distribution,
      taskRoleName: service.service.taskRoleName,
    });
    new AccessLog(this, "AccessLog", {
      name,
      distributionArn: this.distribution.arn,
      retentionDays: logRetentionDays,
      kmsKeyArn: logsKmsKeyArn,
      provider,
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

  /** The environment's key is of its region; what lies here goes with the stack, so that nothing holds its destruction. */
  private createLogKey(provider: AwsProvider): string {
    return new DataKey(this, "LogKey", {
      name: this.physicalName(limits.keyAlias, "edge-logs"),
      logs: true,
      preventDestroy: false,
      provider,
    }).arn;
  }
}
