import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { CLOUDFRONT_REGION } from "../aws/partitions";
import { AccessLog } from "../constructs/edge/access-log";
import { Distribution } from "../constructs/edge/distribution";
import { PurgeGrant } from "../constructs/edge/purge-grant";
import { WebAcl } from "../constructs/edge/web-acl";
import { DataKey } from "../constructs/encryption/data-key";
import { Alias } from "../constructs/load-balancer/alias";
import { AwaitedCertificate, Certificate } from "../constructs/load-balancer/certificate";
import type { Zone } from "../constructs/load-balancer/zone";
import { LONGEST_STEM } from "../constructs/names";
import { LOGIN_PATHS } from "../constructs/site/admin-paths";
import type { Environment } from "../environments";
import { adminAddressesOf, adminLoginOf } from "./admin-gate";
import { distributionParameter } from "./distribution-parameter";
import { EnvironmentStack } from "./environment-stack";
import type { NamesStack } from "./names-stack";
import type { ServiceStack } from "./service-stack";
import { recordsElsewhere, siteNames } from "./site-names";

export interface EdgeStackProps {
  readonly cdn: NonNullable<Environment["cdn"]>;
  readonly domain: NonNullable<Environment["site"]["domain"]>;
  readonly service: ServiceStack;
  /** With DNS kept elsewhere. */
  readonly names: NamesStack | undefined;
}

/** What stands between the internet and the load balancer: CloudFront and the site's DNS records. */
export class EdgeStack extends EnvironmentStack {
  readonly distribution: Distribution;
  readonly webAcl: WebAcl | undefined;
  /** Certificate of the site's names in CloudFront's region. */
  readonly certificateArn: string;

  constructor(scope: Construct, environment: Environment, props: EdgeStackProps) {
    super(scope, { environment, name: "edge" });
    const name = this.physicalName(LONGEST_STEM);
    const { cdn, domain, service } = props;
    const names = siteNames(domain).all;
    const zone = this.createZone();
    const provider = this.awsIn({ region: CLOUDFRONT_REGION, alias: CLOUDFRONT_REGION });
    this.certificateArn = this.createCertificate(props, { zone, provider });
    const logsKmsKeyArn = environment.customerManagedKey ? this.createLogKey(provider) : undefined;
    const { waf, logRetentionDays, certificateArn, ...settings } = cdn;
    const adminAddresses = adminAddressesOf(environment);
    this.webAcl =
      waf === "off" && adminAddresses === undefined
        ? undefined
        : new WebAcl(this, "WebAcl", {
            ...environment.waf,
            name: this.physicalName(LONGEST_STEM, "cdn"),
            scope: "CLOUDFRONT",
            mode: waf,
            sitesBelowPaths: environment.site.multisite === "subdirectory",
            adminAddresses,
            logsKmsKeyArn,
            provider,
          });
    this.distribution = new Distribution(this, "Distribution", {
      ...settings,
      uncachedPaths: [...settings.uncachedPaths, ...(adminLoginOf(environment) === undefined ? [] : LOGIN_PATHS)],
      name,
      errorPageBucketName: this.physicalName(LIMITS.bucket, "errors", environment.account),
      siteTitle: environment.site.title,
      sitesBelowPaths: environment.site.multisite === "subdirectory",
      domainNames: names,
      certificateArn: this.certificateArn,
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
    if (zone === undefined) {
      this.output("DnsRecords", recordsElsewhere(names, this.distribution.dnsName), "DNS records to make");
    } else {
      new Alias(this, "Alias", { zone, names, target: this.distribution, evaluateTargetHealth: false });
    }
    this.output("DistributionId", this.distribution.id, "CloudFront distribution");
    this.output("DistributionDomainName", this.distribution.dnsName, "CloudFront's own name for the distribution");
  }

  private createCertificate(
    { cdn, domain, service, names }: EdgeStackProps,
    { zone, provider }: { readonly zone: Zone | undefined; readonly provider: AwsProvider },
  ): string {
    if (cdn.certificateArn !== undefined) return cdn.certificateArn;
    if (zone === undefined) {
      const requestedArn = names?.requestedCdnArn ?? "";
      return new AwaitedCertificate(this, "Certificate", { requestedArn, provider }).arn;
    }
    const [domainName, ...alternativeNames] = siteNames(domain).all;
    const provedBy = service.certificate;
    return new Certificate(this, "Certificate", { domainName, alternativeNames, zone, provider, provedBy }).arn;
  }

  /** The environment's key is of its region; what lies here goes with the stack, so that nothing holds its destruction. */
  private createLogKey(provider: AwsProvider): string {
    return new DataKey(this, "LogKey", {
      name: this.physicalName(LIMITS.keyAlias, "edge-logs"),
      logs: true,
      preventDestroy: false,
      provider,
    }).arn;
  }
}
