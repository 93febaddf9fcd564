import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { MailDomain } from "../constructs/mail/mail-domain";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";

/** What mail leaves by: the sender in SES, and the DNS records by which receivers believe it. */
export class MailStack extends EnvironmentStack {
  readonly mail: MailDomain;

  constructor(scope: Construct, environment: Environment, { from, identity, dmarc }: NonNullable<Environment["mail"]>) {
    super(scope, { environment, name: "mail" });
    const zone = this.createZone();
    const name = this.physicalName(LIMITS.configurationSet);
    this.mail = new MailDomain(this, "Mail", { name, from, identity, dmarc, zone });
    if (zone === undefined && this.mail.records.length > 0) {
      this.output("MailDnsRecords", this.mail.records, "DNS records to make, before receivers believe the mail");
    }
    this.output("MailIdentityArn", this.mail.identityArn, "Sender in SES");
  }
}
