import type { Block } from "../../terraform/block";
import { listed, objectOf } from "../../terraform/json";
import { availabilityZones } from "../network/zones";
import type { Finding, Rule } from "../rule";

const USER_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest";

/** ALB, NLB and target group share their alphabet and their 32 characters. */
export const LOAD_BALANCER_NAME = /^(?!-)[0-9A-Za-z-]{1,32}(?<!-)$/;

const isApplication = (block: Block): boolean => block.textOr("load_balancer_type", "application") === "application";

export const loadBalancerRules: readonly Rule[] = [
  {
    id: "load-balancer-name",
    trap: 1,
    title:
      "A load balancer or target group name has 1 to 32 letters, digits and inner hyphens and does not start with internal-",
    source: `${USER_GUIDE}/APIReference/API_CreateLoadBalancer.html`,
    severity: "error",
    fix: "Shorten the name, or leave it out and let Terraform make one.",
    on: ["aws_lb", "aws_lb_target_group"],
    *check(resource) {
      const name = resource.text("name");
      const internal = resource.type === "aws_lb" && name?.startsWith("internal-");
      if (name !== undefined && (!LOAD_BALANCER_NAME.test(name) || internal))
        yield resource.problem("name", `${name.length} characters`);
      const prefix = resource.text("name_prefix");
      if (prefix !== undefined && !/^(?!-|internal-)[0-9A-Za-z-]{1,6}$/.test(prefix))
        yield resource.problem("name_prefix", "at most 6");
    },
  },
  {
    id: "load-balancer-zones",
    trap: 10,
    title: "An application load balancer needs subnets in at least two availability zones, one in each",
    source: `${USER_GUIDE}/application/application-load-balancers.html#subnets-load-balancer`,
    severity: "error",
    fix: "Give it one subnet in each of two or more availability zones.",
    on: ["aws_lb"],
    *check(resource, tree) {
      const subnets = resource.list("subnets");
      if (!resource.has("subnets") || !subnets || !isApplication(resource)) return;
      const zones = availabilityZones(tree, subnets, resource.stack);
      if (subnets.length < 2) yield resource.problem("subnets", "one subnet");
      else if (zones.repeated.length > 0)
        yield resource.problem("subnets", `two subnets in ${zones.repeated.join(", ")}`);
    },
  },
  {
    id: "load-balancer-log-bucket",
    writtenOnly: true,
    trap: 17,
    title:
      "The bucket of access logs must let load balancers in by its policy before logging starts, and cannot use KMS encryption",
    source: `${USER_GUIDE}/application/enable-access-logging.html`,
    severity: "error",
    fix: "Give the bucket SSE-S3 and a policy for logdelivery.elasticloadbalancing.amazonaws.com, and let the load balancer depend on the policy.",
    on: ["aws_lb"],
    *check(resource, tree) {
      for (const kind of ["access_logs", "connection_logs"]) {
        const logs = resource.block(kind);
        const bucket = logs?.follow("bucket");
        if (!logs || bucket?.type !== "aws_s3_bucket" || logs.flag("enabled") === false) continue;
        const policy = tree.referring(bucket, "bucket", "aws_s3_bucket_policy")[0];
        if (!policy) yield logs.problem("bucket", "the bucket has no policy");
        else if (policy.stack === resource.stack && !resource.isAfter(policy)) {
          yield logs.problem("bucket", `the load balancer does not depend on ${policy.address}`);
        }
        for (const encryption of tree.referring(
          bucket,
          "bucket",
          "aws_s3_bucket_server_side_encryption_configuration",
        )) {
          const algorithm = encryption
            .block("rule")
            ?.block("apply_server_side_encryption_by_default")
            ?.text("sse_algorithm");
          if (algorithm?.startsWith("aws:kms")) yield logs.problem("bucket", `${encryption.address} sets ${algorithm}`);
        }
      }
    },
  },
  {
    id: "load-balancer-alarm-dimension",
    trap: 20,
    title: "Dimensions of load balancer metrics are ARN suffixes, not ARNs or names",
    source: `${USER_GUIDE}/application/load-balancer-cloudwatch-metrics.html#load-balancer-metric-dimensions-alb`,
    severity: "error",
    fix: "Use the arn_suffix attribute of the load balancer and of the target group.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      for (const block of [resource, ...resource.blocks("metric_query").flatMap((query) => query.blocks("metric"))]) {
        if (block.text("namespace") === "AWS/ApplicationELB") yield* wrongDimensions(block);
      }
    },
  },
];

function* wrongDimensions(block: Block): Iterable<Finding> {
  const dimensions = block.map("dimensions");
  const forms: Readonly<Record<string, RegExp>> = {
    LoadBalancer: /^(app|net|gwy)\/[^/]+\/\w+$/,
    TargetGroup: /^targetgroup\/[^/]+\/\w+$/,
  };
  for (const [dimension, form] of Object.entries(forms)) {
    for (const value of listed(dimensions[dimension])) {
      const asked = block.tree.referent(value, block.stack)?.path.at(-1);
      const text = asked ? undefined : block.known(value, "dimensions");
      const literal = typeof text === "string" && !form.test(text);
      if (literal || asked === "arn" || asked === "id" || asked === "name") {
        yield block.problem("dimensions", `${dimension} must be an ARN suffix`, objectOf({ [dimension]: value }));
      }
    }
  }
}
