import { hasSes } from "../../../aws/ses";
import { type CrossCheck, when } from "./cross-check";
import { ofThisPlace } from "./secret-place";

export const mailChecks: readonly CrossCheck[] = [
  when(["mail", "site"], ({ mail, site: { domain } }) => {
    if (mail === undefined || mail.smtp !== undefined || mail.identity !== "domain") return [];
    const own = mail.from.split("@")[1]?.toLowerCase() ?? "";
    const names = domain === undefined ? [] : [domain.name, ...domain.aliases].map((name) => name.replace(/^\*\./, ""));
    const holds = names.some((name) => name === own || name.endsWith(`.${own}`));
    return [
      !holds && {
        path: "mail.from",
        rule: 'must be of a domain that holds site.domain.name, unless mail.identity is "address" or "existing", or mail.smtp is set',
        value: mail.from,
      },
    ];
  }),
  when(["mail", "region"], ({ mail, region }) => [
    mail !== undefined &&
      mail.smtp === undefined &&
      !hasSes(region) && { path: "mail", rule: `must have smtp: SES is not in region ${region}` },
  ]),
  when(["mail", "account", "region"], ({ mail, ...place }) => [
    ofThisPlace("mail.smtp.secret", mail?.smtp?.secret, place),
  ]),
  when(["mail", "network"], ({ mail, network }) => [
    mail?.smtp !== undefined &&
      network.existing === undefined &&
      network.interfaceEndpoints &&
      network.nat === "none" && {
        path: "mail.smtp",
        rule: 'must go with network.nat other than "none": endpoints lead to SES, and to no other server of mail',
        value: mail.smtp.host,
      },
  ]),
  when(["mail"], ({ mail }) => [
    mail?.smtp?.user !== undefined &&
      mail.smtp.secret === undefined && { path: "mail.smtp.secret", rule: "is required with mail.smtp.user" },
    mail?.smtp?.secret !== undefined &&
      mail.smtp.user === undefined && { path: "mail.smtp.user", rule: "is required with mail.smtp.secret" },
  ]),
];
