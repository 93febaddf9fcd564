import { blockOf, blocksOf, isTrue, textOf, textsOf } from "../../terraform/json";
import { bad, type Finding, good, type Question, warn } from "../facts/finding";
import type { AuditedTypes } from "./audited-type";
import { own } from "./subnets";

const distributionTls: Question = ({ body }): Finding => {
  const behaviors = [...blocksOf(body.default_cache_behavior), ...blocksOf(body.ordered_cache_behavior)];
  const open = behaviors.some(({ viewer_protocol_policy }) => viewer_protocol_policy === "allow-all");
  const minimum = textOf(blockOf(body.viewer_certificate).minimum_protocol_version) ?? "CloudFront's own certificate";
  return open ? bad("HTTP is answered") : good(`HTTPS only, ${minimum}`);
};

const listenerTls: Question = ({ body }, system): Finding => {
  const protocol = textOf(body.protocol) ?? "";
  if (protocol === "HTTPS" || protocol === "TLS")
    return good(`${protocol}, ${textOf(body.ssl_policy) ?? "default policy"}`);
  const action = blockOf(body.default_action);
  if (blockOf(action.redirect).protocol === "HTTPS") return good("redirects to HTTPS");
  const internal = system.of("aws_lb").length > 0 && system.of("aws_lb").every((lb) => isTrue(lb.body.internal));
  return internal ? warn(`${protocol} within the VPC`) : bad(`${protocol}, not encrypted`);
};

export const edgeAndNetwork: AuditedTypes = {
  aws_api_gateway_rest_api: { served: "an API's public endpoint" },
  aws_apigatewayv2_api: { served: "an API's public endpoint" },
  aws_cloudfront_distribution: {
    box: { title: "CloudFront", group: "edge", zone: "edge" },
    inTransit: distributionTls,
    accessLog: (resource, system) => {
      const [delivery] = system.referring(resource, "resource_arn", "aws_cloudwatch_log_delivery_source");
      return delivery || blocksOf(resource.body.logging_config).length > 0 ? good("access log") : warn("no access log");
    },
    endpoints: ({ body }) =>
      [...textsOf(body.aliases), "a name under cloudfront.net"].map((name) => ({ name, kind: "site, by CloudFront" })),
  },
  aws_eip: { endpoints: () => [{ name: "an Elastic IP", kind: "address that calls go out from" }] },
  aws_lb: {
    box: {
      title: "Load balancer",
      group: "network",
      subnets: own("subnets"),
      detail: ({ body }) => (isTrue(body.internal) ? "internal" : "internet-facing"),
    },
    accessLog: ({ body }) =>
      isTrue(blockOf(body.access_logs).enabled) ? good("access log to S3") : warn("no access log"),
    endpoints: ({ body }) =>
      isTrue(body.internal) ? [] : [{ name: "a name under elb.amazonaws.com", kind: "load balancer" }],
  },
  aws_lb_listener: { inTransit: listenerTls },
  aws_lb_target_group: {
    inTransit: ({ body }) =>
      body.protocol === "HTTPS" || body.protocol === "TLS"
        ? good(String(body.protocol))
        : warn(`${textOf(body.protocol) ?? "not set"} within the VPC`),
  },
  aws_nat_gateway: {
    box: { title: "NAT gateway", group: "network", subnets: own("subnet_id"), together: true },
  },
  aws_route53_record: {
    endpoints: ({ stack, body }, system) => {
      const name = system.readable(stack, textOf(body.name) ?? "");
      const type = system.readable(stack, textOf(body.type) ?? "");
      return /[‹$]/.test(name) ? [] : [{ name, kind: /[‹$]/.test(type) ? "DNS record" : `DNS record ${type}` }];
    },
  },
  aws_vpc: {
    accessLog: (resource, system) => {
      const flows = system.referring(resource, "vpc_id", "aws_flow_log");
      if (flows.length === 0) return bad("no flow log");
      return good(`flow log of ${flows.map(({ body }) => textOf(body.traffic_type) ?? "ALL").join(", ")} traffic`);
    },
  },
  aws_wafv2_web_acl: {
    box: { title: "WAF", group: "security", zone: "edge" },
    accessLog: (resource, system) => {
      const [logging] = system.referring(resource, "resource_arn", "aws_wafv2_web_acl_logging_configuration");
      return logging ? good("requests logged") : warn("requests not logged");
    },
  },
};
