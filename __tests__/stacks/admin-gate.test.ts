import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments/schema/sections";
import { environmentWith, resources, type SynthesizedStack, synthApp } from "../support/synth-app";

const site = { title: "Site", adminUser: "admin", adminEmail: "admin@example.com" };
const domain = { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const zones = { availabilityZones: ["eu-west-1a", "eu-west-1b"] };
const addresses = { type: "addresses" as const, ipv4: ["203.0.113.7"] };
const cognito = {
  type: "cognito",
  userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E",
  clientId: "1example23456789",
  domain: "editors",
} as const;

const stacksOf = (input: Partial<EnvironmentInput>) => synthApp(environmentWith(input));
const ruleNames = (stack: SynthesizedStack | undefined) =>
  resources(stack, Wafv2WebAcl).flatMap(({ rule }) => (rule as { name: string }[]).map(({ name }) => name));

test("addresses stand before the load balancer in a web ACL, whether its other rules are wanted or not", async () => {
  const { service } = await stacksOf({ site: { ...site, adminGate: addresses } });
  expect(ruleNames(service)).toEqual(["AdminGate"]);
  expect(resources(service, Wafv2WebAclAssociation)).toHaveLength(1);
  expect(resources(service, Wafv2IpSet)).toMatchObject([{ scope: "REGIONAL", addresses: ["203.0.113.7/32"] }]);
  const guarded = await stacksOf({ site: { ...site, adminGate: addresses }, loadBalancer: { waf: "count" } });
  expect(ruleNames(guarded.service)).toEqual(expect.arrayContaining(["AdminGate", "CommonRuleSet"]));
  expect(service?.json).toContain('\\"name\\":\\"WP_ADMIN_GATE\\",\\"value\\":\\"on\\"');
});

test("with CloudFront they stand there, in front of whatever it keeps, and nowhere else", async () => {
  const input = { site: { ...site, domain, adminGate: addresses }, cdn: { waf: "off" } } as const;
  const { edge, service } = await stacksOf(input);
  expect(ruleNames(edge)).toEqual(["AdminGate"]);
  expect(resources(edge, Wafv2IpSet)).toMatchObject([
    { scope: "CLOUDFRONT", provider: expect.stringContaining("us-east-1") },
  ]);
  expect(resources(edge, CloudfrontDistribution)).toMatchObject([
    { web_acl_id: expect.stringContaining("aws_wafv2_web_acl") },
  ]);
  expect(resources(service, Wafv2WebAcl)).toEqual([]);
});

test("a login is asked for by the load balancer, which may go out to Cognito", async () => {
  const { service } = await stacksOf({ site: { ...site, domain, adminGate: cognito } });
  const rules = resources(service, LbListenerRule).filter(({ action }) =>
    (action as { type: string }[]).some(({ type }) => type === "authenticate-cognito"),
  );
  expect(rules).toHaveLength(1);
  expect(resources(service, VpcSecurityGroupEgressRule)).toContainEqual(
    expect.objectContaining({ description: "Logins by Cognito", from_port: 443, to_port: 443 }),
  );
  expect(service?.output.AdminGateCallbacks).toMatchObject({ value: ["https://www.example.com/oauth2/idpresponse"] });
});

test("behind CloudFront the load balancer stands where a way leads out, and a login is never kept", async () => {
  const input = { cdn: {}, network: { ...zones, nat: "single" } } as const;
  const { service, edge } = await stacksOf({ ...input, site: { ...site, domain, adminGate: cognito } });
  const without = await stacksOf({ ...input, site: { ...site, domain } });
  const subnets = (stack: SynthesizedStack | undefined) => JSON.stringify(resources(stack, Lb)[0]?.subnets);
  expect(subnets(service)).toMatch(/Private/);
  expect(subnets(without.service)).toMatch(/Isolated/);
  const [distribution] = resources(edge, CloudfrontDistribution);
  const behaviors = distribution?.ordered_cache_behavior as { path_pattern: string; cache_policy_id: string }[];
  const uncached = behaviors.find(({ path_pattern }) => path_pattern === "/wp-admin/*")?.cache_policy_id;
  for (const path of ["/wp-admin", "/*/wp-login.php", "/oauth2/idpresponse"]) {
    expect(behaviors.find(({ path_pattern }) => path_pattern === path)?.cache_policy_id).toBe(uncached);
  }
});
