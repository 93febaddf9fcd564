import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { Zone } from "./zone";

export interface CertificateRequestProps {
  /** First name on the certificate, at most 64 characters; `*.` in front stands for one label. */
  readonly domainName: string;
  /** Further names. */
  readonly alternativeNames: readonly string[];
  /** Provider of another region; CloudFront wants its certificate in us-east-1. @default - the stack's own */
  readonly provider?: TerraformProvider;
}

/** A DNS record that proves a name to ACM. */
export interface ValidationRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A certificate that ACM issues once DNS records prove its names, and renews while they stand. */
export class CertificateRequest extends Construct {
  /** ARN of the certificate, which a listener refuses until it is issued. */
  readonly requestedArn: string;
  /** The record of each name; a name and its wildcard are proved by one and the same. */
  readonly validationRecords: ReadonlyMap<string, ValidationRecord>;

  constructor(scope: Construct, id: string, props: CertificateRequestProps) {
    super(scope, id);
    const { domainName, alternativeNames, provider } = props;
    const names = [domainName, ...alternativeNames];
    checkNames(this.node.path, names);
    const certificate = new AcmCertificate(this, "Resource", {
      domainName,
      subjectAlternativeNames: alternativeNames.length > 0 ? [...alternativeNames] : undefined,
      validationMethod: "DNS",
      provider,
      lifecycle: { createBeforeDestroy: true },
    });
    this.requestedArn = certificate.arn;
    // The names are known at synth, which keeps the plan free of `for_each` over values that come from ACM.
    const bases = [...new Set(names.map((name) => name.replace(/^\*\./, "")))];
    this.validationRecords = new Map(bases.map((base) => [base, validationRecord(certificate, base, names)]));
  }
}

function validationRecord(certificate: AcmCertificate, base: string, names: readonly string[]): ValidationRecord {
  const name = names.includes(base) ? base : `*.${base}`;
  const option = (attribute: string) =>
    `\${[for option in ${certificate.fqn}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"][0]}`;
  return {
    name: option("resource_record_name"),
    type: option("resource_record_type"),
    value: option("resource_record_value"),
  };
}

export interface CertificateProps extends CertificateRequestProps {
  /** Route 53 zone that holds every name. */
  readonly zone: Zone;
  /**
   * A certificate of the same names in another region. ACM asks one account for the same records in every region, so
   * that one's prove this one too, and each record has one owner. @default - records of its own
   */
  readonly provedBy?: Pick<Certificate, "recordNames">;
}

/** A certificate that is proved by records in Route 53. */
export class Certificate extends CertificateRequest {
  /** ARN of the certificate once it is issued. */
  readonly arn: string;
  /** Host names of the DNS records that prove it. */
  readonly recordNames: string[];

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id, props);
    const { zone, provider, provedBy } = props;
    this.recordNames =
      provedBy?.recordNames ??
      [...this.validationRecords].map(
        ([base, { name, type, value }]) =>
          new Route53Record(this, `Record-${base}`, {
            zoneId: zone.id,
            provider: zone.provider,
            name,
            type,
            records: [value],
            ttl: 60,
            // The record belongs to account and name, not to one certificate: a second certificate for the name meets it.
            allowOverwrite: true,
          }).fqdn,
      );
    this.arn = new AcmCertificateValidation(this, "Validation", {
      certificateArn: this.requestedArn,
      validationRecordFqdns: this.recordNames,
      provider,
    }).certificateArn;
  }
}

export interface AwaitedCertificateProps {
  /** The certificate that was asked for. */
  readonly requestedArn: string;
  /** Provider of the certificate's region. @default - the stack's own */
  readonly provider?: TerraformProvider;
}

/** A certificate whose records somebody makes elsewhere: the deploy goes on once they prove it. */
export class AwaitedCertificate extends Construct {
  /** ARN of the certificate once it is issued. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { requestedArn, provider }: AwaitedCertificateProps) {
    super(scope, id);
    this.arn = new AcmCertificateValidation(this, "Validation", {
      certificateArn: requestedArn,
      provider,
      // People make the records; ACM itself gives up after three days.
      timeouts: { create: "4h" },
    }).certificateArn;
  }
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
