import type { Environment } from "../environments";

type Domain = NonNullable<Environment["site"]["domain"]>;

/** The site's names, the first of which is its address. */
export interface SiteNames {
  /** Every name: what the certificate and the DNS records are for. */
  readonly all: readonly [string, ...string[]];
  /** Names that WordPress answers. */
  readonly served: readonly string[];
  /** Names whose visitors are sent to the first. */
  readonly redirected: readonly string[];
}

export function siteNames({ name, aliases, aliasMode }: Domain): SiteNames {
  const served = aliasMode === "serve" ? [name, ...aliases] : [name];
  return { all: [name, ...aliases], served, redirected: aliasMode === "serve" ? [] : aliases };
}

/**
 * The records that somebody has to make where DNS is kept elsewhere. CloudFront and load balancers have no fixed address; at
 * the apex of a zone, where DNS allows no CNAME, the host of the zone must know ALIAS, ANAME or a flattened CNAME.
 */
export function recordsElsewhere(names: readonly string[], target: string) {
  return names.map((name) => ({ name, type: "CNAME, or ALIAS at the apex of a zone", value: target }));
}
