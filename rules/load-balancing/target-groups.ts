import type { Block } from "../../terraform/block";
import type { Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";
const MATCHER = /^([2-4]\d\d)(-[2-4]\d\d)?(,([2-4]\d\d)(-[2-4]\d\d)?)*$/;

export const targetGroupRules: readonly Rule[] = [
  {
    id: "health-check-timeout",
    trap: 12,
    title: "A health check's timeout is shorter than its interval",
    source: `${GUIDE}/target-group-health-checks.html`,
    severity: "error",
    fix: "Lower the timeout or raise the interval.",
    on: ["aws_lb_target_group"],
    *check(resource) {
      const check = resource.block("health_check");
      const timeout = check?.number("timeout");
      const interval = check?.numberOr("interval", 30);
      if (check && timeout !== undefined && interval !== undefined && timeout >= interval)
        yield check.problem("timeout", `the interval is ${interval} s`);
    },
  },
  {
    id: "health-check-matcher",
    trap: 12,
    title: "A health check's matcher lists status codes or ranges from 200 to 499",
    source: `${GUIDE}/target-group-health-checks.html`,
    severity: "error",
    fix: 'Write codes such as "200", "200,302" or "200-299".',
    on: ["aws_lb_target_group"],
    *check(resource) {
      const check = resource.block("health_check");
      const codes = check?.text("matcher");
      // Codes of gRPC are 0 to 99.
      const http =
        resource.textOr("protocol", "HTTP")?.startsWith("HTTP") && resource.text("protocol_version") !== "GRPC";
      if (check && codes && http && !MATCHER.test(codes)) yield check.problem("matcher");
    },
  },
  {
    id: "target-group-port",
    trap: 14,
    title: "A target group other than for Lambda needs port, protocol and VPC",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
    severity: "error",
    fix: "Set port, protocol and vpc_id.",
    on: ["aws_lb_target_group"],
    *check(resource) {
      if (resource.text("target_type") === "lambda") return;
      for (const attribute of ["port", "protocol", "vpc_id"])
        if (!resource.has(attribute)) yield resource.problem(attribute);
    },
  },
  {
    id: "target-group-replacement",
    writtenOnly: true,
    trap: 15,
    title:
      "A target group that a listener uses can be replaced only when its successor comes first, under another name",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group",
    severity: "warning",
    fix: "Use name_prefix instead of name and set lifecycle.create_before_destroy.",
    on: ["aws_lb_target_group"],
    *check(resource, tree) {
      if (listenersOf(tree, resource).length === 0) return;
      if (resource.has("name")) yield resource.problem("name", "a fixed name clashes with its successor's");
      if (resource.block("lifecycle")?.flag("create_before_destroy") !== true)
        yield resource.problem("lifecycle.create_before_destroy");
    },
  },
  {
    id: "target-group-stickiness",
    trap: 42,
    title: "Stickiness by a cookie of the application names it, and not by one of the load balancer's own names",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html",
    severity: "error",
    fix: "Set cookie_name to the application's cookie, or take lb_cookie.",
    on: ["aws_lb_target_group"],
    *check(resource) {
      for (const stickiness of resource.blocks("stickiness")) {
        if (stickiness.text("type") !== "app_cookie") continue;
        const cookie = stickiness.text("cookie_name");
        if (!stickiness.has("cookie_name")) yield stickiness.problem("cookie_name", "app_cookie needs it");
        else if (cookie !== undefined && /^AWSALB/i.test(cookie))
          yield stickiness.problem("cookie_name", "the load balancer's own");
      }
    },
  },
  {
    id: "scaling-resource-label",
    trap: 20,
    title: "Scaling on ALBRequestCountPerTarget names load balancer and target group in its resource label",
    source: "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
    severity: "error",
    fix: "Set resource_label to <load balancer arn_suffix>/<target group arn_suffix>.",
    on: ["aws_appautoscaling_policy"],
    *check(resource) {
      const metric = resource
        .block("target_tracking_scaling_policy_configuration")
        ?.block("predefined_metric_specification");
      if (metric?.text("predefined_metric_type") !== "ALBRequestCountPerTarget") return;
      if (!metric.has("resource_label")) yield metric.problem("resource_label");
      else if (!isLabel(metric)) yield metric.problem("resource_label", "must be app/…/…/targetgroup/…/…");
    },
  },
];

function isLabel(metric: Block): boolean {
  const label = metric.raw("resource_label") ?? "";
  const parts = /^(\$\{[^}]+\})\/(\$\{[^}]+\})$/.exec(label);
  if (parts)
    return parts.slice(1).every((part) => metric.tree.referent(part, metric.stack)?.path.at(-1) === "arn_suffix");
  return label.includes("${") || /^app\/[^/]+\/\w+\/targetgroup\/[^/]+\/\w+$/.test(label);
}

/** Listeners and listener rules that forward to the target group, in all stacks. */
export function listenersOf(tree: Tree, targetGroup: Resource): Resource[] {
  return tree.all("aws_lb_listener", "aws_lb_listener_rule").filter((listener) => {
    const actions = [...listener.blocks("default_action"), ...listener.blocks("action")];
    return actions.some((action) => {
      const groups = action.blocks("forward").flatMap((forward) => forward.blocks("target_group"));
      return (
        action.follow("target_group_arn") === targetGroup || groups.some((group) => group.follow("arn") === targetGroup)
      );
    });
  });
}
