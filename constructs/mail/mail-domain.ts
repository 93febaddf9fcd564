import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Sesv2ConfigurationSet } from "@cdktf/provider-aws/lib/sesv2-configuration-set";
import { Sesv2ConfigurationSetEventDestination } from "@cdktf/provider-aws/lib/sesv2-configuration-set-event-destination";
import { Sesv2EmailIdentity } from "@cdktf/provider-aws/lib/sesv2-email-identity";
import { Sesv2EmailIdentityMailFromAttributes } from "@cdktf/provider-aws/lib/sesv2-email-identity-mail-from-attributes";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { bounceServer, DKIM_TOKENS, dkimDomain } from "../../aws/ses";
import type { Grantee } from "../iam/grantee";
import type { Zone } from "../load-balancer/zone";
import { Place } from "../place";

/** One DNS record of a mail domain. */
export interface MailRecord {
  readonly name: string;
  readonly type: "CNAME" | "MX" | "TXT";
  readonly value: string;
}

export interface MailDomainProps {
  /** Name of the configuration set. */
  readonly name: string;
  /** Sender. */
  readonly from: string;
  /** Proves the sender's domain by DNS records, or the address by a mail that somebody answers; or neither: it is proved. */
  readonly identity: "domain" | "address" | "existing";
  /** Policy of the domain's DMARC record; `off` makes none. */
  readonly dmarc: "none" | "quarantine" | "reject" | "off";
  /** Zone that the records are made in. @default - somebody makes them elsewhere */
  readonly zone?: Zone;
}

/** Label below the mail domain that bounces come back to. */
const MAIL_FROM_LABEL = "bounce";
const TTL_SECONDS = 300;

/** A sender in SES, with all that makes receivers believe it: DKIM, SPF by a MAIL FROM domain, DMARC. */
export class MailDomain extends Construct {
  readonly identityArn: string;
  readonly configurationSetName: string;
  private readonly from: string;
  private readonly configurationSetArn: string;
  /** What DNS must have; none for an address. */
  readonly records: readonly MailRecord[];

  constructor(scope: Construct, id: string, props: MailDomainProps) {
    super(scope, id);
    const { name, from, identity } = props;
    const set = new Sesv2ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: name,
      reputationOptions: { reputationMetricsEnabled: true },
      // Whoever bounced or complained gets no more: SES counts each further try against the account.
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    new Sesv2ConfigurationSetEventDestination(this, "Events", {
      configurationSetName: set.configurationSetName,
      eventDestinationName: "cloudwatch",
      eventDestination: {
        enabled: true,
        matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT"],
        cloudWatchDestination: {
          dimensionConfiguration: [
            {
              dimensionName: "ses:configuration-set",
              dimensionValueSource: "MESSAGE_TAG",
              defaultDimensionValue: name,
            },
          ],
        },
      },
    });
    const domain = from.slice(from.lastIndexOf("@") + 1).toLowerCase();
    const sender = this.createSender(props, domain, set.configurationSetName);
    this.from = from;
    this.identityArn = sender?.arn ?? Place.of(this).arn("ses", `identity/${domain}`);
    this.configurationSetName = name;
    this.configurationSetArn = set.arn;
    this.records = sender && identity === "domain" ? this.domainRecords(domain, sender, props.dmarc) : [];
    if (props.zone !== undefined) this.makeRecords(props.zone);
  }

  /** Lets somebody send from this address and no other. */
  grantSend(grantee: Grantee): void {
    grantee.allow({
      Sid: "SendMail",
      // SES asks for the second one where a message comes whole, with its attachments.
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: [this.identityArn, this.configurationSetArn],
      Condition: { StringEquals: { "ses:FromAddress": this.from } },
    });
  }

  private createSender({ from, identity }: MailDomainProps, domain: string, configurationSetName: string) {
    if (identity === "existing") return undefined;
    const isDomain = identity === "domain";
    return new Sesv2EmailIdentity(this, "Identity", {
      emailIdentity: isDomain ? domain : from,
      configurationSetName,
      dkimSigningAttributes: isDomain ? { nextSigningKeyLength: "RSA_2048_BIT" } : undefined,
    });
  }

  private domainRecords(domain: string, sender: Sesv2EmailIdentity, dmarc: MailDomainProps["dmarc"]): MailRecord[] {
    const { region } = Place.of(this);
    const bounces = `${MAIL_FROM_LABEL}.${domain}`;
    new Sesv2EmailIdentityMailFromAttributes(this, "MailFrom", {
      emailIdentity: sender.emailIdentity,
      mailFromDomain: bounces,
      // While the records are missing SES uses its own name: mail goes out, but SPF is not of this domain.
      behaviorOnMxFailure: "USE_DEFAULT_VALUE",
    });
    const tokens = Array.from({ length: DKIM_TOKENS }, (_, place) =>
      Fn.element(sender.dkimSigningAttributes.tokens, place),
    );
    return [
      ...tokens.map(
        (token): MailRecord => ({
          name: `${token}._domainkey.${domain}`,
          type: "CNAME",
          value: `${token}.${dkimDomain(region)}`,
        }),
      ),
      { name: bounces, type: "MX", value: `10 ${bounceServer(region)}` },
      { name: bounces, type: "TXT", value: "v=spf1 include:amazonses.com ~all" },
      ...(dmarc === "off" ? [] : [{ name: `_dmarc.${domain}`, type: "TXT" as const, value: `v=DMARC1; p=${dmarc};` }]),
    ];
  }

  private makeRecords(zone: Zone): void {
    const ids = ["Dkim1", "Dkim2", "Dkim3", "BounceServer", "Spf", "Dmarc"];
    for (const [place, { name, type, value }] of this.records.entries()) {
      new Route53Record(this, ids[place] ?? name, {
        zoneId: zone.id,
        provider: zone.provider,
        name,
        type,
        ttl: TTL_SECONDS,
        records: [value],
      });
    }
  }
}
