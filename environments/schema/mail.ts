import { z } from "zod";
import { email, oneLine, oneOf, text, whole } from "./fields";
import { secretSource } from "./secret-source";

/** A server for mail, in place of SES. The tasks may reach its port and no other. */
const smtp = z.strictObject({
  /** Its name. */
  host: text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "must be a lowercase host name such as smtp.example.com",
  ),
  /** Its port. AWS lets nothing out on port 25. */
  port: whole(1, 65_535)
    .refine((port) => port !== 25, "must not be 25, which AWS closes; servers take mail on 587 or 465")
    .default(587),
  /** How mail is encrypted on its way. */
  encryption: oneOf(["none", "starttls", "tls"]).default("starttls"),
  /** Who logs in. @default - nobody */
  user: oneLine(500).optional(),
  /** That user's password: `empty` or an ARN, as in `service.secrets`. @default - required with `user` */
  secret: secretSource().optional(),
});

/** Mail of WordPress: by SES over HTTPS with the tasks' role, or by a server. Without the section wp_mail() fails. */
export const mail = z.strictObject({
  /** Sender. SES takes mail from this address alone. */
  from: email(),
  /** Its name. @default - the site's title */
  fromName: oneLine(200).optional(),
  /**
   * What SES proves. `domain`: the address's domain, by DNS records; it must hold a name of the site. `address`: the address
   * alone, by a mail from AWS that somebody answers; no DKIM, so much of it lands in spam. `existing`: another environment of
   * this account and region has proved the domain; an account has a domain once.
   */
  identity: oneOf(["domain", "address", "existing"]).default("domain"),
  /** What receivers shall do with mail that only claims to be from this domain. `off`: the domain has a DMARC record already. */
  dmarc: oneOf(["none", "quarantine", "reject", "off"]).default("none"),
  /** A server of one's own in place of SES. @default - SES */
  smtp: smtp.optional(),
});
