import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import { good, problemsOf, withSettings } from "./support/problems";

const ZONE = "Z0123456789ABCDEFGHIJ";
const ROLE = "arn:aws:iam::444455556666:role/dns";
const withDomain = (domain: Record<string, unknown>, settings: Record<string, unknown> = {}) =>
  withSettings({ site: { domain: { name: "www.example.com", ...domain } }, ...settings });
const domainOf = (domain: Record<string, unknown>) => checkEnvironment("test", withDomain(domain)).site.domain;

test("aliases are redirected, and DNS is in Route 53, unless the environment says otherwise", () => {
  expect(domainOf({ hostedZoneId: ZONE, aliases: ["example.com"] })).toEqual({
    name: "www.example.com",
    aliases: ["example.com"],
    aliasMode: "redirect",
    dns: "route53",
    hostedZoneId: ZONE,
  });
  expect(domainOf({ dns: "external" })).toMatchObject({ dns: "external" });
});

test.each([["www.example.xn--p1ai"], ["xn--bcher-kva.example"], ["example.com", "*.example.com"]])(
  "%s is a name",
  (name, ...aliases) => {
    expect(domainOf({ name, aliases, hostedZoneId: ZONE })).toMatchObject({ name, aliases });
  },
);

test("a name of another alphabet becomes what DNS calls it", () => {
  const domain = domainOf({ name: "bücher.example", aliases: ["*.пример.рф"], hostedZoneId: ZONE });
  expect(domain).toMatchObject({ name: "xn--bcher-kva.example", aliases: ["*.xn--e1afmkfd.xn--p1ai"] });
});

test("what nobody sees in a name is refused, and shown", () => {
  expect(
    problemsOf(withDomain({ aliases: ["exam\u200bple.com", "b\u00adücher.example"], hostedZoneId: ZONE })),
  ).toEqual([
    'site.domain.aliases.0: must not hold invisible characters, got "exam\\u200bple.com"',
    'site.domain.aliases.1: must not hold invisible characters, got "b\\u00adücher.example"',
  ]);
});

test("a name stands once, however it is written", () => {
  const twice = "must stand once among the name and the aliases";
  const aliases = ["www.example.com", "bücher.example", "bu\u0308cher.example", "xn--bcher-kva.example"];
  expect(problemsOf(withDomain({ aliases, hostedZoneId: ZONE }))).toEqual([
    `site.domain.aliases.0: ${twice}, got "www.example.com"`,
    `site.domain.aliases.2: ${twice}, got "xn--bcher-kva.example"`,
    `site.domain.aliases.3: ${twice}, got "xn--bcher-kva.example"`,
  ]);
});

test.each([
  ["*.example.com"],
  ["https://example.com"],
  ["example.com", "example.com/shop"],
  ["example.com", "example.com:8080"],
  ["example.c0m"],
  ["example.xn--"],
  ["Bücher.example"],
  ["example.com", "a.*.example.com"],
])("%s %s is refused", (name, ...aliases) => {
  expect(problemsOf(withDomain({ name, aliases, hostedZoneId: ZONE }))).toEqual([
    expect.stringContaining("must be a lowercase host name"),
  ]);
});

test.each([
  ["a domain without a zone", {}, {}, ['hostedZoneId: is required, unless site.domain.dns is "external"']],
  [
    "a zone where DNS is kept elsewhere",
    { dns: "external", hostedZoneId: ZONE, hostedZoneRoleArn: ROLE },
    {},
    [
      `hostedZoneId: must be left out with site.domain.dns "external": no record is made, got "${ZONE}"`,
      `hostedZoneRoleArn: must be left out with site.domain.dns "external": no record is made, got "${ROLE}"`,
    ],
  ],
  [
    "an alias twice, and one that is the name",
    { hostedZoneId: ZONE, aliases: ["example.com", "example.com", "www.example.com"] },
    {},
    [
      'aliases.1: must stand once among the name and the aliases, got "example.com"',
      'aliases.2: must stand once among the name and the aliases, got "www.example.com"',
    ],
  ],
  [
    "a certificate of another region",
    { hostedZoneId: ZONE, certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1" },
    {},
    [
      'certificateArn: must be a certificate of region eu-west-1, got "arn:aws:acm:us-east-1:111122223333:certificate/1"',
    ],
  ],
  [
    "a role of another partition",
    { hostedZoneId: ZONE, hostedZoneRoleArn: ROLE.replace("aws", "aws-cn") },
    {},
    [`hostedZoneRoleArn: must be a role of partition aws, as eu-west-1 is, got "${ROLE.replace("aws", "aws-cn")}"`],
  ],
] as const)("refuses %s", (_, domain, settings, problems) => {
  expect(problemsOf(withDomain(domain, settings))).toEqual(problems.map((problem) => `site.domain.${problem}`));
});

test("CloudFront's certificate is one of us-east-1", () => {
  const arn = "arn:aws:acm:eu-west-1:111122223333:certificate/2";
  expect(problemsOf(withDomain({ hostedZoneId: ZONE }, { cdn: { certificateArn: arn } }))).toEqual([
    `cdn.certificateArn: must be a certificate of region us-east-1, where CloudFront looks, got "${arn}"`,
  ]);
  expect(problemsOf({ ...good, cdn: {} })).toEqual([expect.stringContaining("site.domain: is required with cdn")]);
});

test("a zone that is left and one that is there are two deploys", () => {
  const role = "arn:aws:iam::444455556666:role/dns";
  const site = (domain?: object) => ({
    ...good,
    site: { ...good.site, formerZoneRoleArn: role, ...(domain ? { domain } : {}) },
  });
  expect(problemsOf(site())).toEqual([]);
  expect(problemsOf(site({ name: "www.example.com", dns: "external" }))).toEqual([]);
  expect(problemsOf(site({ name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" }))).toEqual([
    `site.formerZoneRoleArn: must be left out with site.domain.hostedZoneId: first deploy without a domain, or with site.domain.dns "external", got "${role}"`,
  ]);
});
