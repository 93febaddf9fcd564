import type { Resource } from "../../terraform/block";
import type { Charge, Context, PricedTypes } from "../charge";
import { capacityUnits, throughLoadBalancer } from "../load-balancer";
import { gigabytesOut, logGigabytes, requests } from "../use";

/** What CloudFront gives each month for nothing. Source: https://aws.amazon.com/cloudfront/pricing/ */
const FREE_AT_THE_EDGE = { gigabytes: 1000, requests: 10_000_000 };
/** What AWS gives each month for nothing to the internet. Source: https://aws.amazon.com/ec2/pricing/on-demand/ */
const FREE_OUT_GB = 100;
/** GB a month that tasks fetch from services of AWS and wordpress.org: images, logs, updates. */
const FETCHED_GB = 5;
const MILLION = 1_000_000;
const HOURS = 730;

export const networkAndEdge: PricedTypes = {
  aws_nat_gateway: {
    byHour: (gateway, context) => [
      { part: "NAT gateways", item: "nat", quantity: zonesOf(gateway, context), share: 1 },
      ...regionalAddresses(gateway, context),
    ],
    byUse: (gateway, { tree }) => {
      if (tree.all("aws_nat_gateway")[0] !== gateway) return [];
      return [
        { part: "NAT gateways", item: "nat-gb", quantity: FETCHED_GB, note: "images, logs, updates; all gateways" },
      ];
    },
  },
  aws_eip: { byHour: () => [{ part: "Public IPv4 addresses", item: "ipv4", quantity: 1 }] },
  aws_vpc_endpoint: {
    byHour: (endpoint) => {
      if (endpoint.textOr("vpc_endpoint_type", "Gateway") !== "Interface") return [];
      const zones = endpoint.list("subnet_ids")?.length ?? 1;
      return [{ part: "Interface endpoints", item: "endpoint", quantity: zones }];
    },
    notCounted: "GB through interface endpoints",
  },
  aws_lb: {
    byHour: (balancer) => [
      { part: "Load balancer", item: "alb", quantity: 1 },
      ...(balancer.flag("internal") === true
        ? []
        : [{ part: "Public IPv4 addresses", item: "ipv4", quantity: balancer.list("subnets")?.length ?? 2 } as const]),
    ],
    byUse: loadBalancerUse,
  },
  aws_lb_listener_rule: {
    notCounted: (rule) =>
      rule.blocks("action").some((action) => action.has("authenticate_cognito"))
        ? "people who log in by Cognito before wp-admin: the first 10,000 a month are free"
        : undefined,
  },
  aws_cloudfront_distribution: {
    byUse: distributionUse,
    notCounted: "visitors in dearer countries than Europe and North America",
  },
  aws_wafv2_web_acl: {
    byHour: (acl) => [
      { part: "Web ACL", item: "web-acl", quantity: 1 },
      {
        part: "Web ACL",
        item: "web-acl-rule",
        quantity: acl.blocks("rule").length,
        note: "a rule group counts as one rule",
      },
    ],
    byUse: (_, { use }) => [{ part: "Web ACL", item: "web-acl-requests", quantity: requests(use) / MILLION }],
  },
  aws_route53_zone: { byHour: () => [{ part: "Hosted zones", item: "zone", quantity: 1 }] },
  aws_route53_record: { notCounted: "queries of DNS, but for aliases of AWS's own, which are free" },
  aws_flow_log: { notCounted: "what the flow log writes" },
};

/** A regional gateway is paid for each zone in use; any other stands in one. */
function zonesOf(gateway: Resource, { tree }: Context): number {
  return gateway.text("availability_mode") === "regional" ? privateZones(tree.all("aws_subnet")) : 1;
}

/** A regional gateway brings its addresses itself, one a zone. */
function regionalAddresses(gateway: Resource, { tree }: Context): Charge[] {
  if (gateway.text("availability_mode") !== "regional") return [];
  const quantity = privateZones(tree.all("aws_subnet"));
  return [{ part: "Public IPv4 addresses", item: "ipv4", quantity }];
}

function privateZones(subnets: readonly Resource[]): number {
  return Math.max(1, new Set(subnets.map((subnet) => subnet.text("availability_zone"))).size);
}

function loadBalancerUse(balancer: Resource, { tree, use }: Context): Charge[] {
  const hasCdn = tree.all("aws_cloudfront_distribution").length > 0;
  const { pages, files, gigabytes } = throughLoadBalancer(use, hasCdn);
  const out = Math.max(0, gigabytes - FREE_OUT_GB);
  const open = balancer.flag("internal") !== true && !hasCdn;
  return [
    { part: "Load balancer", item: "lcu", quantity: capacityUnits(use, hasCdn) * HOURS },
    {
      part: "Logs",
      item: "logs-in",
      quantity: logGigabytes((pages + files) * HOURS * 3600),
      note: "access log of the tasks",
    },
    ...(open
      ? [
          {
            part: "Traffic to the internet",
            item: "transfer-out",
            quantity: out,
            note: `${FREE_OUT_GB} GB a month are free`,
          } as const,
        ]
      : []),
  ];
}

function distributionUse(_: Resource, { use }: Context): Charge[] {
  return [
    {
      part: "CDN",
      item: "cloudfront-gb",
      quantity: Math.max(0, gigabytesOut(use) - FREE_AT_THE_EDGE.gigabytes),
      note: `${FREE_AT_THE_EDGE.gigabytes} GB a month are free`,
    },
    {
      part: "CDN",
      item: "cloudfront-requests",
      quantity: Math.max(0, requests(use) - FREE_AT_THE_EDGE.requests) / MILLION,
      note: `${FREE_AT_THE_EDGE.requests / MILLION} million a month are free`,
    },
  ];
}
