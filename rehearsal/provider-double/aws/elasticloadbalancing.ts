import { afterSlash, byArn, type KnownTypes, text } from "../knowledge";

export const elasticloadbalancing: KnownTypes = {
  aws_lb: {
    ...byArn("elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}"),
    computed: {
      dns_name: ({ name, known, region, hex }) =>
        `${known.internal === true ? "internal-" : ""}${name}-${Number.parseInt(hex(8), 16)}.${region}.elb.amazonaws.com`,
      zone_id: ({ hex }) => `Z${hex(13, "zone").toUpperCase()}`,
      arn_suffix: ({ known }) => afterSlash(known.arn),
    },
    replacedBy: ["name", "name_prefix", "internal", "load_balancer_type"],
  },
  aws_lb_target_group: {
    ...byArn("elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}"),
    computed: { arn_suffix: ({ known }) => text(known.arn).split(":").pop() },
    replacedBy: ["name", "name_prefix", "port", "protocol", "target_type", "vpc_id"],
  },
  aws_lb_listener: {
    ...byArn("elasticloadbalancing:{region}:{account}:listener/{load_balancer_arn|suffix}/{hex16}"),
    replacedBy: ["load_balancer_arn"],
  },
  aws_lb_listener_rule: byArn("elasticloadbalancing:{region}:{account}:listener-rule/{listener_arn|suffix}/{hex16}"),
};
