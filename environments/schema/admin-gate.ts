import { z } from "zod";
import { addressRanges, text, whole } from "./fields";

/** A pool's own prefix of amazoncognito.com, or a domain name of one's own. */
const POOL_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Only these addresses come to wp-admin and wp-login.php; others get 403 from AWS WAF. */
const addresses = z.strictObject({
  /** Chooses addresses. */
  type: z.literal("addresses"),
  /** IPv4 ranges such as 203.0.113.0/24, or single addresses. */
  ipv4: addressRanges("ipv4").default([]),
  /** IPv6 ranges such as 2001:db8::/32, or single addresses; visitors come by IPv6 with `cdn` alone. */
  ipv6: addressRanges("ipv6").default([]),
});

/** The load balancer asks for a login by a user pool of Cognito first, which may itself ask any provider of OIDC or SAML. */
const cognito = z.strictObject({
  /** Chooses Cognito. */
  type: z.literal("cognito"),
  /** A user pool that is there. */
  userPoolArn: text(
    /^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[A-Za-z0-9-]+_[A-Za-z0-9]+$/,
    "must be the ARN of a user pool, such as arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E",
  ),
  /** Its client for this site: with a secret, the grant of a code and the callback that the output AdminGateCallbacks names. */
  clientId: text(/^[\w+]{1,128}$/, "must be the id of a client of the user pool"),
  /** Prefix of the pool's domain, or its whole custom domain. */
  domain: text(POOL_DOMAIN, "must be the prefix of the user pool's domain, or its custom domain"),
  /** Hours until it asks again. */
  sessionHours: whole(1, 168).default(12),
});

/** What asks before wp-admin and wp-login.php do. */
export const adminGate = z.discriminatedUnion(
  "type",
  [addresses, cognito],
  'must have type "addresses" or "cognito"; a provider of OIDC comes in through a user pool (docs/decisions/0090-a-gate-before-wp-admin.md)',
);
