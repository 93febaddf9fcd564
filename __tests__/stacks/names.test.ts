import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments";
import { environmentWith, resources, synthApp } from "../support/synth-app";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
const CDN_CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/2";
const ROLE = "arn:aws:iam::444455556666:role/dns";

const site = (domain: Partial<NonNullable<EnvironmentInput["site"]["domain"]>>) => ({
  ...{ title: "T", adminUser: "a", adminEmail: "a@example.com" },
  domain: { name: "www.example.com", aliases: ["example.com", "*.example.com"], ...domain },
});
const build = (domain: Parameters<typeof site>[0], settings: Partial<EnvironmentInput> = {}) =>
  synthApp(environmentWith({ site: site(domain), ...settings }));
const zone = { hostedZoneId: "Z0123456789ABCDEFGHIJ" };

test("the load balancer sends an alias to the site's name, after the rule for the name itself", async () => {
  const { service } = await build(zone);
  const hosts = (values: string[]) => [{ host_header: { values } }];
  expect(resources(service, LbListenerRule)).toMatchObject([
    { priority: 100, condition: hosts(["www.example.com"]), action: [{ type: "forward" }] },
    {
      priority: 200,
      condition: hosts(["example.com", "*.example.com"]),
      action: [
        {
          type: "redirect",
          redirect: {
            ...{ host: "www.example.com", path: "/#{path}", query: "#{query}" },
            ...{ protocol: "HTTPS", port: "443", status_code: "HTTP_301" },
          },
        },
      ],
    },
  ]);
});

test("aliases that are served are forwarded", async () => {
  const { service } = await build({ ...zone, aliasMode: "serve" });
  const values = ["www.example.com", "example.com", "*.example.com"];
  expect(resources(service, LbListenerRule)).toMatchObject([
    { condition: [{ host_header: { values } }], action: [{ type: "forward" }] },
  ]);
});

test("where DNS is kept elsewhere no record is made, and outputs say which there must be", async () => {
  const { names, service } = await build({ dns: "external" });
  expect(resources(names, AcmCertificate)).toMatchObject([
    { domain_name: "www.example.com", subject_alternative_names: ["example.com", "*.example.com"] },
  ]);
  const proofs = names?.output.CertificateRecords?.value as { name: string }[];
  expect(proofs).toHaveLength(2);
  expect(proofs[0]?.name).toContain('if option.domain_name == "www.example.com"');
  expect(service?.dependencies).toContain("test-names");
  expect(resources(service, Route53Record)).toEqual([]);
  expect(resources(service, AcmCertificateValidation)).toEqual([
    expect.objectContaining({
      certificate_arn: expect.stringContaining("terraform_remote_state"),
      timeouts: { create: "4h" },
    }),
  ]);
  const target = expect.stringMatching(/aws_lb\..*dns_name/);
  expect(service?.output.DnsRecords?.value).toEqual(
    ["www.example.com", "example.com", "*.example.com"].map((name) => ({
      ...{ name, type: "CNAME, or ALIAS at the apex of a zone", value: target },
    })),
  );
});

test("with a CDN both certificates are asked for at once, by the same records, and the records lead to CloudFront", async () => {
  const { names, service, edge } = await build({ dns: "external" }, { cdn: {} });
  expect(resources(names, AcmCertificate).map(({ provider }) => provider)).toEqual(["aws.us-east-1", undefined]);
  expect(names?.output.CertificateRecords?.value).toHaveLength(2);
  expect(resources(edge, AcmCertificateValidation)).toMatchObject([{ provider: "aws.us-east-1" }]);
  expect(resources(edge, Route53Record)).toEqual([]);
  expect(service?.output).not.toHaveProperty("DnsRecords");
  expect(JSON.stringify(edge?.output.DnsRecords?.value)).toContain("aws_cloudfront_distribution");
});

test("certificates of one's own are used as they are, and none is asked for", async () => {
  const own = { dns: "external", certificateArn: CERTIFICATE } as const;
  const { names, service, edge } = await build(own, { cdn: { certificateArn: CDN_CERTIFICATE }, monitoring: {} });
  expect(names).toBeUndefined();
  expect(resources(service, AcmCertificate)).toEqual([]);
  expect(resources(service, LbListener)).toMatchObject([{ certificate_arn: CERTIFICATE }]);
  expect(resources(edge, CloudfrontDistribution)).toMatchObject([
    { viewer_certificate: { acm_certificate_arn: CDN_CERTIFICATE } },
  ]);
  expect(resources(edge, AcmCertificate)).toEqual([]);
});

test("a zone of another account that is left keeps its provider for the deploy that ends its records", async () => {
  const left = { title: "T", adminUser: "a", adminEmail: "a@example.com", formerZoneRoleArn: ROLE };
  const external = { ...left, domain: { name: "www.example.com", dns: "external" as const } };
  for (const settings of [left, external]) {
    const { service, edge } = await synthApp(environmentWith({ site: settings }));
    for (const stack of [service, edge]) {
      expect(stack?.provider.aws).toContainEqual(
        expect.objectContaining({ alias: "dns", assume_role: [{ role_arn: ROLE }] }),
      );
      expect(resources(stack, Route53Record)).toEqual([]);
    }
  }
  const { service } = await synthApp(environmentWith());
  expect(JSON.stringify(service?.provider)).not.toContain('"dns"');
});

test("a zone of another account is changed by a role there, which the workflows may take", async () => {
  const ci = { repository: "example/site" };
  const { service, edge, account } = await build({ ...zone, hostedZoneRoleArn: ROLE }, { cdn: {}, ci });
  for (const stack of [service, edge]) {
    expect(stack?.provider.aws).toContainEqual(
      expect.objectContaining({
        alias: "dns",
        assume_role: [{ role_arn: ROLE }],
        allowed_account_ids: ["444455556666"],
      }),
    );
    for (const record of resources(stack, Route53Record)) expect(record).toMatchObject({ provider: "aws.dns" });
  }
  expect(resources(service, Route53Record)).toHaveLength(2);
  expect(resources(edge, Route53Record)).toHaveLength(6);
  expect(JSON.stringify(resources(account, IamRolePolicy).find(({ name }) => name === "plan"))).toContain(ROLE);
});
