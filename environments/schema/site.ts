import { z } from "zod";
import { adminGate } from "./admin-gate";
import { domain, zoneRoleArn } from "./domain";
import { email, flag, oneLine, oneOf, text, timeZone } from "./fields";

/** What WordPress calls its site, and who administers it. */
export const site = z.strictObject({
  /** Title of the site, given at its installation. */
  title: oneLine(200),
  /** Login of its administrator. */
  adminUser: text(/^[A-Za-z0-9_.@-]{1,60}$/, "must be 1 to 60 letters, digits or _ . @ -"),
  /** Address that WordPress writes to. */
  adminEmail: email(),
  /** Language that WordPress is installed in, such as de_DE; wp-admin changes it later. */
  locale: text(/^[a-z]{2,3}(_[A-Za-z0-9_]+)?$/, "must be a locale of WordPress such as de_DE").default("en_US"),
  /** Time zone that WordPress is installed in, such as Europe/Dublin; wp-admin changes it later. @default - UTC */
  timezone: timeZone().optional(),
  /** What the names of the tables begin with; a site that is moved in brings one along. */
  tablePrefix: text(/^[A-Za-z0-9_]{1,20}$/, "must be 1 to 20 letters, digits or underscores").default("wp_"),
  /** WordPress's debug mode: notices of PHP, to the log. */
  debug: flag().default(false),
  /** Opens xmlrpc.php, for apps and plugins that need it, at one request a second for an address. */
  xmlrpc: flag().default(false),
  /**
   * Plugins, themes and core can be changed from wp-admin.
   *
   * @default - with `webRoot.content: "mutable"` they can, else not
   */
  fileModifications: flag().optional(),
  /**
   * A network of sites: `subdirectory` puts a further one below the first's path (`/two/`), `subdomain` at a name below the first's
   * (`two.example.com`). The first deploy makes it, of a site that is there already too; nothing makes a single site of it again.
   *
   * @default - one site
   */
  multisite: oneOf(["subdirectory", "subdomain"]).optional(),
  /**
   * A second check before wp-admin and wp-login.php, by address or by a login at the load balancer. What visitors need of both stays open
   * (docs/operations.md#keep-strangers-from-wp-admin).
   * @default - WordPress's own login alone
   */
  adminGate: adminGate.optional(),
  /** With a domain the site is served over HTTPS; without one, over HTTP at the load balancer's own name. */
  domain: domain.optional(),
  /**
   * What `domain.hostedZoneRoleArn` was, for the deploy that takes the records out of another account's zone: with it goes the provider by which
   * Terraform ends them. Leave it out afterwards (docs/operations.md#leave-a-zone-of-another-account). @default - no zone is left
   */
  formerZoneRoleArn: zoneRoleArn().optional(),
});
