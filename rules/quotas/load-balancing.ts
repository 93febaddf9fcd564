import { blocksOf, elementsOf, largest, type Quota, RAISE, referringBy, VPC } from "./quota";

const LOAD_BALANCER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html";

const AUTO_SCALING =
  "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html";

/** Load balancers, services and their groups. */
export const LOAD_BALANCING_QUOTAS: readonly Quota[] = [
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
];
