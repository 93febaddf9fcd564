import { isDeepStrictEqual } from "node:util";
import type { Finding, Resource, Rule, Tree } from "../rule";

/** Types whose names AWS takes once in an account and region, by the argument that names them. */
const NAMED: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "name",
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_db_instance: "identifier",
  aws_ecr_repository: "name",
  aws_ecs_cluster: "name",
  aws_elasticache_replication_group: "replication_group_id",
  aws_iam_role: "name",
  aws_kms_alias: "name",
  aws_lb: "name",
  aws_lb_target_group: "name",
  aws_rds_cluster: "cluster_identifier",
  aws_s3_bucket: "bucket",
  aws_secretsmanager_secret: "name",
  aws_sns_topic: "name",
  aws_sqs_queue: "name",
  aws_ssm_parameter: "name",
};

/** Types whose names are taken in all regions. */
const GLOBAL = ["aws_iam_role", "aws_s3_bucket"];

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
      const key = (one: Resource) => [placeOf(one), literal(one, attribute)];
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
    on: ["aws_route"],
    *check(resource, tree) {
      const key = (one: Resource) => [
        one.identity("route_table_id"),
        literal(one, "destination_cidr_block") ?? literal(one, "destination_ipv6_cidr_block"),
      ];
      yield* givenTwice(resource, tree, key, "destination_cidr_block");
    },
  },
];

/** The attribute where it is known; what is not is another rule's to count. */
function literal(resource: Resource, attribute: string): string | undefined {
  const known = resource.tree.resolve(resource.json[attribute], resource.stack);
  return typeof known === "string" || typeof known === "number" ? String(known) : undefined;
}

/** Where a name is taken; one text for all whose region nobody knows. */
function placeOf(resource: Resource): string {
  return GLOBAL.includes(resource.type) ? "everywhere" : (resource.region ?? "");
}

/** A finding where an earlier resource has the same key, all of it known. */
function* givenTwice(
  resource: Resource,
  tree: Tree,
  key: (one: Resource) => readonly (string | undefined)[],
  attribute: string,
  value?: string,
): Iterable<Finding> {
  const own = key(resource);
  if (own.includes(undefined)) return;
  const earlier = tree.all(resource.type).find((other) => isDeepStrictEqual(key(other), own));
  if (earlier !== undefined && earlier !== resource)
    yield resource.problem(attribute, `${earlier.constructPath} has it already`, value);
}
