import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Sesv2ConfigurationSet } from "@cdktf/provider-aws/lib/sesv2-configuration-set";
import { Sesv2ConfigurationSetEventDestination } from "@cdktf/provider-aws/lib/sesv2-configuration-set-event-destination";
import { Sesv2EmailIdentity } from "@cdktf/provider-aws/lib/sesv2-email-identity";
import { Sesv2EmailIdentityMailFromAttributes } from "@cdktf/provider-aws/lib/sesv2-email-identity-mail-from-attributes";
import { expect, test } from "vitest";
import { MailDomain, type MailDomainProps } from "../../../constructs/mail/mail-domain";
import { synth } from "../../support/synth";

const zone = { id: "Z0123456789ABCDEFGHIJ" };
const domain: MailDomainProps = { name: "site", from: "shop@example.com", identity: "domain", dmarc: "none", zone };

function build(props: Partial<MailDomainProps> = {}) {
  let mail: MailDomain | undefined;
  const { all } = synth((stack) => {
    mail = new MailDomain(stack, "Mail", { ...domain, ...props });
  });
  return { all, mail, records: all(Route53Record).map(({ name, type, records }) => ({ name, type, records })) };
}

test("the domain is proved by Easy DKIM, and bounces come back to a name below it", () => {
  const { all } = build();
  expect(all(Sesv2EmailIdentity)).toMatchObject([
    { email_identity: "example.com", dkim_signing_attributes: { next_signing_key_length: "RSA_2048_BIT" } },
  ]);
  expect(all(Sesv2EmailIdentityMailFromAttributes)).toMatchObject([{ mail_from_domain: "bounce.example.com" }]);
});

test("DKIM, MAIL FROM, SPF and DMARC stand in the zone", () => {
  const { records } = build();
  const dkim = records.filter(({ type }) => type === "CNAME");
  expect(dkim).toHaveLength(3);
  for (const [place, { name, records: values }] of dkim.entries()) {
    expect(name).toContain(`tokens, ${place})}._domainkey.example.com`);
    expect(values).toEqual([expect.stringMatching(new RegExp(`tokens, ${place}\\)\\}\\.dkim\\.amazonses\\.com$`))]);
  }
  const others = records.filter(({ type }) => type !== "CNAME");
  expect(others).toHaveLength(3);
  expect(others).toEqual(
    expect.arrayContaining([
      { name: "bounce.example.com", type: "MX", records: ["10 feedback-smtp.eu-west-1.amazonses.com"] },
      { name: "bounce.example.com", type: "TXT", records: ["v=spf1 include:amazonses.com ~all"] },
      { name: "_dmarc.example.com", type: "TXT", records: ["v=DMARC1; p=none;"] },
    ]),
  );
});

test("without a zone the records are outputs and none is made", () => {
  const { records, mail } = build({ zone: undefined, dmarc: "reject" });
  expect(records).toEqual([]);
  expect(mail?.records.at(-1)).toEqual({ name: "_dmarc.example.com", type: "TXT", value: "v=DMARC1; p=reject;" });
});

test("a domain with a DMARC record already gets no second one", () => {
  expect(build({ dmarc: "off" }).records.map(({ name }) => name)).not.toContain("_dmarc.example.com");
});

test("an address is proved by itself, without records", () => {
  const { all, records } = build({ identity: "address" });
  const [identity] = all(Sesv2EmailIdentity);
  expect(identity).toMatchObject({ email_identity: "shop@example.com" });
  expect(identity).not.toHaveProperty("dkim_signing_attributes");
  expect(records).toEqual([]);
  expect(all(Sesv2EmailIdentityMailFromAttributes)).toEqual([]);
});

test("a domain that is proved already is used as it is", () => {
  const { all, mail, records } = build({ identity: "existing" });
  expect(all(Sesv2EmailIdentity)).toEqual([]);
  expect(records).toEqual([]);
  expect(mail?.identityArn).toMatch(/^arn:aws:ses:eu-west-1:\d{12}:identity\/example\.com$/);
});

test("who bounced or complained gets no more mail, and CloudWatch counts both", () => {
  const { all } = build();
  expect(all(Sesv2ConfigurationSet)).toMatchObject([
    {
      reputation_options: { reputation_metrics_enabled: true },
      suppression_options: { suppressed_reasons: ["BOUNCE", "COMPLAINT"] },
    },
  ]);
  expect(all(Sesv2ConfigurationSetEventDestination)).toMatchObject([
    { event_destination: { enabled: true, matching_event_types: ["BOUNCE", "COMPLAINT", "REJECT"] } },
  ]);
});
