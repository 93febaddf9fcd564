import type { Block, Finding, Resource, Rule, Tree } from "../rule";

/** What an account that is new, or a service whoever asks, has at most of something. */
interface Quota {
  readonly id: string;
  /** What is counted, as the end of "… has at most N". */
  readonly title: string;
  readonly most: number;
  readonly on: readonly string[];
  /** The places that count; the first one over the quota is shown. */
  readonly counted: (owner: Resource, tree: Tree) => readonly Counted[];
  readonly source: string;
  readonly fix: string;
}

interface Counted {
  readonly finding: (detail: string, value: unknown) => Finding;
}

const blocksOf = (block: Block, name: string): Counted[] =>
  block.blocks(name).map(() => ({ finding: (detail, value) => block.problem(name, detail, value) }));

const elementsOf = (block: Block, name: string): Counted[] =>
  (block.list(name) ?? []).map(() => ({ finding: (detail, value) => block.problem(name, detail, value) }));

const referringBy =
  (attribute: string, ...types: readonly string[]) =>
  (owner: Resource, tree: Tree): Counted[] =>
    tree
      .referring(owner, attribute, ...types)
      .map((one) => ({ finding: (detail, value) => one.problem(attribute, detail, value) }));

const LOAD_BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";
const CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html";
const VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html";
const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";
const WAF = "https://docs.aws.amazon.com/waf/latest/developerguide/limits.html";
const AUTO_SCALING =
  "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html";
const SCHEDULES = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";
const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html";

const RAISE = "Ask for a higher quota and waive this rule, or spread them.";

const QUOTAS: readonly Quota[] = [
  {
    id: "quota-listeners",
    title: "listeners a load balancer",
    most: 50,
    on: ["aws_lb"],
    counted: referringBy("load_balancer_arn", "aws_lb_listener"),
    source: LOAD_BALANCER,
    fix: RAISE,
  },
  {
    id: "quota-listener-rules",
    title: "rules a listener, its default one left out",
    most: 100,
    on: ["aws_lb_listener"],
    counted: referringBy("listener_arn", "aws_lb_listener_rule"),
    source: LOAD_BALANCER,
    fix: RAISE,
  },
  {
    id: "quota-listener-certificates",
    title: "certificates a load balancer, the listeners' default ones left out",
    most: 25,
    on: ["aws_lb"],
    counted: (owner, tree) =>
      tree
        .referring(owner, "load_balancer_arn", "aws_lb_listener")
        .flatMap((listener) => referringBy("listener_arn", "aws_lb_listener_certificate")(listener, tree)),
    source: LOAD_BALANCER,
    fix: "Put the names into fewer certificates.",
  },
  {
    id: "quota-forward-targets",
    title: "target groups an action that forwards",
    most: 5,
    on: ["aws_lb_listener", "aws_lb_listener_rule"],
    counted: (owner) =>
      largest(
        [...owner.blocks("default_action"), ...owner.blocks("action")].flatMap((one) =>
          one.blocks("forward").map((forward) => blocksOf(forward, "target_group")),
        ),
      ),
    source: LOAD_BALANCER,
    fix: "Forward to fewer target groups.",
  },
  {
    id: "quota-attached-security-groups",
    title: "security groups a network interface",
    most: 5,
    on: [
      "aws_lb",
      "aws_ecs_service",
      "aws_efs_mount_target",
      "aws_db_instance",
      "aws_rds_cluster",
      "aws_vpc_endpoint",
      "aws_elasticache_replication_group",
      "aws_launch_template",
    ],
    counted: (owner) =>
      largest([
        ...["security_groups", "vpc_security_group_ids", "security_group_ids"].map((name) => elementsOf(owner, name)),
        ...[...owner.blocks("network_configuration"), ...owner.blocks("network_interfaces")].map((one) =>
          elementsOf(one, "security_groups"),
        ),
      ]),
    source: VPC,
    fix: "Put the rules into fewer groups.",
  },
  {
    id: "quota-service-target-groups",
    title: "target groups a service",
    most: 5,
    on: ["aws_ecs_service"],
    counted: (owner) => blocksOf(owner, "load_balancer"),
    source: ECS,
    fix: "Register at fewer target groups.",
  },
  {
    id: "quota-service-subnets",
    title: "subnets a service",
    most: 16,
    on: ["aws_ecs_service"],
    counted: (owner) => owner.blocks("network_configuration").flatMap((one) => elementsOf(one, "subnets")),
    source: ECS,
    fix: "Name fewer subnets.",
  },
  {
    id: "quota-capacity-providers",
    title: "capacity providers a cluster",
    most: 20,
    on: ["aws_ecs_cluster_capacity_providers"],
    counted: (owner) => elementsOf(owner, "capacity_providers"),
    source: ECS,
    fix: "Attach fewer providers.",
  },
  {
    id: "quota-behaviors",
    title: "cache behaviors a distribution, the default one included",
    most: 75,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => [...blocksOf(owner, "default_cache_behavior"), ...blocksOf(owner, "ordered_cache_behavior")],
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origins",
    title: "origins a distribution",
    most: 100,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => blocksOf(owner, "origin"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origin-groups",
    title: "origin groups a distribution",
    most: 10,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => blocksOf(owner, "origin_group"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-aliases",
    title: "aliases a distribution",
    most: 100,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => elementsOf(owner, "aliases"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origin-headers",
    title: "custom headers an origin",
    most: 30,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => largest(owner.blocks("origin").map((one) => blocksOf(one, "custom_header"))),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-policy-items",
    title: "headers, cookies or query strings a cache or origin request policy",
    most: 10,
    on: ["aws_cloudfront_cache_policy", "aws_cloudfront_origin_request_policy"],
    counted: (owner) => {
      const holder = owner.block("parameters_in_cache_key_and_forwarded_to_origin") ?? owner;
      const lists = [
        ["headers_config", "headers"],
        ["cookies_config", "cookies"],
        ["query_strings_config", "query_strings"],
      ].map(([config = "", list = ""]) =>
        holder.blocks(config).flatMap((one) => one.blocks(list).flatMap((items) => elementsOf(items, "items"))),
      );
      return largest(lists);
    },
    source: CLOUDFRONT,
    fix: 'Name fewer, or take "all" or "allExcept".',
  },
  {
    id: "quota-cache-policies",
    title: "cache policies an account",
    most: 20,
    on: ["aws_cloudfront_cache_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-origin-request-policies",
    title: "origin request policies an account",
    most: 20,
    on: ["aws_cloudfront_origin_request_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-response-headers-policies",
    title: "response headers policies an account",
    most: 20,
    on: ["aws_cloudfront_response_headers_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-response-headers",
    title: "custom headers a response headers policy",
    most: 10,
    on: ["aws_cloudfront_response_headers_policy"],
    counted: (owner) => owner.blocks("custom_headers_config").flatMap((one) => blocksOf(one, "items")),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-vpcs",
    title: "VPCs a region",
    most: 5,
    on: ["aws_vpc"],
    counted: (owner, tree) => all(owner, tree, "cidr_block"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-elastic-ips",
    title: "elastic IP addresses a region",
    most: 5,
    on: ["aws_eip"],
    counted: (owner, tree) => all(owner, tree, "domain"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-vpc-ranges",
    title: "IPv4 ranges a VPC, the first one included",
    most: 5,
    on: ["aws_vpc"],
    counted: (owner, tree) => [
      { finding: (detail, value) => owner.problem("cidr_block", detail, value) },
      ...referringBy("vpc_id", "aws_vpc_ipv4_cidr_block_association")(owner, tree),
    ],
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-subnets",
    title: "subnets a VPC",
    most: 200,
    on: ["aws_vpc"],
    counted: referringBy("vpc_id", "aws_subnet"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-interface-endpoints",
    title: "endpoints of interfaces a VPC",
    most: 50,
    on: ["aws_vpc"],
    counted: (owner, tree) =>
      tree
        .referring(owner, "vpc_id", "aws_vpc_endpoint")
        .filter((one) => one.text("vpc_endpoint_type") === "Interface")
        .map((one) => ({ finding: (detail, value) => one.problem("vpc_id", detail, value) })),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-network-acl-rules",
    title: "rules a network ACL in one direction",
    most: 20,
    on: ["aws_network_acl"],
    counted: (owner, tree) => {
      const rules = tree.referring(owner, "network_acl_id", "aws_network_acl_rule");
      const standalone = (egress: boolean) =>
        rules
          .filter((one) => (one.flag("egress") ?? false) === egress)
          .map((one) => ({
            finding: (detail: string, value: unknown) => one.problem("network_acl_id", detail, value),
          }));
      return largest([
        [...blocksOf(owner, "ingress"), ...standalone(false)],
        [...blocksOf(owner, "egress"), ...standalone(true)],
      ]);
    },
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-metric-filters",
    title: "metric filters a log group",
    most: 100,
    on: ["aws_cloudwatch_log_group"],
    counted: referringBy("log_group_name", "aws_cloudwatch_log_metric_filter"),
    source: LOGS,
    fix: "Count several things by one filter with dimensions.",
  },
  {
    id: "quota-subscription-filters",
    title: "subscription filters a log group",
    most: 2,
    on: ["aws_cloudwatch_log_group"],
    counted: referringBy("log_group_name", "aws_cloudwatch_log_subscription_filter"),
    source: LOGS,
    fix: "Send the log to one stream that several read.",
  },
  {
    id: "quota-metric-dimensions",
    title: "dimensions a metric filter",
    most: 3,
    on: ["aws_cloudwatch_log_metric_filter"],
    counted: (owner) =>
      owner.blocks("metric_transformation").flatMap((one) =>
        Object.keys(one.map("dimensions")).map(() => ({
          finding: (detail: string, value: unknown) => one.problem("dimensions", detail, value),
        })),
      ),
    source: LOGS,
    fix: "Name fewer dimensions.",
  },
  {
    id: "quota-log-policies",
    title: "resource policies of CloudWatch Logs a region",
    most: 10,
    on: ["aws_cloudwatch_log_resource_policy"],
    counted: (owner, tree) => all(owner, tree, "policy_name"),
    source: LOGS,
    fix: "Put the statements into fewer policies.",
  },
  {
    id: "quota-event-targets",
    title: "targets a rule of EventBridge",
    most: 5,
    on: ["aws_cloudwatch_event_rule"],
    counted: referringBy("rule", "aws_cloudwatch_event_target"),
    source: SCHEDULES,
    fix: "Send to one topic that several read.",
  },
  {
    id: "quota-scaling-steps",
    title: "steps a scaling policy",
    most: 20,
    on: ["aws_appautoscaling_policy"],
    counted: (owner) =>
      owner.blocks("step_scaling_policy_configuration").flatMap((one) => blocksOf(one, "step_adjustment")),
    source: AUTO_SCALING,
    fix: "Take larger steps.",
  },
  {
    id: "quota-scaling-policies",
    title: "scaling policies a target",
    most: 50,
    on: ["aws_appautoscaling_target"],
    counted: referringBy("resource_id", "aws_appautoscaling_policy"),
    source: AUTO_SCALING,
    fix: RAISE,
  },
  {
    id: "quota-regex-patterns",
    title: "patterns a pattern set of WAF",
    most: 10,
    on: ["aws_wafv2_regex_pattern_set"],
    counted: (owner) => blocksOf(owner, "regular_expression"),
    source: WAF,
    fix: "Join patterns by |, or take a second set.",
  },
  {
    id: "quota-certificate-names",
    title: "names a certificate",
    most: 10,
    on: ["aws_acm_certificate"],
    counted: (owner) => {
      const first = { finding: (detail: string, value: unknown) => owner.problem("domain_name", detail, value) };
      const own = owner.text("domain_name");
      const others = owner.texts("subject_alternative_names").filter((name) => name !== own);
      return [
        first,
        ...others.map(() => ({
          finding: (detail: string, value: unknown) => owner.problem("subject_alternative_names", detail, value),
        })),
      ];
    },
    source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html",
    fix: "Use a wildcard, or ask for a higher quota and waive this rule.",
  },
  {
    id: "quota-read-replicas",
    title: "read replicas a database",
    most: 15,
    on: ["aws_db_instance"],
    counted: referringBy("replicate_source_db", "aws_db_instance"),
    source: RDS,
    fix: "Make fewer replicas.",
  },
  {
    id: "quota-cluster-instances",
    title: "instances an Aurora cluster",
    most: 16,
    on: ["aws_rds_cluster"],
    counted: referringBy("cluster_identifier", "aws_rds_cluster_instance"),
    source: RDS,
    fix: "Make fewer readers.",
  },
  {
    id: "quota-budget-notifications",
    title: "notifications a budget",
    most: 10,
    on: ["aws_budgets_budget"],
    counted: (owner) => blocksOf(owner, "notification"),
    source: "https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html",
    fix: "Make a second budget.",
  },
  {
    id: "quota-budget-addresses",
    title: "addresses a notification of a budget",
    most: 10,
    on: ["aws_budgets_budget"],
    counted: (owner) =>
      largest(owner.blocks("notification").map((one) => elementsOf(one, "subscriber_email_addresses"))),
    source: "https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html",
    fix: "Notify a topic, or a list that forwards.",
  },
  {
    id: "quota-alarm-actions",
    title: "actions an alarm for one state",
    most: 5,
    on: ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"],
    counted: (owner) =>
      largest(["alarm_actions", "ok_actions", "insufficient_data_actions"].map((name) => elementsOf(owner, name))),
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
    fix: "Notify one topic that several read.",
  },
  {
    id: "quota-alarm-metrics",
    title: "metrics an alarm",
    most: 10,
    on: ["aws_cloudwatch_metric_alarm"],
    counted: (owner) =>
      blocksOf(owner, "metric_query").filter((_, index) => owner.blocks("metric_query")[index]?.has("metric")),
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
    fix: "Make several alarms and a composite one.",
  },
  {
    id: "quota-trails",
    title: "trails a region",
    most: 5,
    on: ["aws_cloudtrail"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
    fix: "Use one trail.",
  },
  {
    id: "quota-internet-gateways",
    title: "internet gateways a region",
    most: 5,
    on: ["aws_internet_gateway"],
    counted: (owner, tree) => all(owner, tree, "vpc_id"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-cors-rules",
    title: "rules of CORS a bucket",
    most: 100,
    on: ["aws_s3_bucket_cors_configuration"],
    counted: (owner) => blocksOf(owner, "cors_rule"),
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
    fix: "Put rules together.",
  },
];

/** All resources of the owner's type and region, asked of the first of them only. */
function all(owner: Resource, tree: Tree, attribute: string): Counted[] {
  const same = tree.all(owner.type).filter(({ region }) => region === owner.region);
  if (same[0] !== owner) return [];
  return same.map((one) => ({ finding: (detail, value) => one.problem(attribute, detail, value) }));
}

const largest = (lists: readonly (readonly Counted[])[]): readonly Counted[] =>
  lists.reduce((most, list) => (list.length > most.length ? list : most), []);

const ruleOf = ({ id, title, most, on, counted, source, fix }: Quota): Rule => ({
  id,
  trap: 77,
  title: `AWS takes at most ${most.toLocaleString("en")} ${title}`,
  source,
  severity: "error",
  fix,
  on,
  *check(resource, tree) {
    const found = counted(resource, tree);
    const first = found[most];
    if (first) yield first.finding(`${found.length} in all`, found.length);
  },
});

export const quotaRules: readonly Rule[] = QUOTAS.map(ruleOf);
