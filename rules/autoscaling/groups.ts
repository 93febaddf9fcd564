import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/autoscaling";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const autoScalingRules: readonly Rule[] = [
  {
    id: "launch-template-user-data",
    trap: 47,
    title: "User data of a launch template is base64",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html",
    severity: "error",
    fix: "Wrap the script in Fn.base64encode.",
    on: ["aws_launch_template"],
    *check(resource) {
      const written = resource.raw("user_data") ?? "";
      const encoded = /^\$\{(base64encode|base64gzip|filebase64)\(/.test(written) || /^\$\{[^}]*\}$/.test(written);
      if (!encoded && !BASE64.test(written.trim())) yield resource.problem("user_data", "plain text");
    },
  },
  {
    id: "auto-scaling-group-size",
    trap: 47,
    title: "An Auto Scaling group's sizes are in order: minimum, desired, maximum",
    source: `${GUIDE}/ec2/userguide/asg-capacity-limits.html`,
    severity: "error",
    fix: "Raise max_size or lower min_size.",
    on: ["aws_autoscaling_group"],
    *check(resource) {
      const least = resource.number("min_size");
      const most = resource.number("max_size");
      const desired = resource.number("desired_capacity");
      if (least !== undefined && most !== undefined && least > most)
        yield resource.problem("min_size", `max_size is ${most}`);
      else if (desired !== undefined && (desired < (least ?? 0) || desired > (most ?? desired))) {
        yield resource.problem("desired_capacity", `outside ${least} to ${most}`);
      }
    },
  },
  {
    id: "auto-scaling-group-health",
    trap: 47,
    title: "Health checks of type ELB need a load balancer that is attached to the Auto Scaling group",
    source: `${GUIDE}/ec2/userguide/health-checks-overview.html`,
    severity: "warning",
    fix: 'Use health_check_type = "EC2" for ECS instances: ECS watches its tasks itself.',
    on: ["aws_autoscaling_group"],
    *check(resource, tree) {
      const attached = ["target_group_arns", "load_balancers", "traffic_source"].some((name) => resource.has(name));
      const later = tree.referring(
        resource,
        "autoscaling_group_name",
        "aws_autoscaling_attachment",
        "aws_autoscaling_traffic_source_attachment",
      );
      if (resource.text("health_check_type") === "ELB" && !attached && later.length === 0)
        yield resource.problem("health_check_type");
    },
  },
  {
    id: "scaling-target-range",
    trap: 48,
    title: "A scaling target's minimum is at most its maximum, and of ECS it names a cluster and a service",
    source: `${GUIDE}/application/APIReference/API_RegisterScalableTarget.html`,
    severity: "error",
    fix: "Raise max_capacity or lower min_capacity; write service/<cluster>/<service>.",
    on: ["aws_appautoscaling_target"],
    *check(resource) {
      const least = resource.number("min_capacity");
      const most = resource.number("max_capacity");
      if (least !== undefined && most !== undefined && least > most)
        yield resource.problem("min_capacity", `max_capacity is ${most}`);
      const id = resource.text("resource_id");
      if (resource.text("service_namespace") === "ecs" && id !== undefined && !/^service\/[^/]+\/[^/]+$/.test(id))
        yield resource.problem("resource_id", "service/<cluster>/<service>");
    },
  },
  {
    id: "scaling-target-registered",
    writtenOnly: true,
    trap: 48,
    title: "A scaling policy or scheduled action is about a scaling target that is registered first",
    source: `${GUIDE}/application/APIReference/API_PutScalingPolicy.html`,
    severity: "error",
    fix: "Take resource_id from the aws_appautoscaling_target.",
    on: ["aws_appautoscaling_policy", "aws_appautoscaling_scheduled_action"],
    *check(resource, tree) {
      if (resource.followAll("resource_id").length > 0) return;
      const id = resource.text("resource_id");
      const targets = tree.all("aws_appautoscaling_target");
      const ids = targets.map((target) => target.text("resource_id"));
      const match = targets.find(
        (target, index) => ids[index] === id || target.raw("resource_id") === resource.raw("resource_id"),
      );
      const undecided = id === undefined && (ids.includes(undefined) || !resource.has("resource_id"));
      if (!match && !undecided) yield resource.problem("resource_id", "no scaling target has it");
      else if (match && match.stack === resource.stack && !resource.isAfter(match)) {
        yield resource.problem("resource_id", `does not depend on ${match.address}`);
      }
    },
  },
];
