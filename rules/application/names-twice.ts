import type { Block, Finding, Resource, Rule, Tree } from "../rule";

/** Types whose names AWS takes once in an account and region, by the argument that names them. */
const NAMED: Readonly<Record<string, string>> = {
  aws_autoscaling_group: "name",
  aws_backup_plan: "name",
  aws_backup_vault: "name",
  aws_budgets_budget: "name",
  aws_cloudfront_cache_policy: "name",
  aws_cloudfront_function: "name",
  aws_cloudfront_origin_access_control: "name",
  aws_cloudfront_origin_request_policy: "name",
  aws_cloudfront_response_headers_policy: "name",
  aws_cloudtrail: "name",
  aws_cloudwatch_composite_alarm: "alarm_name",
  aws_cloudwatch_dashboard: "dashboard_name",
  aws_cloudwatch_event_bus: "name",
  aws_cloudwatch_event_rule: "name",
  aws_cloudwatch_log_group: "name",
  aws_cloudwatch_log_resource_policy: "policy_name",
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_db_instance: "identifier",
  aws_db_parameter_group: "name",
  aws_db_proxy: "name",
  aws_db_subnet_group: "name",
  aws_dynamodb_table: "name",
  aws_ecr_repository: "name",
  aws_ecs_capacity_provider: "name",
  aws_ecs_cluster: "name",
  aws_efs_file_system: "creation_token",
  aws_elasticache_parameter_group: "name",
  aws_elasticache_replication_group: "replication_group_id",
  aws_elasticache_serverless_cache: "name",
  aws_elasticache_subnet_group: "name",
  aws_elasticache_user: "user_id",
  aws_elasticache_user_group: "user_group_id",
  aws_iam_group: "name",
  aws_iam_instance_profile: "name",
  aws_iam_openid_connect_provider: "url",
  aws_iam_policy: "name",
  aws_iam_role: "name",
  aws_iam_user: "name",
  aws_key_pair: "key_name",
  aws_kms_alias: "name",
  aws_lambda_function: "function_name",
  aws_launch_template: "name",
  aws_lb: "name",
  aws_lb_target_group: "name",
  aws_rds_cluster: "cluster_identifier",
  aws_rds_cluster_instance: "identifier",
  aws_rds_cluster_parameter_group: "name",
  aws_s3_bucket: "bucket",
  aws_scheduler_schedule_group: "name",
  aws_secretsmanager_secret: "name",
  aws_sesv2_configuration_set: "configuration_set_name",
  aws_sesv2_email_identity: "email_identity",
  aws_sns_topic: "name",
  aws_sqs_queue: "name",
  aws_ssm_document: "name",
  aws_ssm_parameter: "name",
};

/** Types whose names are taken in all regions. */
const GLOBAL = /^aws_(iam|cloudfront|budgets)_|^aws_s3_bucket$/;

/** Types whose names differ by more than the case of letters. */
const CASELESS = /^aws_iam_/;

export const uniquenessRules: readonly Rule[] = [
  {
    id: "name-twice",
    trap: 66,
    title: "A name is given to one resource of a type, in whatever stack",
    source: "https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html",
    severity: "error",
    fix: "Give one of them another name, or refer to the one that is there.",
    on: Object.keys(NAMED),
    *check(resource, tree) {
      const attribute = NAMED[resource.type] ?? "name";
      const key = (one: Resource) => [placeOf(one), nameOf(one, attribute)];
      yield* givenTwice(resource, tree, key, attribute, literal(resource, attribute));
    },
  },
  {
    id: "listener-port-twice",
    trap: 66,
    title: "A load balancer has one listener on a port",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
    severity: "error",
    fix: "Add a rule to the listener that is there.",
    on: ["aws_lb_listener"],
    *check(resource, tree) {
      const key = (one: Resource) => [one.identity("load_balancer_arn"), literal(one, "port")];
      yield* givenTwice(resource, tree, key, "port");
    },
  },
  {
    id: "route-twice",
    trap: 66,
    title: "A route table has one route to a destination",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    severity: "error",
    fix: "Leave one of them out.",
    on: ["aws_route", "aws_route_table"],
    *check(resource, tree) {
      if (resource.type === "aws_route") {
        const key = (one: Resource) => [one.identity("route_table_id"), destinationOf(one)];
        yield* givenTwice(resource, tree, key, attributeOf(resource));
        return;
      }
      const standalone = tree.referring(resource, "route_table_id", "aws_route").map(destinationOf);
      const inline = resource.blocks("route").map(destinationOf);
      const twice = inline.find(
        (one, index) => one !== undefined && (inline.indexOf(one) < index || standalone.includes(one)),
      );
      if (twice !== undefined) yield resource.problem("route", "it has one already", twice);
    },
  },
];

const DESTINATIONS = [
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "cidr_block",
  "ipv6_cidr_block",
  "destination_prefix_list_id",
];

const attributeOf = (route: Block): string => DESTINATIONS.find((name) => route.has(name)) ?? "destination_cidr_block";

const destinationOf = (route: Block): string | undefined => route.identity(attributeOf(route));

/** The attribute where it is known; what is not is another rule's to count. */
function literal(resource: Resource, attribute: string): string | undefined {
  const known = resource.tree.resolve(resource.json[attribute], resource.stack);
  return typeof known === "string" || typeof known === "number" ? String(known) : undefined;
}

const nameOf = (resource: Resource, attribute: string): string | undefined => {
  const name = literal(resource, attribute);
  return CASELESS.test(resource.type) ? name?.toLowerCase() : name;
};

/** Where a name is taken; one text for all whose region nobody knows. */
function placeOf(resource: Resource): string {
  return GLOBAL.test(resource.type) ? "everywhere" : (resource.region ?? "");
}

/** The first resource of each type with each key, by tree and rule: every pair would be compared otherwise. */
const FIRST = new WeakMap<Tree, Map<string, Map<string, Resource>>>();

function firstByKey(
  tree: Tree,
  type: string,
  key: (one: Resource) => readonly (string | undefined)[],
): ReadonlyMap<string, Resource> {
  const known = FIRST.get(tree) ?? new Map<string, Map<string, Resource>>();
  FIRST.set(tree, known);
  const name = `${tree.rule}:${type}`;
  const found = known.get(name) ?? new Map<string, Resource>();
  if (known.has(name)) return found;
  known.set(name, found);
  for (const one of tree.all(type)) {
    const own = key(one);
    const text = JSON.stringify(own);
    if (!own.includes(undefined) && !found.has(text)) found.set(text, one);
  }
  return found;
}

/** A finding where an earlier resource has the same key, all of it known. */
export function* givenTwice(
  resource: Resource,
  tree: Tree,
  key: (one: Resource) => readonly (string | undefined)[],
  attribute: string,
  value?: string,
): Iterable<Finding> {
  const own = key(resource);
  if (own.includes(undefined)) return;
  const earlier = firstByKey(tree, resource.type, key).get(JSON.stringify(own));
  if (earlier !== undefined && earlier !== resource)
    yield resource.problem(attribute, `${earlier.constructPath} has it already`, value);
}
