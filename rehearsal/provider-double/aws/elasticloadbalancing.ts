import type { Inventory } from "../inventory";
import { afterSlash, byArn, type KnownTypes, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { guarded, inUse, quota, taken } from "../refusal";
import type { ObjectValue } from "../value";

const QUOTAS = {
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
};

export const elasticloadbalancing: KnownTypes = {
  aws_lb: {
    ...byArn("elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}"),
    computed: {
      dns_name: ({ name, known, region, hex }) =>
        `${known.internal === true ? "internal-" : ""}${name}-${Number.parseInt(hex(8), 16)}.${region}.elb.${dnsSuffix({ region })}`,
      zone_id: ({ hex }) => `Z${hex(13, "zone").toUpperCase()}`,
      arn_suffix: ({ known }) => afterSlash(known.arn),
    },
    // Its access log stays in the bucket.
    heldWhenDeleted: () => true,
    refuses: [
      taken(
        "Elastic Load Balancing v2: CreateLoadBalancer",
        "DuplicateLoadBalancerName",
        ["name"],
        ({ state }) => `A load balancer with the same name '${state.name}' exists, but with different settings`,
      ),
      quota(
        "Elastic Load Balancing v2: CreateLoadBalancer",
        "TooManyLoadBalancers",
        50,
        "The maximum number of load balancers has been reached.",
        QUOTAS,
      ),
      {
        on: "create",
        operation: "Elastic Load Balancing v2: CreateLoadBalancer",
        code: "InvalidConfigurationRequest",
        when: "two of its subnets lie in one zone",
        source: "robertdebock/terraform-aws-vault#5",
        text: ({ state, inventory }) =>
          twiceInAZone(state, inventory)
            ? "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
            : undefined,
      },
      guarded(
        "Elastic Load Balancing v2: DeleteLoadBalancer",
        "OperationNotPermitted",
        "its deletion protection is on",
        ({ state }) =>
          state.enable_deletion_protection === true
            ? `Load balancer '${state.arn}' cannot be deleted because deletion protection is enabled`
            : undefined,
        { source: "aws-cloudformation/rain#187" },
      ),
      inUse(
        "Elastic Load Balancing v2: DeleteLoadBalancer",
        "ResourceInUse",
        "arn",
        [["aws_cloudfront_vpc_origin", "vpc_origin_endpoint_config"]],
        ({ state }) =>
          `Load balancer '${state.arn}' cannot be deleted because it is currently associated with another service`,
        {
          source: "hashicorp/terraform#18753",
        },
      ),
    ],
  },
  aws_lb_target_group: {
    ...byArn("elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}"),
    computed: { arn_suffix: ({ known }) => text(known.arn).split(":").pop() },
    replacedBy: ["name", "name_prefix", "port", "protocol", "target_type", "vpc_id"],
    refuses: [
      taken(
        "Elastic Load Balancing v2: CreateTargetGroup",
        "DuplicateTargetGroupName",
        ["name"],
        ({ state }) => `A target group with the same name '${state.name}' exists, but with different settings`,
      ),
      inUse(
        "Elastic Load Balancing v2: DeleteTargetGroup",
        "ResourceInUse",
        "arn",
        [
          ["aws_lb_listener", "default_action"],
          ["aws_lb_listener_rule", "action"],
        ],
        ({ state }) => `Target group '${state.arn}' is currently in use by a listener or a rule`,
      ),
    ],
  },
  aws_lb_listener: {
    ...byArn("elasticloadbalancing:{region}:{account}:listener/{load_balancer_arn|suffix}/{hex16}"),
    refuses: [
      taken(
        "Elastic Load Balancing v2: CreateListener",
        "DuplicateListener",
        ["load_balancer_arn", "port"],
        ({ state }) => `A listener already exists on this port for this load balancer '${state.load_balancer_arn}'`,
      ),
      quota(
        "Elastic Load Balancing v2: CreateListener",
        "TooManyListeners",
        50,
        "The maximum number of listeners has been reached.",
        { ...QUOTAS, per: "load_balancer_arn" },
      ),
    ],
  },
  aws_lb_listener_rule: {
    ...byArn("elasticloadbalancing:{region}:{account}:listener-rule/{listener_arn|suffix}/{hex16}"),
    refuses: [
      taken(
        "Elastic Load Balancing v2: CreateRule",
        "PriorityInUse",
        ["listener_arn", "priority"],
        ({ state }) => `Priority '${state.priority}' is currently in use`,
      ),
      quota(
        "Elastic Load Balancing v2: CreateRule",
        "TooManyRules",
        100,
        "The maximum number of rules has been reached.",
        { ...QUOTAS, per: "listener_arn" },
      ),
    ],
  },
};

function twiceInAZone({ subnets }: ObjectValue, inventory: Inventory): boolean {
  const ids = Array.isArray(subnets) ? subnets : [];
  const zones = ids.flatMap((id) => inventory.find("aws_subnet", "id", id)?.availability_zone ?? []);
  return new Set(zones).size < zones.length;
}
