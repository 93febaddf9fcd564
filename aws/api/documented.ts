import { TLS_POLICIES } from "../elb/tls-policies";
import type { Constraint } from "./constraint";

/** What AWS's documentation says of a value that the API's model leaves open. */
interface Documented extends Constraint {
  readonly source: string;
}

const ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest";
const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference";
const AUTO_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference";
const CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";

const DATABASE_ENGINES = [
  "aurora-mysql",
  "aurora-postgresql",
  "custom-oracle-ee",
  "custom-oracle-ee-cdb",
  "custom-oracle-se2",
  "custom-oracle-se2-cdb",
  "custom-sqlserver-dev",
  "custom-sqlserver-ee",
  "custom-sqlserver-se",
  "custom-sqlserver-web",
  "db2-ae",
  "db2-se",
  "mariadb",
  "mysql",
  "neptune",
  "docdb",
  "oracle-ee",
  "oracle-ee-cdb",
  "oracle-se2",
  "oracle-se2-cdb",
  "postgres",
  "sqlserver-dev-ee",
  "sqlserver-ee",
  "sqlserver-ex",
  "sqlserver-se",
  "sqlserver-web",
];
const engineOf = (operation: string): Documented => ({
  values: DATABASE_ENGINES,
  source: `${RDS}/API_${operation}.html`,
});

const lifecycleSupport = (operation: string): Documented => ({
  values: ["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"],
  source: `${RDS}/API_${operation}.html`,
});

const networkType = (operation: string): Documented => ({
  values: ["IPV4", "DUAL"],
  source: `${RDS}/API_${operation}.html`,
});

/** Authorities that sign for databases; `aws rds describe-certificates` lists them. */
const AUTHORITIES: Documented = {
  values: ["rds-ca-2019", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"],
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
};

const VOLUME_TYPES: Documented = {
  values: ["standard", "io1", "io2", "gp2", "gp3", "st1", "sc1"],
  source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html",
};

const TARGET_PROTOCOL_VERSIONS: Documented = {
  values: ["GRPC", "HTTP1", "HTTP2"],
  source: `${ELB}/APIReference/API_CreateTargetGroup.html`,
};

/** Topics, functions, Auto Scaling policies, actions of EC2 and Systems Manager. */
const ALARM_ACTION: Documented = { pattern: "^arn:[\\w-]+:[\\w-]+:.+$", source: CLOUDWATCH };

/** By Terraform's type and the path of the attribute. */
export const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, Documented>>>> = {
  aws_autoscaling_group: {
    health_check_type: {
      values: ["EC2", "ELB", "EBS", "VPC_LATTICE"],
      source: `${AUTO_SCALING}/API_CreateAutoScalingGroup.html`,
    },
    desired_capacity_type: {
      values: ["units", "vcpu", "memory-mib"],
      source: `${AUTO_SCALING}/API_CreateAutoScalingGroup.html`,
    },
    enabled_metrics: {
      values: [
        "GroupMinSize",
        "GroupMaxSize",
        "GroupDesiredCapacity",
        "GroupInServiceInstances",
        "GroupPendingInstances",
        "GroupStandbyInstances",
        "GroupTerminatingInstances",
        "GroupTotalInstances",
        "GroupInServiceCapacity",
        "GroupPendingCapacity",
        "GroupStandbyCapacity",
        "GroupTerminatingCapacity",
        "GroupTotalCapacity",
        "WarmPoolDesiredCapacity",
        "WarmPoolWarmedCapacity",
        "WarmPoolPendingCapacity",
        "WarmPoolTerminatingCapacity",
        "WarmPoolTotalCapacity",
        "WarmPoolMinSize",
        "GroupAndWarmPoolDesiredCapacity",
        "GroupAndWarmPoolTotalCapacity",
      ],
      source: `${AUTO_SCALING}/API_EnableMetricsCollection.html`,
    },
    suspended_processes: {
      values: [
        "Launch",
        "Terminate",
        "AddToLoadBalancer",
        "AlarmNotification",
        "AZRebalance",
        "HealthCheck",
        "InstanceRefresh",
        "ReplaceUnhealthy",
        "ScheduledActions",
      ],
      source: `${AUTO_SCALING}/API_SuspendProcesses.html`,
    },
    "mixed_instances_policy.instances_distribution.on_demand_allocation_strategy": {
      values: ["prioritized", "lowest-price"],
      source: `${AUTO_SCALING}/API_InstancesDistribution.html`,
    },
    "mixed_instances_policy.instances_distribution.spot_allocation_strategy": {
      values: ["lowest-price", "capacity-optimized", "capacity-optimized-prioritized", "price-capacity-optimized"],
      source: `${AUTO_SCALING}/API_InstancesDistribution.html`,
    },
  },
  aws_autoscaling_policy: {
    adjustment_type: {
      values: ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"],
      source: `${AUTO_SCALING}/API_PutScalingPolicy.html`,
    },
    policy_type: {
      values: ["SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"],
      source: `${AUTO_SCALING}/API_PutScalingPolicy.html`,
    },
    metric_aggregation_type: {
      values: ["Minimum", "Maximum", "Average"],
      source: `${AUTO_SCALING}/API_PutScalingPolicy.html`,
    },
  },
  aws_budgets_budget: {
    "notification.comparison_operator": {
      values: ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"],
      source: "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html",
    },
    "notification.threshold_type": {
      values: ["PERCENTAGE", "ABSOLUTE_VALUE"],
      source: "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html",
    },
    "notification.notification_type": {
      values: ["ACTUAL", "FORECASTED"],
      source: "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html",
    },
    "notification.subscriber_email_addresses": {
      pattern: "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$",
      longest: 50,
      source: "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Subscriber.html",
    },
  },
  aws_cloudfront_cache_policy: {
    name: {
      pattern: "^[\\w-]{1,128}$",
      source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html",
    },
  },
  aws_cloudwatch_metric_alarm: {
    alarm_actions: ALARM_ACTION,
    ok_actions: ALARM_ACTION,
    insufficient_data_actions: ALARM_ACTION,
    treat_missing_data: { values: ["breaching", "ignore", "missing", "notBreaching"], source: CLOUDWATCH },
    extended_statistic: {
      pattern: "^(?:(?:p|tm|wm|tc|ts)(?:100|\\d{1,2})(?:\\.\\d{1,10})?|(?:TM|WM|TC|TS|PR)\\([^()]*:[^()]*\\)|IQM|iqm)$",
      source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html",
    },
    evaluate_low_sample_count_percentiles: { values: ["evaluate", "ignore"], source: CLOUDWATCH },
  },
  aws_db_instance: {
    port: { least: 1150, most: 65_535, source: `${RDS}/API_CreateDBInstance.html` },
    backup_retention_period: { least: 0, most: 35, source: `${RDS}/API_CreateDBInstance.html` },
    monitoring_interval: {
      values: ["0", "1", "5", "10", "15", "30", "60"],
      source: `${RDS}/API_CreateDBInstance.html`,
    },
    engine: engineOf("CreateDBInstance"),
    engine_lifecycle_support: lifecycleSupport("CreateDBInstance"),
    network_type: networkType("CreateDBInstance"),
    ca_cert_identifier: AUTHORITIES,
    storage_type: { values: ["standard", "gp2", "gp3", "io1", "io2"], source: `${RDS}/API_CreateDBInstance.html` },
    license_model: {
      values: [
        "bring-your-own-license",
        "general-public-license",
        "license-included",
        "marketplace-license",
        "postgresql-license",
      ],
      source: `${RDS}/API_CreateDBInstance.html`,
    },
  },
  aws_elasticache_cluster: {
    engine: {
      values: ["memcached", "redis", "valkey"],
      source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html",
    },
  },
  aws_elasticache_replication_group: {
    port: {
      least: 1,
      most: 65_535,
      source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
    },
    engine: {
      values: ["redis", "valkey"],
      source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
    },
  },
  aws_elasticache_serverless_cache: {
    engine: {
      values: ["memcached", "redis", "valkey"],
      source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html",
    },
  },
  aws_appautoscaling_target: {
    resource_id: {
      pattern: "^[\\w:-]+(?:/.+)+$|^arn:.+$",
      source: "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
    },
  },
  aws_eip: {
    domain: {
      values: ["vpc"],
      source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html",
    },
  },
  aws_ecs_cluster: {
    "setting.value": {
      values: ["disabled", "enabled", "enhanced"],
      source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html",
    },
  },
  aws_instance: {
    "ebs_block_device.volume_type": VOLUME_TYPES,
    "root_block_device.volume_type": VOLUME_TYPES,
  },
  aws_lb: {
    idle_timeout: { least: 1, most: 4000, source: `${ELB}/APIReference/API_LoadBalancerAttribute.html` },
    client_keep_alive: { least: 60, most: 604_800, source: `${ELB}/APIReference/API_LoadBalancerAttribute.html` },
    desync_mitigation_mode: {
      values: ["monitor", "defensive", "strictest"],
      source: `${ELB}/APIReference/API_LoadBalancerAttribute.html`,
    },
    xff_header_processing_mode: {
      values: ["append", "preserve", "remove"],
      source: `${ELB}/APIReference/API_LoadBalancerAttribute.html`,
    },
    enforce_security_group_inbound_rules_on_private_link_traffic: {
      values: ["on", "off"],
      source: `${ELB}/APIReference/API_SetSecurityGroups.html`,
    },
    dns_record_client_routing_policy: {
      values: ["any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"],
      source: `${ELB}/APIReference/API_LoadBalancerAttribute.html`,
    },
  },
  aws_lb_listener: {
    "default_action.forward.target_group.weight": {
      least: 0,
      most: 999,
      source: `${ELB}/APIReference/API_TargetGroupTuple.html`,
    },
    ssl_policy: { values: TLS_POLICIES, source: `${ELB}/application/describe-ssl-policies.html` },
    alpn_policy: {
      values: ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"],
      source: `${ELB}/APIReference/API_CreateListener.html`,
    },
    "mutual_authentication.mode": {
      values: ["off", "passthrough", "verify"],
      source: `${ELB}/APIReference/API_MutualAuthenticationAttributes.html`,
    },
  },
  aws_lb_listener_rule: {
    "action.forward.target_group.weight": {
      least: 0,
      most: 999,
      source: `${ELB}/APIReference/API_TargetGroupTuple.html`,
    },
  },
  aws_lb_target_group: {
    "health_check.path": { pattern: "^/.*$", source: `${ELB}/APIReference/API_CreateTargetGroup.html` },
    deregistration_delay: { least: 0, most: 3600, source: `${ELB}/APIReference/API_TargetGroupAttribute.html` },
    slow_start: { least: 30, most: 900, source: `${ELB}/APIReference/API_TargetGroupAttribute.html` },
    "stickiness.cookie_duration": {
      least: 1,
      most: 604_800,
      source: `${ELB}/APIReference/API_TargetGroupAttribute.html`,
    },
    "health_check.interval": { least: 5, most: 300, source: `${ELB}/APIReference/API_CreateTargetGroup.html` },
    "health_check.timeout": { least: 2, most: 120, source: `${ELB}/APIReference/API_CreateTargetGroup.html` },
    "health_check.healthy_threshold": { least: 2, most: 10, source: `${ELB}/APIReference/API_CreateTargetGroup.html` },
    "health_check.unhealthy_threshold": {
      least: 2,
      most: 10,
      source: `${ELB}/APIReference/API_CreateTargetGroup.html`,
    },
    load_balancing_algorithm_type: {
      values: ["round_robin", "least_outstanding_requests", "weighted_random"],
      source: `${ELB}/APIReference/API_TargetGroupAttribute.html`,
    },
    protocol_version: TARGET_PROTOCOL_VERSIONS,
    "stickiness.type": {
      values: ["lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"],
      source: `${ELB}/APIReference/API_TargetGroupAttribute.html`,
    },
  },
  aws_rds_cluster: {
    port: { least: 1150, most: 65_535, source: `${RDS}/API_CreateDBCluster.html` },
    backup_retention_period: { least: 1, most: 35, source: `${RDS}/API_CreateDBCluster.html` },
    engine: engineOf("CreateDBCluster"),
    engine_lifecycle_support: lifecycleSupport("CreateDBCluster"),
    network_type: networkType("CreateDBCluster"),
    engine_mode: {
      values: ["global", "multimaster", "parallelquery", "provisioned", "serverless"],
      source: `${RDS}/API_CreateDBCluster.html`,
    },
    storage_type: {
      values: ["aurora", "aurora-iopt1", "gp3", "io1", "io2"],
      source: `${RDS}/API_CreateDBCluster.html`,
    },
  },
  aws_rds_cluster_instance: {
    engine: engineOf("CreateDBInstance"),
    ca_cert_identifier: AUTHORITIES,
  },
  aws_sns_topic_subscription: {
    protocol: {
      values: ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
      source: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    },
  },
  aws_route53_record: {
    ttl: {
      least: 0,
      most: 2_147_483_647,
      source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
    },
  },
  aws_sesv2_email_identity: {
    email_identity: {
      pattern: "^(?:[^@\\s]+@)?(?:[\\w-]+\\.)+[\\w-]{2,}$",
      source: "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html",
    },
  },
  aws_ssm_parameter: {
    name: {
      pattern: "^[\\w./-]+$",
      longest: 2048,
      source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
    },
  },
  aws_sns_topic: {
    name: {
      pattern: "^[\\w-]{1,256}(?:\\.fifo)?$",
      source: "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    },
  },
  aws_sqs_queue: {
    deduplication_scope: {
      values: ["messageGroup", "queue"],
      source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
    },
    fifo_throughput_limit: {
      values: ["perMessageGroupId", "perQueue"],
      source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
    },
  },
};
