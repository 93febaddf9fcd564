import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { type TargetGroupProps, taskTargetGroup } from "../../../constructs/load-balancer/target-group";
import { synth } from "../../support/synth";

const build = (props: Partial<TargetGroupProps> = {}) =>
  synth((stack) =>
    taskTargetGroup(stack, { vpcId: "vpc-1", targetType: "ip", deregistrationDelaySeconds: 60, ...props }),
  );

test("registers tasks by address and asks each whether it can serve", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, LbTargetGroup.tfResourceType, {
      target_type: "ip",
      protocol: "HTTP",
      port: 8080,
      load_balancing_algorithm_type: "least_outstanding_requests",
      health_check: {
        path: "/healthz",
        matcher: "200",
        interval: 15,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
    }),
  ).toBe(true);
});

test("can be replaced while a listener uses it", () => {
  const [group] = build().all(LbTargetGroup);
  expect(group).toMatchObject({ name_prefix: "wp-", lifecycle: { create_before_destroy: true } });
  expect(group).not.toHaveProperty("name");
});

test("gives a leaving target thirty seconds unless told otherwise", () => {
  expect(build().all(LbTargetGroup)).toMatchObject([{ deregistration_delay: "60" }]);
  expect(build({ deregistrationDelaySeconds: 0 }).all(LbTargetGroup)).toMatchObject([{ deregistration_delay: "0" }]);
});

test("takes another port, path and prefix", () => {
  const props = { targetPort: 80, healthCheckPath: "/ready", targetGroupPrefix: "blog-" };
  expect(build(props).all(LbTargetGroup)).toMatchObject([
    { port: 80, name_prefix: "blog-", health_check: { path: "/ready" } },
  ]);
});

test.each(["", "-wp", "sevenxx", "a_b"])("refuses the prefix %j", (targetGroupPrefix) => {
  expect(() => build({ targetGroupPrefix })).toThrow(
    `test: targetGroupPrefix must have 1 to 6 letters, digits and hyphens, got ${JSON.stringify(targetGroupPrefix)}`,
  );
});

test("refuses a health check path that is none", () => {
  expect(() => build({ healthCheckPath: "healthz" })).toThrow('test: healthCheckPath must start with /, got "healthz"');
});

test.each([-1, 3601, 0.5])("refuses a deregistration delay of %d seconds", (deregistrationDelaySeconds) => {
  expect(() => build({ deregistrationDelaySeconds })).toThrow(
    `test: deregistrationDelaySeconds must be a whole number from 0 to 3600, got ${deregistrationDelaySeconds}`,
  );
});
