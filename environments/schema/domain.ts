import { domainToASCII } from "node:url";
import { z } from "zod";
import { oneOf, text } from "./fields";

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A last label has letters alone, or is of an alphabet of its own and begins with `xn--`. */
const HOST_NAME = new RegExp(`^(?=.{4,253}$)(${LABEL}\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$`);
const ALIAS = new RegExp(HOST_NAME.source.replace("^(?=", "^(\\*\\.)?(?="));

/** A name of another alphabet as DNS has it: `bücher.example` is `xn--bcher-kva.example`. Capitals stay, and are refused. */
const inAscii = (name: string): string =>
  /\P{ASCII}/u.test(name) && name === name.toLowerCase() ? domainToASCII(name) || name : name;

/** What nobody sees, and IDNA leaves out of a name; the two joiners are letters of some alphabets. */
const IGNORED = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/u;

const named = (form: RegExp, rule: string) =>
  z
    .string(rule)
    .refine((name) => !IGNORED.test(name), { error: "must not hold invisible characters", abort: true })
    .overwrite(inAscii)
    .regex(form, rule);
const hostName = () => named(HOST_NAME, "must be a lowercase host name such as www.example.com");
const alias = () =>
  named(ALIAS, "must be a lowercase host name such as example.com, or *.example.com for all below it");

/** ARN of a certificate of ACM; the region stands in it. */
export const certificateArn = () =>
  text(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/,
    "must be the ARN of a certificate of ACM, such as arn:aws:acm:eu-west-1:111122223333:certificate/…",
  );

/** ARN of a role that may change a hosted zone of its account. */
export const zoneRoleArn = () =>
  text(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "must be the ARN of a role, such as arn:aws:iam::444455556666:role/dns",
  );

/** The names of the site, who keeps their DNS records, and which certificate proves them. */
export const domain = z.strictObject({
  /** Host name of the site. */
  name: hostName(),
  /** More host names, also on the certificate. `*.` in front stands for one label; other alphabets may be written as they are. */
  aliases: z.array(alias()).max(20, "must have at most 20 names").default([]),
  /**
   * What an alias does. `redirect`: the load balancer answers 301 with the same path and query at `name`. `serve`: WordPress
   * answers, as a plugin that maps domains or a network of sites needs.
   */
  aliasMode: oneOf(["redirect", "serve"]).default("redirect"),
  /** Who keeps the DNS records. `external`: outputs name each record, and the deploy waits until the certificate is proved. */
  dns: oneOf(["route53", "external"]).default("route53"),
  /** Route 53 public hosted zone that holds all of these names. @default - required with `dns: "route53"` */
  hostedZoneId: text(
    /^Z[A-Z0-9]{6,31}$/,
    "must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
  ).optional(),
  /** Role of another account that may change the zone, when the zone is there. @default - the zone is in this account */
  hostedZoneRoleArn: zoneRoleArn().optional(),
  /** Certificate of `region` that names all of these names; renewing it is then yours. @default - one is requested */
  certificateArn: certificateArn().optional(),
});
