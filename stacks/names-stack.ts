import type { Construct } from "constructs";
import { CLOUDFRONT_REGION } from "../aws/partitions";
import { CertificateRequest } from "../constructs/load-balancer/certificate";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";
import { siteNames } from "./site-names";

/**
 * What has to be known before somebody else's DNS is ready: the certificates that are asked for, and the records that prove
 * them. Later stacks wait for the certificates.
 */
export class NamesStack extends EnvironmentStack {
  /** Certificate of the region, when the environment names none. */
  readonly requestedArn: string | undefined;
  /** Certificate of CloudFront's region, when there is a CDN and the environment names none for it. */
  readonly requestedCdnArn: string | undefined;

  constructor(scope: Construct, environment: Environment, domain: NonNullable<Environment["site"]["domain"]>) {
    super(scope, { environment, name: "names" });
    const [domainName, ...alternativeNames] = siteNames(domain).all;
    const names = { domainName, alternativeNames };
    const { cdn } = environment;
    const requests: CertificateRequest[] = [];
    // Also without a CDN: Terraform ends the certificate that there was with the provider that has made it.
    const provider = this.awsIn({ region: CLOUDFRONT_REGION, alias: CLOUDFRONT_REGION });
    if (domain.certificateArn === undefined) {
      const request = new CertificateRequest(this, "Certificate", names);
      this.requestedArn = request.requestedArn;
      requests.push(request);
    }
    if (cdn !== undefined && cdn.certificateArn === undefined) {
      const request = new CertificateRequest(this, "CdnCertificate", { ...names, provider });
      this.requestedCdnArn = request.requestedArn;
      requests.push(request);
    }
    // ACM asks one account for the same records in every region.
    const [first] = requests;
    this.output(
      "CertificateRecords",
      [...(first?.validationRecords.values() ?? [])],
      "DNS records to make now: they prove the certificate, and renew it while they stand",
    );
  }
}
