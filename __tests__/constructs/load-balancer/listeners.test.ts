import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { httpListener, httpsListeners, type ListenerProps } from "../../../constructs/load-balancer/listeners";
import { synth } from "../../support/synth";

const arns = { loadBalancerArn: "arn:balancer", targetGroupArn: "arn:targets" };
const site = { certificateArn: "arn:certificate", domainNames: ["example.com"] };
const http = () => synth((stack) => httpListener(stack, {}, arns));
const https = (props: Partial<ListenerProps> = {}) =>
  synth((stack) => httpsListeners(stack, { ...site, ...props }, arns));

test("without a certificate hands every request on port 80 to the targets", () => {
  const { all } = http();
  expect(all(LbListener)).toMatchObject([
    { port: 80, protocol: "HTTP", default_action: [{ type: "forward", target_group_arn: "arn:targets" }] },
  ]);
  expect(all(LbListenerRule)).toEqual([]);
});

test("with a certificate sends port 80 to HTTPS for good", () => {
  expect(
    Testing.toHaveResourceWithProperties(https().json, LbListener.tfResourceType, {
      port: 80,
      default_action: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } }],
    }),
  ).toBe(true);
});

test("leaves port 80 closed where it should", () => {
  expect(https({ redirectHttp: false }).all(LbListener)).toMatchObject([{ port: 443, protocol: "HTTPS" }]);
});

test("speaks TLS 1.2 and 1.3 with the certificate, and does not tell what it is", () => {
  expect(
    Testing.toHaveResourceWithProperties(https().json, LbListener.tfResourceType, {
      port: 443,
      protocol: "HTTPS",
      certificate_arn: "arn:certificate",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      routing_http_response_server_enabled: false,
    }),
  ).toBe(true);
  expect(http().all(LbListener)).toMatchObject([{ routing_http_response_server_enabled: false }]);
});

test("answers 404 to hosts that are not the site's", () => {
  const [, listener] = https().all(LbListener);
  expect(listener).toMatchObject({
    default_action: [{ type: "fixed-response", fixed_response: { status_code: "404" } }],
  });
  expect(https().all(LbListenerRule)).toMatchObject([
    {
      condition: [{ host_header: { values: ["example.com"] } }],
      action: [{ type: "forward", target_group_arn: "arn:targets" }],
    },
  ]);
});

test("spreads more than five hosts over several rules, each with its own priority", () => {
  const domainNames = Array.from({ length: 11 }, (_, index) => `h${index}.example.com`);
  const rules = https({ domainNames }).all(LbListenerRule);
  expect(rules.map((rule) => rule.priority)).toEqual([100, 101, 102]);
  expect(
    rules.flatMap((rule) => (rule.condition as { host_header: { values: string[] } }[])[0]?.host_header.values),
  ).toEqual(domainNames);
});

test("keeps browsers to HTTPS for a year, or not at all", () => {
  const header = "routing_http_response_strict_transport_security_header_value";
  expect(https().all(LbListener)[1]).toMatchObject({ [header]: "max-age=31536000" });
  expect(https({ hstsSeconds: 60 }).all(LbListener)[1]).toMatchObject({ [header]: "max-age=60" });
  expect(https({ hstsSeconds: 0 }).all(LbListener)[1]).not.toHaveProperty(header);
});

test.each([-1, 1.5])("refuses to keep them for %d seconds", (hstsSeconds) => {
  expect(() => https({ hstsSeconds })).toThrow(
    `test: hstsSeconds must be a whole number of 0 or more, got ${hstsSeconds}`,
  );
});

const two = { ...arns, alternateTargetGroupArn: "arn:alternate" };
const shiftedAction = {
  action: [
    {
      type: "forward",
      forward: {
        target_group: [
          { arn: "arn:targets", weight: 100 },
          { arn: "arn:alternate", weight: 0 },
        ],
      },
    },
  ],
  lifecycle: { ignore_changes: ["action"] },
};

test("with two target groups forwards by one rule, whose weights a plan leaves alone", () => {
  const plain = synth((stack) => httpListener(stack, {}, two));
  expect(plain.all(LbListener)).toMatchObject([{ default_action: [{ type: "fixed-response" }] }]);
  expect(plain.all(LbListenerRule)).toMatchObject([
    { ...shiftedAction, condition: [{ path_pattern: { values: ["/*"] } }] },
  ]);
  const secure = synth((stack) => httpsListeners(stack, site, two));
  expect(secure.all(LbListenerRule)).toMatchObject([
    { ...shiftedAction, condition: [{ host_header: { values: ["example.com"] } }] },
  ]);
});

test("refuses more names than one rule takes where requests are shifted", () => {
  const domainNames = ["a", "b", "c", "d", "e", "f"].map((label) => `${label}.example.com`);
  expect(() => synth((stack) => httpsListeners(stack, { ...site, domainNames }, two))).toThrow(
    "test: domainNames must be 5 or fewer with twoTargetGroups, since ECS shifts the requests of one rule, got 6",
  );
});
