import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

export interface CertificateProps {
  /** First name on the certificate, at most 64 characters; `*.` in front stands for one label. */
  readonly domainName: string;
  /** Further names. @default - none */
  readonly alternativeNames?: readonly string[];
  /** Route 53 zone that holds every name. */
  readonly zoneId: string;
  /** Provider of another region; CloudFront wants its certificate in us-east-1. @default - the stack's own */
  readonly provider?: TerraformProvider;
  /**
   * A certificate of the same names in another region. ACM asks one account for the same records in every region, so
   * that one's prove this one too, and each record has one owner. @default - records of its own
   */
  readonly provedBy?: Pick<Certificate, "recordNames">;
}

/** A certificate from ACM that proves its names by DNS records and renews itself while they stand. */
export class Certificate extends Construct {
  /** ARN of the certificate once it is issued; a listener refuses it before. */
  readonly arn: string;
  /** Host names of the DNS records that prove it. */
  readonly recordNames: string[];

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const { domainName, alternativeNames = [], zoneId, provider, provedBy } = props;
    const names = [domainName, ...alternativeNames];
    checkNames(this.node.path, names);
    const certificate = new AcmCertificate(this, "Resource", {
      domainName,
      subjectAlternativeNames: alternativeNames.length > 0 ? [...alternativeNames] : undefined,
      validationMethod: "DNS",
      provider,
      lifecycle: { createBeforeDestroy: true },
    });
    // A name and its wildcard are proved by one and the same record, so there is one record for each base name. The
    // names are known at synth, which keeps the plan free of `for_each` over values that come from ACM.
    const bases = [...new Set(names.map((name) => name.replace(/^\*\./, "")))];
    this.recordNames =
      provedBy?.recordNames ?? bases.map((base) => validationRecord(this, certificate, { zoneId, base, names }).fqdn);
    this.arn = new AcmCertificateValidation(this, "Validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: this.recordNames,
      provider,
    }).certificateArn;
  }
}

function validationRecord(
  scope: Construct,
  certificate: AcmCertificate,
  { zoneId, base, names }: { zoneId: string; base: string; names: readonly string[] },
): Route53Record {
  const name = names.includes(base) ? base : `*.${base}`;
  const option = (attribute: string) =>
    `\${[for option in ${certificate.fqn}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"][0]}`;
  return new Route53Record(scope, `Record-${base}`, {
    zoneId,
    name: option("resource_record_name"),
    type: option("resource_record_type"),
    records: [option("resource_record_value")],
    ttl: 60,
    // The record belongs to account and name, not to one certificate: a second certificate for the name meets it.
    allowOverwrite: true,
  });
}

/** @throws when a name is no domain name, is given twice, or the first is too long for a certificate's common name. */
function checkNames(path: string, names: readonly string[]): void {
  const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  const domain = new RegExp(`^(\\*\\.)?(${label}\\.)+${label}$`);
  for (const name of names) {
    if (!domain.test(name) || name.length > 253) {
      throw new Error(`${path}: a name must be a lowercase domain name, got ${JSON.stringify(name)}`);
    }
  }
  const [first = ""] = names;
  if (first.length > 64) throw new Error(`${path}: domainName must have 64 characters at most, got ${first.length}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${path}: a name may stand on the certificate once, got ${twice} twice`);
}
