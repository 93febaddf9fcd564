// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments";
import { environmentWith, resources, type SynthesizedStack, synthApp } from "../support/synth-app";

const domain = { name: "www.example.com", aliases: ["example.com"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", domain };
const build = (settings: Partial<EnvironmentInput> = {}) =>
  synthApp(environmentWith({ site, cdn: {}, protectData: false, ...settings }));
const aliases = (stack: SynthesizedStack | undefined) =>
  resources(stack, Route53Record).filter((record) => "alias" in record);

test("a CDN is a stack of its own, after the service", () => {
  const { edge } = build();
  expect(edge?.dependencies).toEqual(["test-service"]);
  expect(synthApp(environmentWith({ site })).edge).toBeUndefined();
});

test("behind a CDN the load balancer is internal, and lets only CloudFront in, by HTTPS", () => {
  const { service } = build();
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

test("the site's names lead to CloudFront, whose health nobody can evaluate, and no longer to the load balancer", () => {
  const { edge, service } = build();
  expect(
    aliases(edge)
      .map(({ name, type }) => `${name} ${type}`)
      .sort(),
  ).toEqual(["example.com A", "example.com AAAA", "www.example.com A", "www.example.com AAAA"]);
  for (const record of aliases(edge)) expect(record).toMatchObject({ alias: { evaluate_target_health: false } });
  expect(aliases(service)).toEqual([]);
});

test("both certificates are the site's: one in the region, one where CloudFront looks", () => {
  const { edge, service } = build();
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

test("the records that prove both certificates have one owner", () => {
  const { edge, service } = build();
  const proofs = (stack: SynthesizedStack | undefined) =>
    resources(stack, Route53Record).filter((record) => !("alias" in record));
  expect(proofs(service)).toHaveLength(2);
  expect(proofs(edge)).toEqual([]);
});

test("the CDN's settings reach the distribution", () => {
  const { edge } = build({ cdn: { priceClass: "PriceClass_All", uncachedPaths: ["/shop/*"] } });
  expect(resources(edge, CloudfrontDistribution)).toMatchObject([
    {
      price_class: "PriceClass_All",
      ordered_cache_behavior: expect.arrayContaining([expect.objectContaining({ path_pattern: "/shop/*" })]),
    },
  ]);
});

test("WordPress is told the address that visitors use", () => {
  const { service } = build();
  expect(service?.output.SiteUrl?.value).toBe("https://www.example.com");
});
