import { beforeEach, expect, test } from "vitest";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";
import { TestAccount } from "./support/account";

let aws: TestAccount;
beforeEach(() => {
  aws = new TestAccount();
});

/** Types whose second create under one name AWS refuses, with what it says. */
const names: readonly (readonly [type: string, config: ObjectValue, says: string])[] = [
  [
    "aws_ecr_repository",
    { name: "site" },
    "RepositoryAlreadyExistsException: The repository with name 'site' already exists in the registry with id '111122223333'",
  ],
  ["aws_iam_role", { name: "task", path: "/" }, "EntityAlreadyExists: Role with name task already exists."],
  [
    "aws_iam_openid_connect_provider",
    { url: "https://token.example" },
    "EntityAlreadyExists: Provider with url https://token.example already exists.",
  ],
  [
    "aws_cloudwatch_log_group",
    { name: "/ecs/site" },
    "ResourceAlreadyExistsException: The specified log group already exists",
  ],
  [
    "aws_db_instance",
    { identifier: "site-db", engine: "mysql" },
    "DBInstanceAlreadyExists: DB instance already exists",
  ],
  ["aws_db_subnet_group", { name: "site", subnet_ids: ["subnet-1"] }, "DBSubnetGroupAlreadyExists"],
  ["aws_s3_bucket", { bucket: "site-logs" }, "BucketAlreadyOwnedByYou"],
  [
    "aws_secretsmanager_secret",
    { name: "site-keys" },
    "ResourceExistsException: The operation failed because the secret site-keys already exists.",
  ],
  ["aws_lb", { name: "site", subnets: [] }, "DuplicateLoadBalancerName"],
  ["aws_lb_target_group", { name: "site" }, "DuplicateTargetGroupName"],
  ["aws_dynamodb_table", { name: "lock" }, "ResourceInUseException: Table already exists: lock"],
  ["aws_kms_alias", { name: "alias/site", target_key_id: "k" }, "AlreadyExistsException: An alias with the name"],
  [
    "aws_route53_record",
    { zone_id: "Z1", name: "www.Example.com.", type: "A" },
    "InvalidChangeBatch: [Tried to create resource record set [name='www.example.com.', type='A'] but it already exists]",
  ],
  ["aws_wafv2_web_acl", { name: "site", scope: "REGIONAL" }, "WAFDuplicateItemException"],
  ["aws_backup_vault", { name: "site" }, "AlreadyExistsException: Backup vault with the same name already exists"],
  ["aws_ssm_parameter", { name: "/site/id", type: "String" }, "ParameterAlreadyExists"],
  ["aws_budgets_budget", { name: "site" }, "DuplicateRecordException"],
  [
    "aws_scheduler_schedule",
    { name: "cron", group_name: "default" },
    "ConflictException: Schedule cron already exists.",
  ],
  ["aws_cloudfront_cache_policy", { name: "pages" }, "CachePolicyAlreadyExists"],
];

test.each(names)("a second %s of one name is refused in AWS's words", async (type, config, says) => {
  const first = await aws.create(type, config);
  await expect(aws.create(type, config)).rejects.toThrow(says);
  await aws.delete(type, { ...first, recovery_window_in_days: 0, skip_final_snapshot: true });
  await expect(aws.create(type, config)).resolves.toBeDefined();
});

test("a name that one region has is free in another, but not that of a role", async () => {
  const virginia = new TestAccount("us-east-1");
  Object.assign(virginia.account, { inventory: aws.inventory });
  await aws.create("aws_cloudwatch_log_group", { name: "/ecs/site" });
  await expect(virginia.create("aws_cloudwatch_log_group", { name: "/ecs/site" })).resolves.toBeDefined();
  await aws.create("aws_iam_role", { name: "task", path: "/" });
  await expect(virginia.create("aws_iam_role", { name: "task", path: "/" })).rejects.toThrow("EntityAlreadyExists");
});

test("a deleted secret holds its name through its recovery window", async () => {
  const secret = await aws.create("aws_secretsmanager_secret", { name: "site-keys", recovery_window_in_days: 7 });
  await aws.delete("aws_secretsmanager_secret", secret);
  await expect(aws.create("aws_secretsmanager_secret", { name: "site-keys" })).rejects.toThrow(
    "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
});

/** What holds a resource: its type, how it is made from the resource, and what AWS says to the deletion. */
const users: readonly (readonly [
  type: string,
  config: ObjectValue,
  user: string,
  uses: (state: ObjectValue) => ObjectValue,
  says: string,
])[] = [
  [
    "aws_vpc",
    { cidr_block: "10.0.0.0/16" },
    "aws_subnet",
    ({ id = null }) => ({ vpc_id: id, cidr_block: "10.0.0.0/24" }),
    "has dependencies and cannot be deleted.",
  ],
  [
    "aws_subnet",
    { cidr_block: "10.0.0.0/24" },
    "aws_efs_mount_target",
    ({ id = null }) => ({ subnet_id: id, file_system_id: "fs-1" }),
    "DependencyViolation: The subnet",
  ],
  [
    "aws_security_group",
    { name: "a" },
    "aws_db_instance",
    ({ id = null }) => ({ identifier: "db", vpc_security_group_ids: [id] }),
    "has a dependent object",
  ],
  [
    "aws_lb_target_group",
    { name: "site" },
    "aws_lb_listener",
    ({ arn = null }) => ({
      port: 80,
      load_balancer_arn: "lb",
      default_action: [{ type: "forward", target_group_arn: arn }],
    }),
    "is currently in use by a listener or a rule",
  ],
  [
    "aws_lb",
    { name: "site", subnets: [] },
    "aws_cloudfront_vpc_origin",
    ({ arn = null }) => ({ vpc_origin_endpoint_config: [{ name: "site", arn }] }),
    "ResourceInUse: Load balancer",
  ],
  [
    "aws_db_subnet_group",
    { name: "site", subnet_ids: [] },
    "aws_db_instance",
    ({ name = null }) => ({ identifier: "site-db", db_subnet_group_name: name }),
    "InvalidDBSubnetGroupStateFault: Cannot delete the subnet group 'site' because at least one database instance: site-db is still using it.",
  ],
  [
    "aws_db_parameter_group",
    { name: "site", family: "mysql8.4" },
    "aws_db_instance",
    ({ name = null }) => ({ identifier: "d", parameter_group_name: name }),
    "InvalidDBParameterGroupState",
  ],
  [
    "aws_elasticache_subnet_group",
    { name: "site", subnet_ids: [] },
    "aws_elasticache_replication_group",
    ({ name = null }) => ({ replication_group_id: "r", subnet_group_name: name }),
    "CacheSubnetGroupInUse",
  ],
  [
    "aws_efs_file_system",
    { creation_token: "a" },
    "aws_efs_mount_target",
    ({ id = null }) => ({ file_system_id: id, subnet_id: "subnet-1" }),
    "FileSystemInUse",
  ],
  [
    "aws_iam_role",
    { name: "task", path: "/" },
    "aws_iam_role_policy_attachment",
    ({ name = null }) => ({ role: name, policy_arn: "arn" }),
    "DeleteConflict: Cannot delete entity, must detach all policies first.",
  ],
  [
    "aws_iam_role",
    { name: "task", path: "/" },
    "aws_iam_instance_profile",
    ({ name = null }) => ({ name: "p", role: name }),
    "must remove roles from instance profile first",
  ],
  [
    "aws_acm_certificate",
    { domain_name: "example.com" },
    "aws_lb_listener",
    ({ arn = null }) => ({ port: 443, load_balancer_arn: "lb", certificate_arn: arn }),
    "ResourceInUseException: Certificate",
  ],
  [
    "aws_s3_bucket",
    { bucket: "errors" },
    "aws_s3_object",
    () => ({ bucket: "errors", key: "502.html" }),
    "BucketNotEmpty",
  ],
  [
    "aws_ecs_cluster",
    { name: "site" },
    "aws_ecs_service",
    ({ arn = null }) => ({ name: "web", cluster: arn }),
    "ClusterContainsServicesException",
  ],
  [
    "aws_cloudfront_cache_policy",
    { name: "pages" },
    "aws_cloudfront_distribution",
    ({ id = null }) => ({ default_cache_behavior: [{ cache_policy_id: id }] }),
    "CachePolicyInUse",
  ],
  [
    "aws_cloudwatch_event_rule",
    { name: "failed" },
    "aws_cloudwatch_event_target",
    () => ({ rule: "failed", target_id: "log", arn: "a" }),
    "Rule can't be deleted since it has targets.",
  ],
  [
    "aws_backup_plan",
    { name: "site" },
    "aws_backup_selection",
    ({ id = null }) => ({ plan_id: id, name: "all" }),
    "Related backup plan selections",
  ],
];

test.each(users)("%s is not deleted while in use", async (type, config, user, uses, says) => {
  const own = await aws.create(type, config);
  const holder = await aws.create(user, uses(own));
  await expect(aws.delete(type, own)).rejects.toThrow(says);
  await aws.delete(user, { ...holder, skip_final_snapshot: true });
  await expect(aws.delete(type, own)).resolves.toBeUndefined();
});

test("a security group is no user of itself", async () => {
  const group = await aws.create("aws_security_group", { name: "a" });
  const id = group.id ?? null;
  await aws.create("aws_vpc_security_group_ingress_rule", {
    security_group_id: id,
    referenced_security_group_id: id,
    ip_protocol: "tcp",
  });
  await expect(aws.delete("aws_security_group", group)).resolves.toBeUndefined();
});

test("CloudFront's prefix list counts for 55 of a group's 60 rules", async () => {
  const rule = { security_group_id: "sg-1", ip_protocol: "tcp", prefix_list_id: "pl-1" };
  await aws.create("aws_vpc_security_group_ingress_rule", { ...rule, from_port: 443, to_port: 443 });
  await expect(
    aws.create("aws_vpc_security_group_ingress_rule", { ...rule, from_port: 80, to_port: 80 }),
  ).rejects.toThrow("RulesPerSecurityGroupLimitExceeded");
});

test("a sixth VPC or address is more than an account has by default", async () => {
  for (let number = 0; number < 5; number++) {
    await aws.create("aws_vpc", { cidr_block: `10.${number}.0.0/16` });
    await aws.create("aws_eip", { domain: "vpc" });
  }
  await expect(aws.create("aws_vpc", { cidr_block: "10.9.0.0/16" })).rejects.toThrow("VpcLimitExceeded");
  await expect(aws.create("aws_eip", { domain: "vpc" })).rejects.toThrow("AddressLimitExceeded");
});

test("subnets of a VPC have no address in common", async () => {
  await aws.create("aws_subnet", { vpc_id: "vpc-1", cidr_block: "10.0.0.0/20" });
  await expect(aws.create("aws_subnet", { vpc_id: "vpc-1", cidr_block: "10.0.15.0/24" })).rejects.toThrow(
    "The CIDR '10.0.15.0/24' conflicts with another subnet",
  );
  await expect(aws.create("aws_subnet", { vpc_id: "vpc-1", cidr_block: "10.0.16.0/20" })).resolves.toBeDefined();
});

test("an internet gateway stays while a load balancer of its VPC has a public address", async () => {
  const gateway = await aws.create("aws_internet_gateway", { vpc_id: "vpc-1" });
  const { id = null } = await aws.create("aws_subnet", { vpc_id: "vpc-1", cidr_block: "10.0.0.0/24" });
  const balancer = await aws.create("aws_lb", { name: "site", subnets: [id], internal: false });
  await expect(aws.delete("aws_internet_gateway", gateway)).rejects.toThrow("has some mapped public address(es)");
  await aws.delete("aws_lb", balancer);
  await expect(aws.delete("aws_internet_gateway", gateway)).resolves.toBeUndefined();
});

test("what is protected from deletion is deleted only after the protection is off", async () => {
  const database = await aws.create("aws_db_instance", {
    identifier: "db",
    deletion_protection: true,
    skip_final_snapshot: true,
  });
  const balancer = await aws.create("aws_lb", { name: "site", subnets: [], enable_deletion_protection: true });
  await expect(aws.delete("aws_db_instance", database)).rejects.toThrow("Cannot delete protected DB Instance");
  await expect(aws.delete("aws_lb", balancer)).rejects.toThrow("because deletion protection is enabled");
  aws.account.protectionLifted = true;
  await aws.delete("aws_db_instance", database);
  await aws.delete("aws_lb", balancer);
});

test("a database leaves no second snapshot of one name, and none without a name", async () => {
  const config = { identifier: "db", final_snapshot_identifier: "db-final" };
  await aws.delete("aws_db_instance", await aws.create("aws_db_instance", config));
  const second = await aws.create("aws_db_instance", config);
  await expect(aws.delete("aws_db_instance", second)).rejects.toThrow("DBSnapshotAlreadyExists");
  await expect(aws.delete("aws_db_instance", { ...second, final_snapshot_identifier: null })).rejects.toThrow(
    "FinalDBSnapshotIdentifier is required",
  );
});

test("a database neither shrinks nor takes a new major version unasked", async () => {
  const database = await aws.create("aws_db_instance", {
    identifier: "db",
    allocated_storage: 40,
    engine_version: "8.4.6",
  });
  await expect(aws.update("aws_db_instance", database, { allocated_storage: 20 })).rejects.toThrow("cannot be reduced");
  await expect(aws.update("aws_db_instance", database, { engine_version: "9.1.0" })).rejects.toThrow(
    "AllowMajorVersionUpgrade",
  );
  await expect(aws.update("aws_db_instance", database, { engine_version: "8.4.7" })).resolves.toBeDefined();
});

test.each([
  ["aws_db_instance", "identifier", "instance"],
  ["aws_rds_cluster", "cluster_identifier", "cluster"],
])(
  "the advanced mode of Database Insights of an %s asks for Performance Insights of 465 days",
  async (type, name, what) => {
    const config = { [name]: "db", database_insights_mode: "advanced", performance_insights_enabled: true };
    const refusal = `modify your ${what} to enable Performance Insights and set the retention period for Performance Insights to at least 465 days`;
    await expect(aws.create(type, { ...config, performance_insights_retention_period: 372 })).rejects.toThrow(refusal);
    const database = await aws.create(type, { ...config, performance_insights_retention_period: 465 });
    await expect(aws.update(type, database, { performance_insights_enabled: false })).rejects.toThrow(refusal);
  },
);

test("a service has a network configuration exactly for tasks with an interface each, and takes no tasks of the other kind", async () => {
  const task = (family: string, mode: string) =>
    aws.create("aws_ecs_task_definition", { family, network_mode: mode, container_definitions: "[]" });
  const [awsvpc, bridge] = [await task("a", "awsvpc"), await task("b", "bridge")];
  const network = [{ subnets: ["subnet-1"] }];
  const service = (definition: typeof awsvpc, network_configuration: typeof network) =>
    aws.create("aws_ecs_service", {
      name: "site",
      cluster: "site",
      task_definition: definition.arn ?? null,
      network_configuration,
    });
  await expect(service(awsvpc, [])).rejects.toThrow("Network Configuration must be provided");
  await expect(service(bridge, network)).rejects.toThrow("Network Configuration is not valid");
  const made = await service(awsvpc, network);
  await expect(
    aws.update("aws_ecs_service", made, { task_definition: bridge.arn ?? null, network_configuration: [] }),
  ).rejects.toThrow("Network Configuration is not valid");
});

test("an address set in use is not deleted", async () => {
  const set = await aws.create("aws_wafv2_ip_set", { name: "office", scope: "REGIONAL", addresses: [] });
  const statement = [{ ip_set_reference_statement: [{ arn: set.arn ?? null }] }];
  const acl = await aws.create("aws_wafv2_web_acl", { name: "site", scope: "REGIONAL", rule: [{ statement }] });
  await expect(aws.delete("aws_wafv2_ip_set", set)).rejects.toThrow("WAFAssociatedItemException");
  await aws.delete("aws_wafv2_web_acl", acl);
  await expect(aws.delete("aws_wafv2_ip_set", set)).resolves.toBeUndefined();
});

test("a VPC origin in use is neither changed nor deleted", async () => {
  const origin = await aws.create("aws_cloudfront_vpc_origin", {
    vpc_origin_endpoint_config: [{ name: "site", arn: "lb" }],
  });
  await aws.create("aws_cloudfront_distribution", {
    origin: [{ vpc_origin_config: [{ vpc_origin_id: origin.id ?? null }] }],
  });
  const change = { vpc_origin_endpoint_config: [{ name: "site", arn: "other" }] };
  await expect(aws.update("aws_cloudfront_vpc_origin", origin, change)).rejects.toThrow("CannotUpdateEntityWhileInUse");
  await expect(aws.delete("aws_cloudfront_vpc_origin", origin)).rejects.toThrow("CannotDeleteEntityWhileInUse");
});

test("ECS refuses a service whose target group no listener uses yet", async () => {
  const { arn = null } = await aws.create("aws_lb_target_group", { name: "site" });
  const service = { name: "web", cluster: "c", load_balancer: [{ target_group_arn: arn }] };
  await expect(aws.create("aws_ecs_service", service)).rejects.toThrow("does not have an associated load balancer.");
  await aws.create("aws_lb_listener", {
    port: 80,
    load_balancer_arn: "lb",
    default_action: [{ target_group_arn: arn }],
  });
  await expect(aws.create("aws_ecs_service", service)).resolves.toBeDefined();
});

test("a tag of an immutable repository is pushed once, whatever Terraform remembers", async () => {
  const { repository_url: url } = await aws.create("aws_ecr_repository", {
    name: "site",
    image_tag_mutability: "IMMUTABLE",
  });
  const image = { name: `${url}:abc`, keep_remotely: true };
  const pushed = await aws.create("docker_registry_image", image);
  const says =
    "tag invalid: The image tag 'abc' already exists in the 'site' repository and cannot be overwritten because the tag is immutable.";
  await expect(aws.create("docker_registry_image", image)).rejects.toThrow(says);
  await aws.delete("docker_registry_image", pushed);
  await expect(aws.create("docker_registry_image", image)).rejects.toThrow(says);
  await expect(aws.create("docker_registry_image", { ...image, name: `${url}:def` })).resolves.toBeDefined();
});

test("parameters come back as RDS keeps them", async () => {
  const group = (type: string, value: string) =>
    aws.create(type, { name: `${type}-${value}`, parameter: [{ name: "require_secure_transport", value }] });
  const instance = await group("aws_db_parameter_group", "ON");
  expect(aws.refresh("aws_db_parameter_group", instance).parameter).toMatchObject([{ value: "1" }]);
  const kept = await group("aws_db_parameter_group", "1");
  expect(aws.refresh("aws_db_parameter_group", kept)).toEqual(kept);
  const cluster = await group("aws_rds_cluster_parameter_group", "ON");
  expect(aws.refresh("aws_rds_cluster_parameter_group", cluster)).toEqual(cluster);
});

test("ECS tags the Auto Scaling group of a capacity provider", async () => {
  const group = await aws.create("aws_autoscaling_group", { name: "web", tag: [] });
  expect(aws.refresh("aws_autoscaling_group", group).tag).toEqual([]);
  await aws.create("aws_ecs_capacity_provider", {
    name: "p",
    auto_scaling_group_provider: [{ auto_scaling_group_arn: group.arn ?? null }],
  });
  expect(aws.refresh("aws_autoscaling_group", group).tag).toMatchObject([{ key: "AmazonECSManaged" }]);
});

test("a repository with images in it stays, unless it may be emptied", async () => {
  const repository = await aws.create("aws_ecr_repository", { name: "site", force_delete: false });
  await aws.create("docker_registry_image", { name: `${repository.repository_url}:1` });
  await expect(aws.delete("aws_ecr_repository", repository)).rejects.toThrow(
    "RepositoryNotEmptyException: The repository with name 'site' in registry with id '111122223333' cannot be deleted because it still contains images",
  );
  await expect(aws.delete("aws_ecr_repository", { ...repository, force_delete: true })).resolves.toBeUndefined();
});

test.each([
  ["cache_policy_id", "NoSuchCachePolicy", "658327ea-f89d-4fab-a63d-7e88639e58f6"],
  ["origin_request_policy_id", "NoSuchOriginRequestPolicy", "216adef6-5c7f-47e4-b989-5492eafa07d3"],
  ["response_headers_policy_id", "NoSuchResponseHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03"],
])("a distribution names a %s that is there, or AWS's own", async (attribute, code, managed) => {
  const distribution = (id: string) => ({ default_cache_behavior: [{ [attribute]: id }] });
  await expect(aws.create("aws_cloudfront_distribution", distribution(managed.replace("-4", "-5")))).rejects.toThrow(
    code,
  );
  const made = await aws.create("aws_cloudfront_distribution", distribution(managed));
  await expect(aws.update("aws_cloudfront_distribution", made, distribution("other"))).rejects.toThrow(code);
});

test("a state machine's definition is JSON whose states are all there, and a name has one definition", async () => {
  const defined = (Next: string, Comment = "") =>
    JSON.stringify({ Comment, StartAt: "Begin", States: { Begin: { Type: "Pass", Next }, Done: { Type: "Succeed" } } });
  const machine = (definition: string) => ({ name: "findings", type: "STANDARD", definition });
  const create = (definition: string) => aws.create("aws_sfn_state_machine", machine(definition));
  await expect(create("{")).rejects.toThrow("InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON");
  await expect(create("{}")).rejects.toThrow("States is missing");
  await expect(create(defined("Gone"))).rejects.toThrow("Missing 'Next' target: Gone");
  const made = await create(defined("Done"));
  await expect(create(defined("Done"))).resolves.toMatchObject({ arn: made.arn });
  await expect(create(defined("Done", "another"))).rejects.toThrow("StateMachineAlreadyExists");
  const changed = aws.update("aws_sfn_state_machine", made, machine(defined("Gone")));
  await expect(changed).rejects.toThrow("InvalidDefinition");
});
