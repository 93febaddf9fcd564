import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import { good, problemsOf } from "./support/problems";

const domain = { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const withGate = (adminGate: unknown, { site = {}, ...settings }: Record<string, object> = {}) => ({
  ...good,
  ...settings,
  site: { ...good.site, adminGate, ...site },
});
const cognito = {
  type: "cognito",
  userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E",
  clientId: "1example23456789",
  domain: "editors",
};
const zones = { availabilityZones: ["eu-west-1a", "eu-west-1b"] };

test("a single address is a range of one", () => {
  const gate = { type: "addresses", ipv4: ["203.0.113.7", "198.51.100.0/24"], ipv6: ["2001:db8::7"] };
  expect(checkEnvironment("test", withGate(gate)).site.adminGate).toMatchObject({
    ipv4: ["203.0.113.7/32", "198.51.100.0/24"],
    ipv6: ["2001:db8::7/128"],
  });
});

test.each([
  ["addresses, in front of a public load balancer", { type: "addresses", ipv4: ["203.0.113.7"] }, {}],
  ["addresses, in front of CloudFront", { type: "addresses", ipv6: ["2001:db8::/32"] }, { site: { domain }, cdn: {} }],
  ["a login", cognito, { site: { domain } }],
  ["a login behind CloudFront", cognito, { site: { domain }, cdn: {}, network: { ...zones, nat: "single" } }],
  ["a login at a domain of one's own", { ...cognito, domain: "login.example.com" }, { site: { domain } }],
])("takes %s", (_what, gate, settings) => {
  expect(problemsOf(withGate(gate, settings))).toEqual([]);
});

test.each([
  [
    "another type",
    { type: "oidc" },
    {},
    'site.adminGate.type: must have type "addresses" or "cognito"; a provider of OIDC comes in through a user pool (docs/decisions/0090-a-gate-before-wp-admin.md), got {"type":"oidc"}',
  ],
  [
    "a user pool whose id is of another region",
    { ...cognito, userPoolArn: "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-west-1_Ab12Cd34E" },
    { site: { domain } },
    'site.adminGate.userPoolArn: must name a user pool of eu-central-1, whose id begins with eu-central-1_, got "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-west-1_Ab12Cd34E"',
  ],
  [
    "a prefix that Cognito does not take",
    { ...cognito, domain: "my-aws-login" },
    { site: { domain } },
    'site.adminGate.domain: must not hold "aws", "amazon" or "cognito": Cognito takes no such prefix, got "my-aws-login"',
  ],
  [
    "addresses that are none",
    { type: "addresses" },
    {},
    "site.adminGate.ipv4: must name an address, or site.adminGate.ipv6 must: nobody could log in, got []",
  ],
  [
    "a range that begins elsewhere",
    { type: "addresses", ipv4: ["203.0.113.7/24"] },
    {},
    'site.adminGate.ipv4.0: must start at its network address, 203.0.113.0/24, got "203.0.113.7/24"',
  ],
  [
    "a range of IPv6 that begins elsewhere",
    { type: "addresses", ipv6: ["2001:db8::1/64"] },
    {},
    'site.adminGate.ipv6.0: must start at its network address, 2001:db8::/64, got "2001:db8::1/64"',
  ],
  [
    "an address of the other family",
    { type: "addresses", ipv6: ["203.0.113.7"] },
    {},
    'site.adminGate.ipv6.0: must be an IPv6 CIDR block such as 2001:db8::/32, got "203.0.113.7"',
  ],
  [
    "everybody",
    { type: "addresses", ipv4: ["0.0.0.0/0"] },
    {},
    'site.adminGate.ipv4.0: must not be every address, got "0.0.0.0/0"',
  ],
  [
    "a login without a domain",
    cognito,
    {},
    'site.domain: is required with site.adminGate of type "cognito": the load balancer asks for logins over HTTPS alone',
  ],
  [
    "a user pool of another partition",
    { ...cognito, userPoolArn: cognito.userPoolArn.replace("arn:aws:", "arn:aws-cn:") },
    { site: { domain } },
    'site.adminGate.userPoolArn: must be a user pool of partition aws, as eu-west-1 is, got "arn:aws-cn:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E"',
  ],
  [
    "a login with requests that ECS shifts",
    cognito,
    { site: { domain }, deployment: { strategy: "blue-green", alarms: true } },
    'deployment.strategy: must be rolling with site.adminGate of type "cognito": ECS shifts the requests of one rule, and a login needs another, got "blue-green"',
  ],
  [
    "a login behind CloudFront without a way out",
    cognito,
    { site: { domain }, cdn: {} },
    'network.nat: must lead to the internet with cdn and site.adminGate of type "cognito": the internal load balancer asks Cognito from there, got "none"',
  ],
])("refuses %s", (_what, gate, settings, problem) => {
  expect(problemsOf(withGate(gate, settings))).toEqual([problem]);
});
