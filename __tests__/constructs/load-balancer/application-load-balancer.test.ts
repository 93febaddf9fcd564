import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, Testing } from "cdktf";
import { expect, test } from "vitest";
import {
  ApplicationLoadBalancer,
  type ApplicationLoadBalancerProps,
} from "../../../constructs/load-balancer/application-load-balancer";
import { loadBalancerProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required = {
  ...loadBalancerProps,
  name: "site",
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  idleTimeoutSeconds: 60,
};
const https = { certificateArn: "arn:certificate", domainNames: ["example.com"] };

function build(props: Partial<ApplicationLoadBalancerProps> = {}) {
  let balancer: ApplicationLoadBalancer | undefined;
  const result = synth((stack) => {
    balancer = new ApplicationLoadBalancer(stack, "LoadBalancer", { ...required, ...props });
  });
  if (balancer === undefined) throw new Error("synth did not build the stack");
  return { ...result, balancer };
}

const ingress = (props: Partial<ApplicationLoadBalancerProps>) =>
  build(props)
    .all(VpcSecurityGroupIngressRule)
    .map((rule) => `${rule.cidr_ipv4 ?? rule.prefix_list_id} ${rule.from_port}-${rule.to_port}`)
    .sort();

test("hardens what it accepts and resists a careless destroy", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, Lb.tfResourceType, {
      load_balancer_type: "application",
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      enable_deletion_protection: true,
      lifecycle: { prevent_destroy: true },
      idle_timeout: 60,
      internal: false,
    }),
  ).toBe(true);
});

test("can be destroyed when told so", () => {
  const [open] = build({ deletionProtection: false }).all(Lb);
  expect(open).toMatchObject({ enable_deletion_protection: false });
  expect(open).not.toHaveProperty("lifecycle");
});

test("admits the internet on the ports it listens on when it is public", () => {
  expect(ingress({})).toEqual(["0.0.0.0/0 80-80"]);
  expect(ingress(https)).toEqual(["0.0.0.0/0 443-443", "0.0.0.0/0 80-80"]);
});

test("admits nobody by itself when it is internal", () => {
  expect(build({ internal: true }).all(Lb)).toMatchObject([{ internal: true }]);
  expect(ingress({ internal: true })).toEqual([]);
});

test("admits the given prefix lists and ranges in place of the internet", () => {
  expect(ingress({ ingressPrefixListIds: ["pl-1"] })).toEqual(["pl-1 80-80"]);
  expect(ingress({ ingressCidrs: ["10.0.0.0/8"], ingressPrefixListIds: ["pl-1"] })).toEqual([
    "10.0.0.0/8 80-80",
    "pl-1 80-80",
  ]);
  expect(ingress({ internal: true, ingressCidrs: ["10.0.0.0/8"] })).toEqual(["10.0.0.0/8 80-80"]);
});

test("admits nobody on a port that it does not listen on", () => {
  expect(ingress({ ...https, redirectHttp: false, ingressPrefixListIds: ["pl-1"] })).toEqual(["pl-1 443-443"]);
});

test("leaves the visitor's address as CloudFront wrote it, and else adds its own peer's", () => {
  expect(build({ internal: true, behindCloudFront: true }).all(Lb)).toMatchObject([
    { xff_header_processing_mode: "preserve" },
  ]);
  expect(build().all(Lb)[0]).not.toHaveProperty("xff_header_processing_mode");
});

test("keeps every rule apart from its security group, which is replaced before it is destroyed", () => {
  expect(build().all(SecurityGroup)).toEqual([
    expect.not.objectContaining({ ingress: expect.anything(), egress: expect.anything() }),
  ]);
  expect(build().all(SecurityGroup)).toMatchObject([
    { name_prefix: "site-", lifecycle: { create_before_destroy: true } },
  ]);
});

test("reaches nobody by itself", () => {
  expect(build().all(VpcSecurityGroupEgressRule)).toEqual([]);
});

test("writes access logs after the bucket lets it", () => {
  const { all, byId } = synth((stack) => {
    const policy = new S3BucketPolicy(stack, "LogsPolicy", { bucket: "logs", policy: "{}" });
    const accessLogs = { bucket: "logs", prefix: "site", ready: [policy] };
    new ApplicationLoadBalancer(stack, "LoadBalancer", { ...required, accessLogs });
  });
  expect(all(Lb)).toMatchObject([
    {
      access_logs: { bucket: "logs", prefix: "site", enabled: true },
      depends_on: Object.keys(byId(S3BucketPolicy)).map((id) => `aws_s3_bucket_policy.${id}`),
    },
  ]);
  expect(build().all(Lb)[0]).not.toHaveProperty("access_logs");
});

test("makes a service wait for its listeners", () => {
  expect(build().balancer.ready).toEqual([expect.any(LbListener)]);
});

test("takes subnets that are known only later", () => {
  expect(() => build({ subnetIds: Fn.tolist(["subnet-a"]) })).not.toThrow();
});

test.each([[[]], [["subnet-a"]], [["subnet-a", "subnet-a"]]])("refuses the subnets %j", (subnetIds) => {
  expect(() => build({ subnetIds })).toThrow(
    `test/LoadBalancer: subnetIds must hold two subnets or more, in different zones, got ${JSON.stringify(subnetIds)}`,
  );
});

test.each(["", "-site", "site-", "my_site", "internal-site", "x".repeat(33)])("refuses the name %j", (name) => {
  expect(() => build({ name })).toThrow(/^test\/LoadBalancer: name must have 1 to 32 letters, digits and hyphens/);
});

test.each([0, 4001, 1.5])("refuses an idle timeout of %d seconds", (idleTimeoutSeconds) => {
  expect(() => build({ idleTimeoutSeconds })).toThrow(
    `test/LoadBalancer: idleTimeoutSeconds must be a whole number from 1 to 4000, got ${idleTimeoutSeconds}`,
  );
});

test("refuses a certificate without names and names without a certificate", () => {
  const message = "test/LoadBalancer: certificateArn and domainNames go together, got";
  expect(() => build({ certificateArn: "arn:certificate" })).toThrow(`${message} no domain name`);
  expect(() => build({ certificateArn: "arn:certificate", domainNames: [] })).toThrow(`${message} no domain name`);
  expect(() => build({ domainNames: ["example.com"] })).toThrow(`${message} no certificate`);
});
