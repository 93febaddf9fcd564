import type { Login } from "../constructs/load-balancer/login";
import type { Environment } from "../environments";
import { siteNames } from "./site-names";

/** Addresses that alone come to wp-admin, where the environment names some. */
export function adminAddressesOf({ site: { adminGate } }: Environment) {
  return adminGate?.type === "addresses" ? adminGate : undefined;
}

/** The login that the load balancer asks for, where the environment wants one. */
export function adminLoginOf({ site: { adminGate } }: Environment): Login | undefined {
  return adminGate?.type === "cognito" ? adminGate : undefined;
}

/** Where Cognito sends people back to, of each name of the site that may be named: a wildcard may not. */
export function loginCallbacks(environment: Environment): string[] | undefined {
  const { domain } = environment.site;
  if (domain === undefined || adminLoginOf(environment) === undefined) return undefined;
  return siteNames(domain)
    .served.filter((name) => !name.startsWith("*."))
    .map((name) => `https://${name}/oauth2/idpresponse`);
}
