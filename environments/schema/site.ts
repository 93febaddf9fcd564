import { z } from "zod";
import { email, text } from "./fields";

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A last label has letters alone, or is of an alphabet of its own and begins with `xn--`. */
const HOST_NAME = new RegExp(`^(?=.{4,253}$)(${LABEL}\\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$`);
const ALIAS = new RegExp(HOST_NAME.source.replace("^(?=", "^(\\*\\.)?(?="));
const hostName = () => text(HOST_NAME, "must be a lowercase host name such as www.example.com");
const alias = () => text(ALIAS, "must be a lowercase host name such as example.com, or *.example.com for all below it");

const domain = z.strictObject({
  /** Host name of the site. */
  name: hostName(),
  /** More host names, also on the certificate. The same WordPress answers them, and sends visitors of its pages on to `name`. */
  aliases: z.array(alias()).max(20, "must have at most 20 names").default([]),
  /** Route 53 public hosted zone that holds all of these names. */
  hostedZoneId: text(/^Z[A-Z0-9]{6,31}$/, "must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ"),
});

/** What WordPress calls its site, and who administers it. */
export const site = z.strictObject({
  /** Title of the site, given at its installation. */
  title: z.string("must be a text").min(1, "must not be empty").max(200, "must have at most 200 characters"),
  /** Login of its administrator. */
  adminUser: text(/^[A-Za-z0-9_.@-]{1,60}$/, "must be 1 to 60 letters, digits or _ . @ -"),
  /** Address that WordPress writes to. */
  adminEmail: email(),
  /** Language that WordPress is installed in, such as de_DE; wp-admin changes it later. */
  locale: text(/^[a-z]{2,3}(_[A-Za-z0-9_]+)?$/, "must be a locale of WordPress such as de_DE").default("en_US"),
  /** With a domain the site is served over HTTPS; without one, over HTTP at the load balancer's own name. */
  domain: domain.optional(),
});
