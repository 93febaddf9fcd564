// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments";
import { environmentWith, resources, type SynthesizedStack, synthApp } from "../support/synth-app";

const domain = { name: "www.example.com", aliases: ["example.com"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", domain };
const build = (settings: Partial<EnvironmentInput> = {}) =>
  synthApp(environmentWith({ site, cdn: {}, protectData: false, ...settings }));
const aliases = (stack: SynthesizedStack | undefined) =>
  resources(stack, Route53Record).filter((record) => "alias" in record);

test("a CDN is a separate stack, after the service", async () => {
  const { edge } = await build();
  expect(edge?.dependencies).toEqual(["test-service"]);
});

test("without a CDN the edge of a domain is empty, and comes before the service: it ends the CDN that there may have been", async () => {
  const { edge, service } = await synthApp(environmentWith({ site }));
  expect(edge?.resource).toEqual({});
  expect(edge?.provider.aws).toMatchObject([{ region: "eu-west-1" }, { region: "us-east-1", alias: "us-east-1" }]);
  expect(edge?.dependencies).toEqual(["test-data", "test-image"]);
  expect(service?.dependencies).toContain("test-edge");
  expect((await synthApp(environmentWith({}))).edge).toBeUndefined();
});

test("behind a CDN the load balancer is internal, and lets only CloudFront in, by HTTPS", async () => {
  const { service } = await build();
  const [balancer] = resources(service, Lb);
  expect(balancer).toMatchObject({ internal: true, xff_header_processing_mode: "preserve" });
  expect(JSON.stringify(balancer?.subnets)).toContain("Isolated");
  expect(resources(service, LbListener).map(({ port }) => port)).toEqual([443]);
  const outside = resources(service, VpcSecurityGroupIngressRule).filter((rule) => !rule.referenced_security_group_id);
  expect(outside).toMatchObject([
    { prefix_list_id: "${data.aws_ec2_managed_prefix_list.CloudFront.id}", from_port: 443, to_port: 443 },
  ]);
  expect(JSON.parse(service?.json ?? "{}").data.aws_ec2_managed_prefix_list.CloudFront).toMatchObject({
    name: "com.amazonaws.global.cloudfront.origin-facing",
  });
});

test("the site's names lead to CloudFront, whose health nobody can evaluate, and no longer to the load balancer", async () => {
  const { edge, service } = await build();
  expect(
    aliases(edge)
      .map(({ name, type }) => `${name} ${type}`)
      .sort(),
  ).toEqual(["example.com A", "example.com AAAA", "www.example.com A", "www.example.com AAAA"]);
  for (const record of aliases(edge)) expect(record).toMatchObject({ alias: { evaluate_target_health: false } });
  expect(aliases(service)).toEqual([]);
});

test("both certificates are the site's: one in the region, one where CloudFront looks", async () => {
  const { edge, service } = await build();
  const names = { domain_name: "www.example.com", subject_alternative_names: ["example.com"] };
  expect(resources(service, AcmCertificate)).toMatchObject([names]);
  expect(resources(edge, AcmCertificate)).toMatchObject([{ ...names, provider: "aws.us-east-1" }]);
  expect(resources(edge, AcmCertificateValidation)).toMatchObject([
    { provider: "aws.us-east-1", validation_record_fqdns: [expect.any(String), expect.any(String)] },
  ]);
  expect(edge?.provider.aws).toMatchObject([
    { region: "eu-west-1" },
    { alias: "us-east-1", region: "us-east-1", allowed_account_ids: ["111122223333"] },
  ]);
});

test("the records that prove both certificates have one owner", async () => {
  const { edge, service } = await build();
  const proofs = (stack: SynthesizedStack | undefined) =>
    resources(stack, Route53Record).filter((record) => !("alias" in record));
  expect(proofs(service)).toHaveLength(2);
  expect(proofs(edge)).toEqual([]);
});

test("the CDN's settings reach the distribution", async () => {
  const { edge } = await build({ cdn: { priceClass: "PriceClass_All", uncachedPaths: ["/shop/*"] } });
  expect(resources(edge, CloudfrontDistribution)).toMatchObject([
    {
      price_class: "PriceClass_All",
      ordered_cache_behavior: expect.arrayContaining([expect.objectContaining({ path_pattern: "/shop/*" })]),
    },
  ]);
});

test("a WAF guards CloudFront, unless it is switched off, and counts if the setting says so", async () => {
  const { edge, service } = await build();
  expect(resources(edge, Wafv2WebAcl)).toMatchObject([{ scope: "CLOUDFRONT", provider: "aws.us-east-1" }]);
  expect(resources(edge, CloudfrontDistribution)).toMatchObject([{ web_acl_id: expect.stringContaining("WebAcl") }]);
  expect(resources(service, Wafv2WebAcl)).toEqual([]);
  const off = (await build({ cdn: { waf: "off" } })).edge;
  expect(resources(off, Wafv2WebAcl)).toEqual([]);
  expect(resources(off, CloudfrontDistribution)[0]).not.toHaveProperty("web_acl_id");
  const [{ rule } = {}] = resources((await build({ cdn: { waf: "count" } })).edge, Wafv2WebAcl);
  expect(JSON.stringify(rule)).not.toContain('"block"');
});

test("a WAF guards a public load balancer when it is asked for", async () => {
  const settings = { loadBalancer: { waf: "block" }, waf: { loginsPerFiveMinutes: 33 } } as const;
  const { service } = await synthApp(environmentWith({ site, ...settings }));
  expect(resources(service, Wafv2WebAcl)).toMatchObject([{ scope: "REGIONAL" }]);
  expect(JSON.stringify(resources(service, Wafv2WebAcl))).toContain('"limit":33');
  expect(resources(service, Wafv2WebAclAssociation)).toMatchObject([
    { resource_arn: expect.stringContaining("aws_lb."), web_acl_arn: expect.stringContaining("WebAcl") },
  ]);
  expect(resources((await synthApp(environmentWith({ site }))).service, Wafv2WebAcl)).toEqual([]);
});

test("an environment with its own key has one for the logs in us-east-1 too", async () => {
  const { edge } = await build({ customerManagedKey: true });
  const key = expect.stringContaining("aws_kms_key.LogKey");
  expect(resources(edge, KmsKey)).toMatchObject([{ provider: "aws.us-east-1" }]);
  for (const group of resources(edge, CloudwatchLogGroup)) expect(group).toMatchObject({ kms_key_id: key });
  expect(resources(edge, CloudwatchLogGroup)).not.toEqual([]);
});

test("requests to CloudFront are logged for as long as it is asked for", async () => {
  const { edge } = await build({ cdn: { logRetentionDays: 7 } });
  const groups = resources(edge, CloudwatchLogGroup).filter(({ name }) => String(name).includes("/cloudfront/"));
  expect(groups).toMatchObject([{ name: "/aws/vendedlogs/cloudfront/wordpress-test", retention_in_days: 7 }]);
});

test("the tasks know where the distribution's id will be, and may purge it", async () => {
  const { edge, service } = await build();
  const [{ container_definitions: containers } = {}] = resources(service, EcsTaskDefinition);
  expect(JSON.parse(String(containers))[0].environment).toContainEqual({
    name: "WP_CDN_PARAMETER",
    value: "arn:aws:ssm:eu-west-1:111122223333:parameter/wordpress/test/distribution-id",
  });
  expect(resources(edge, SsmParameter)).toMatchObject([{ name: "/wordpress/test/distribution-id" }]);
  expect(resources(edge, IamRolePolicy)).toMatchObject([
    { name: "purge-cdn", role: expect.stringContaining("test-service") },
  ]);
  const [{ container_definitions: plain } = {}] = resources(
    (await synthApp(environmentWith({ site }))).service,
    EcsTaskDefinition,
  );
  expect(plain).not.toContain("WP_CDN_PARAMETER");
});

test("WordPress knows the address that visitors use", async () => {
  const { service } = await build();
  expect(service?.output.SiteUrl?.value).toBe("https://www.example.com");
});
