import { blockOf, blocksOf, isTrue, textOf, textsOf } from "../../terraform/json";
import { bad, type Finding, good, type Question, warn } from "../facts/finding";
import type { AuditedTypes } from "./audited-type";
import { own } from "./subnets";

const distributionTls: Question = ({ json }): Finding => {
  const behaviors = [...blocksOf(json.default_cache_behavior), ...blocksOf(json.ordered_cache_behavior)];
  const open = behaviors.some(({ viewer_protocol_policy }) => viewer_protocol_policy === "allow-all");
  const minimum = textOf(blockOf(json.viewer_certificate).minimum_protocol_version) ?? "CloudFront's own certificate";
  return open ? bad("HTTP is answered") : good(`HTTPS only, ${minimum}`);
};

const listenerTls: Question = ({ json }, tree): Finding => {
  const protocol = textOf(json.protocol) ?? "";
  if (protocol === "HTTPS" || protocol === "TLS")
    return good(`${protocol}, ${textOf(json.ssl_policy) ?? "default policy"}`);
  const action = blockOf(json.default_action);
  if (blockOf(action.redirect).protocol === "HTTPS") return good("redirects to HTTPS");
  const internal = tree.all("aws_lb").length > 0 && tree.all("aws_lb").every((lb) => isTrue(lb.json.internal));
  return internal ? warn(`${protocol} within the VPC`) : bad(`${protocol}, not encrypted`);
};

export const edgeAndNetwork: AuditedTypes = {
  aws_api_gateway_rest_api: { served: "an API's public endpoint" },
  aws_apigatewayv2_api: { served: "an API's public endpoint" },
  aws_cloudfront_distribution: {
    box: { title: "CloudFront", group: "edge", zone: "edge" },
    inTransit: distributionTls,
    accessLog: (resource, tree) => {
      const [delivery] = tree.referring(resource, "resource_arn", "aws_cloudwatch_log_delivery_source");
      return delivery || blocksOf(resource.json.logging_config).length > 0 ? good("access log") : warn("no access log");
    },
    endpoints: ({ json }) =>
      [...textsOf(json.aliases), "a name under cloudfront.net"].map((name) => ({ name, kind: "site, by CloudFront" })),
  },
  aws_eip: { endpoints: () => [{ name: "an Elastic IP", kind: "address that calls go out from" }] },
  aws_lb: {
    box: {
      title: "Load balancer",
      group: "network",
      subnets: own("subnets"),
      detail: ({ json }) => (isTrue(json.internal) ? "internal" : "internet-facing"),
    },
    accessLog: ({ json }) =>
      isTrue(blockOf(json.access_logs).enabled) ? good("access log to S3") : warn("no access log"),
    endpoints: ({ json }) =>
      isTrue(json.internal) ? [] : [{ name: "a name under elb.amazonaws.com", kind: "load balancer" }],
  },
  aws_lb_listener: { inTransit: listenerTls },
  aws_lb_target_group: {
    inTransit: ({ json }) =>
      json.protocol === "HTTPS" || json.protocol === "TLS"
        ? good(String(json.protocol))
        : warn(`${textOf(json.protocol) ?? "not set"} within the VPC`),
  },
  aws_nat_gateway: {
    box: { title: "NAT gateway", group: "network", subnets: own("subnet_id"), together: true },
  },
  aws_route53_record: {
    endpoints: (record) => {
      const name = record.readable(textOf(record.json.name) ?? "");
      const type = record.readable(textOf(record.json.type) ?? "");
      return /[‹$]/.test(name) ? [] : [{ name, kind: /[‹$]/.test(type) ? "DNS record" : `DNS record ${type}` }];
    },
  },
  aws_vpc: {
    accessLog: (resource, tree) => {
      const flows = tree.referring(resource, "vpc_id", "aws_flow_log");
      if (flows.length === 0) return bad("no flow log");
      return good(`flow log of ${flows.map(({ json }) => textOf(json.traffic_type) ?? "ALL").join(", ")} traffic`);
    },
  },
  aws_wafv2_web_acl: {
    box: { title: "WAF", group: "security", zone: "edge" },
    accessLog: (resource, tree) => {
      const [logging] = tree.referring(resource, "resource_arn", "aws_wafv2_web_acl_logging_configuration");
      return logging ? good("requests logged") : warn("requests not logged");
    },
  },
};
