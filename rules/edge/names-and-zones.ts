import type { Block } from "../../terraform/block";
import type { Rule } from "../rule";

/** Namespaces whose metrics exist in us-east-1 only. */
const GLOBAL_NAMESPACES = ["AWS/CloudFront", "AWS/Route53"];

export const edgeRules: readonly Rule[] = [
  {
    id: "vpc-origin-gateway",
    trap: 55,
    title: "The VPC of a VPC origin has an internet gateway",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html",
    severity: "error",
    fix: "Attach an aws_internet_gateway to the VPC; no route to it is needed.",
    on: ["aws_cloudfront_vpc_origin"],
    *check(resource, tree) {
      const endpoint = resource.block("vpc_origin_endpoint_config");
      const balancer = endpoint?.follow("arn");
      const subnet = balancer?.followAll("subnets")[0];
      const vpc = subnet?.type === "aws_subnet" ? subnet.follow("vpc_id") : undefined;
      if (!endpoint || vpc?.type !== "aws_vpc" || vpc.mode !== "resource") return;
      const gateways = tree.referring(vpc, "vpc_id", "aws_internet_gateway", "aws_internet_gateway_attachment");
      if (gateways.length === 0) yield endpoint.problem("arn", `${vpc.address} has no internet gateway`);
    },
  },
  {
    id: "vpc-origin-port",
    trap: 55,
    title: "A VPC origin's port matches its protocol policy",
    source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_VpcOriginEndpointConfig.html",
    severity: "error",
    fix: "Point http_port or https_port at a listener of the load balancer.",
    on: ["aws_cloudfront_vpc_origin"],
    *check(resource, tree) {
      const endpoint = resource.block("vpc_origin_endpoint_config");
      const balancer = endpoint?.follow("arn");
      const policy = endpoint?.text("origin_protocol_policy");
      if (!endpoint || balancer?.type !== "aws_lb" || !policy) return;
      const attribute = policy === "https-only" ? "https_port" : "http_port";
      const port = endpoint.number(attribute);
      const listeners = tree
        .referring(balancer, "load_balancer_arn", "aws_lb_listener")
        .map((listener) => listener.number("port"));
      if (port !== undefined && listeners.length > 0 && !listeners.includes(undefined) && !listeners.includes(port)) {
        yield endpoint.problem(attribute, `listeners: ${listeners.join(", ")}`);
      }
    },
  },
  {
    id: "edge-alarm-region",
    trap: 56,
    title: "Metrics of CloudFront, Route 53 and global WAF exist in us-east-1 only",
    source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html",
    severity: "error",
    fix: "Make the alarm, and the topic that it notifies, with a provider for us-east-1.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const metrics = [resource, ...resource.blocks("metric_query").flatMap((query) => query.blocks("metric"))];
      const edge = metrics.find(
        (metric) => GLOBAL_NAMESPACES.includes(metric.text("namespace") ?? "") || isGlobalWaf(metric),
      );
      const { region } = resource;
      if (edge && region && region !== "us-east-1") yield edge.problem("namespace", `the alarm is in ${region}`);
    },
  },
  {
    id: "alarm-action-region",
    trap: 56,
    title: "An alarm notifies a topic of the same region",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    severity: "error",
    fix: "Make a topic with the alarm's provider.",
    on: ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"],
    *check(resource) {
      for (const attribute of ["alarm_actions", "ok_actions", "insufficient_data_actions"])
        for (const action of resource.list(attribute) ?? []) {
          const topic = resource.tree.referent(action, resource.stack)?.resource;
          const text = topic ? undefined : resource.tree.resolve(action, resource.stack);
          const named = typeof text === "string" ? /^arn:[\w-]+:sns:([\w-]+):/.exec(text)?.[1] : undefined;
          const region = topic ? topic.region : named;
          if (region === undefined || resource.region === undefined || region === resource.region) continue;
          yield resource.problem(
            attribute,
            `${topic?.address ?? String(text)} is in ${region}, the alarm in ${resource.region}`,
          );
          break;
        }
    },
  },
  {
    id: "certificate-validation-records",
    trap: 56,
    title: "A validation waits for records that this app writes, or has a time in which somebody writes them",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate_validation",
    severity: "error",
    fix: "Write aws_route53_record from domain_validation_options, or set timeouts.create to the time in which somebody does elsewhere.",
    on: ["aws_acm_certificate_validation"],
    *check(resource, tree) {
      if (resource.has("timeouts")) return;
      const certificate = resource.follow("certificate_arn");
      if (certificate?.text("validation_method") !== "DNS" || certificate.mode !== "resource") return;
      const records = tree.all("aws_route53_record").filter((record) => record.prerequisites.includes(certificate));
      if (records.length === 0 && !resource.has("validation_record_fqdns"))
        yield resource.problem("validation_record_fqdns");
    },
  },
  {
    id: "record-alias",
    trap: 56,
    title: "A DNS record has values with a TTL, or an alias, not both",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route53_record",
    severity: "error",
    fix: "Remove ttl and records beside alias, or set both without it.",
    on: ["aws_route53_record"],
    *check(resource) {
      const alias = resource.has("alias");
      for (const attribute of ["ttl", "records"])
        if (resource.has(attribute) === alias) yield resource.problem(attribute, alias ? "alias is set" : "no alias");
    },
  },
];

const isGlobalWaf = (metric: Block): boolean =>
  metric.text("namespace") === "AWS/WAFV2" && String(metric.map("dimensions").Region ?? "") === "CloudFront";
