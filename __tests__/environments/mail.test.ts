import { expect, test } from "vitest";
import { good, problemsOf, withSettings } from "./support/problems";

const domain = { name: "www.example.com", aliases: ["example.org"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const withMail = (mail: unknown, settings: Record<string, unknown> = { site: { ...good.site, domain } }) =>
  problemsOf(withSettings({ ...settings, mail }));

test.each([
  ["of the site's domain", { from: "shop@example.com" }],
  ["of the site's own name", { from: "shop@www.example.com" }],
  ["of an alias", { from: "shop@example.org" }],
  ["of another domain that is proved as an address", { from: "shop@example.net", identity: "address" }],
  ["of a domain that another environment has proved", { from: "shop@example.net", identity: "existing" }],
  ["of another domain by a server", { from: "shop@example.net", smtp: { host: "smtp.example.net" } }],
])("a sender %s is taken", (_what, mail) => {
  expect(withMail(mail)).toEqual([]);
});

const RULE =
  'must be of a domain that holds site.domain.name, unless mail.identity is "address" or "existing", or mail.smtp is set';

test.each([
  ["a sender of another domain", { from: "shop@example.net" }, `mail.from: ${RULE}, got "shop@example.net"`],
  ["a domain that only ends alike", { from: "shop@ample.com" }, `mail.from: ${RULE}, got "shop@ample.com"`],
  ["no address", { from: "shop" }, 'mail.from: must be an e-mail address, got "shop"'],
  [
    "port 25",
    { from: "a@example.com", smtp: { host: "smtp.example.com", port: 25 } },
    "mail.smtp.port: must not be 25, which AWS closes; servers take mail on 587 or 465, got 25",
  ],
  [
    "a sender with its name",
    { from: "The shop <shop@example.com>" },
    'mail.from: must be an e-mail address, got "The shop <shop@example.com>"',
  ],
  [
    "a name of two lines",
    { from: "a@example.com", fromName: "Shop\r\nBcc: b@example.com" },
    'mail.fromName: must be one line without control characters, got "Shop\\r\\nBcc: b@example.com"',
  ],
  [
    "an address in place of a server's name",
    { from: "a@example.com", smtp: { host: "smtp..example.com" } },
    'mail.smtp.host: must be a lowercase host name such as smtp.example.com, got "smtp..example.com"',
  ],
  [
    "a password in another region",
    {
      from: "a@example.com",
      smtp: {
        host: "smtp.example.com",
        user: "a",
        secret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:p-AbCdEf",
      },
    },
    'mail.smtp.secret: must be a secret of this account and region, arn:aws:secretsmanager:eu-west-1:111122223333:…: the tasks may read no other; replicate it, or use "empty", got "arn:aws:secretsmanager:us-east-1:111122223333:secret:p-AbCdEf"',
  ],
  [
    "a user without a password",
    { from: "a@example.com", smtp: { host: "smtp.example.com", user: "a" } },
    "mail.smtp.secret: is required with mail.smtp.user",
  ],
  [
    "a password without a user",
    { from: "a@example.com", smtp: { host: "smtp.example.com", secret: "empty" } },
    "mail.smtp.user: is required with mail.smtp.secret",
  ],
])("%s is refused", (_what, mail, problem) => {
  expect(withMail(mail)).toEqual([problem]);
});

test("a sender of the domain needs a domain", () => {
  expect(withMail({ from: "shop@example.com" }, {})).toEqual([`mail.from: ${RULE}, got "shop@example.com"`]);
});

test("a region without SES is refused, unless a server takes the mail", () => {
  const settings = { region: "cn-north-1", network: { availabilityZones: ["cn-north-1a", "cn-north-1b"] } };
  const smtp = { host: "smtp.example.com" };
  expect(withMail({ from: "a@example.com", identity: "address" }, settings)).toEqual([
    "mail: must have smtp: SES is not in region cn-north-1",
  ]);
  expect(withMail({ from: "a@example.com", smtp }, settings)).toEqual([]);
});

test("endpoints lead to SES, and to no other server of mail", () => {
  const settings = { network: { interfaceEndpoints: true } };
  expect(withMail({ from: "a@example.com", identity: "address" }, settings)).toEqual([]);
  const smtp = { host: "smtp.example.com" };
  expect(withMail({ from: "a@example.com", smtp }, settings)).toEqual([
    'mail.smtp: must go with network.nat other than "none": endpoints lead to SES, and to no other server of mail, got "smtp.example.com"',
  ]);
});
