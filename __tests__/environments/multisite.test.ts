import { expect, test } from "vitest";
import { settingsByFields } from "../../environments/image/fields";
import { checkEnvironment } from "../../environments/schema/environment";
import { problemsOf, withSettings } from "./support/problems";

const NAMES = { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const WILDCARD = { ...NAMES, aliases: ["example.com", "*.example.com"] };
const withSite = (site: Record<string, unknown>) => withSettings({ site });

test("a site is one site, unless the environment makes it a network", () => {
  const kindOf = (site: Record<string, unknown>) =>
    settingsByFields(checkEnvironment("test", withSite(site))).WP_MULTISITE;
  expect(kindOf({})).toBe("off");
  expect(kindOf({ multisite: "subdirectory" })).toBe("subdirectory");
  expect(kindOf({ multisite: "subdomain", domain: { ...WILDCARD, aliasMode: "serve" } })).toBe("subdomain");
});

test.each([
  ["no domain", undefined],
  ["one name", NAMES],
  ["aliases that are redirected", WILDCARD],
])("a network below one host needs nothing of the domain: %s", (_, domain) => {
  expect(problemsOf(withSite({ multisite: "subdirectory", domain }))).toEqual([]);
});

test.each([
  ["www.example.com", "*.example.com"],
  ["example.com", "*.example.com"],
  ["sites.example.com", "*.sites.example.com"],
])("a network at names below %s needs the alias %s, served", (name, wildcard) => {
  const network = (domain: Record<string, unknown>) =>
    problemsOf(withSite({ multisite: "subdomain", domain: { ...NAMES, name, ...domain } }));
  expect(network({ aliases: [wildcard], aliasMode: "serve" })).toEqual([]);
  expect(network({ aliases: ["*.example.org"], aliasMode: "serve" })).toEqual([
    `site.domain.aliases: must have ${wildcard} with site.multisite "subdomain": the certificate and the DNS records of the network's sites, got ["*.example.org"]`,
  ]);
  expect(network({ aliases: [wildcard] })).toEqual([
    'site.domain.aliasMode: must be serve with site.multisite "subdomain": a redirect would lead from every site to the first, got "redirect"',
  ]);
});

test("WordPress's address cannot be another one in a network", () => {
  const service = { environment: { WP_SITEURL: "https://www.example.com/wp" } };
  expect(problemsOf(withSettings({ service }))).toEqual([]);
  expect(problemsOf(withSettings({ service, site: { multisite: "subdirectory" } }))).toEqual([
    'service.environment.WP_SITEURL: must be left out with site.multisite: each site has its own, got "https://www.example.com/wp"',
  ]);
});

test.each([
  [
    { multisite: "subdomain" },
    'site.domain: is required with site.multisite "subdomain": names below that of a load balancer lead nowhere; "subdirectory" needs none',
  ],
  [{ multisite: true }, "site.multisite: must be one of subdirectory, subdomain, got true"],
  [{ multisite: "off" }, 'site.multisite: must be one of subdirectory, subdomain, got "off"'],
])("%o is refused", (site, problem) => {
  expect(problemsOf(withSite(site))).toEqual([problem]);
});
