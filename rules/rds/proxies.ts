import { mismatch } from "../forms";
import { availabilityZones } from "../network/zones";
import type { Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference";

/** 1 to 63 letters, digits and single inner hyphens, a letter first. */
const PROXY_NAME = /^(?=.{1,63}$)[A-Za-z](-?[A-Za-z0-9])*$/;

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  MYSQL: ["mysql", "mariadb", "aurora-mysql"],
  POSTGRESQL: ["postgres", "aurora-postgresql"],
  SQLSERVER: ["sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web"],
};

export const rdsProxyRules: readonly Rule[] = [
  {
    id: "rds-proxy-name",
    trap: 64,
    title: "A proxy's name has 1 to 63 letters, digits and single inner hyphens, a letter first",
    source: `${API}/API_CreateDBProxy.html`,
    severity: "error",
    fix: "Use letters, digits and single hyphens.",
    on: ["aws_db_proxy"],
    *check(resource) {
      yield* mismatch(resource, "name", PROXY_NAME, "single inner hyphens, a letter first, at most 63");
    },
  },
  {
    id: "rds-proxy-subnet-zones",
    trap: 64,
    title: "A proxy stands in subnets of at least two availability zones",
    source: `${GUIDE}/rds-proxy-network-prereqs.html`,
    severity: "error",
    fix: "Add a subnet in a second availability zone.",
    on: ["aws_db_proxy"],
    *check(resource, tree) {
      const subnets = resource.list("vpc_subnet_ids");
      if (!subnets) return;
      const zones = availabilityZones(tree, subnets, resource.stack);
      if (subnets.length < 2 || (zones.complete && zones.distinct < 2))
        yield resource.problem("vpc_subnet_ids", "one availability zone");
    },
  },
  {
    id: "rds-proxy-auth",
    trap: 64,
    title: "A proxy knows its users by secrets with the JSON keys username and password",
    source: `${GUIDE}/rds-proxy-secrets-arns.html`,
    severity: "error",
    fix: "Name a secret in auth, and write username and password into it, or set default_auth_scheme = IAM_AUTH.",
    on: ["aws_db_proxy"],
    *check(resource, tree) {
      const users = resource.blocks("auth");
      if (users.length === 0 && resource.textOr("default_auth_scheme", "NONE") === "NONE")
        yield resource.problem("auth");
      for (const user of users) {
        const secret = user.follow("secret_arn");
        const missing = secret ? missingKeys(secret, tree) : [];
        if (!user.has("secret_arn")) yield user.problem("secret_arn");
        else if (missing.length > 0)
          yield user.problem("secret_arn", `${secret?.address} has no ${missing.join(", ")}`);
      }
    },
  },
  {
    id: "rds-proxy-role-policy",
    writtenOnly: true,
    trap: 64,
    title: "A proxy's role has its policy before the proxy reads secrets by it",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
    severity: "error",
    fix: "Let the proxy depend on the role's policy.",
    on: ["aws_db_proxy"],
    *check(resource, tree) {
      const role = resource.follow("role_arn");
      if (role?.type !== "aws_iam_role" || role.stack !== resource.stack) return;
      const rights = tree.referring(role, "role", "aws_iam_role_policy_attachment", "aws_iam_role_policy");
      const late = rights.find((right) => !resource.isAfter(right));
      if (late) yield resource.problem("role_arn", `does not depend on ${late.address}`);
    },
  },
  {
    id: "rds-proxy-target",
    trap: 64,
    title: "A proxy leads to one instance that is written to, or one cluster, of its engine family",
    source: `${GUIDE}/rds-proxy.html#rds-proxy.limitations`,
    severity: "error",
    fix: "Name either the instance or the cluster, never a read replica, and the family of its engine.",
    on: ["aws_db_proxy_target"],
    *check(resource) {
      const named = ["db_instance_identifier", "db_cluster_identifier"].filter((name) => resource.has(name));
      const [attribute] = named;
      if (attribute === undefined || named.length > 1) {
        yield resource.problem("db_instance_identifier", "one of it and db_cluster_identifier");
        return;
      }
      const target = resource.follow(attribute);
      if (target?.has("replicate_source_db")) yield resource.problem(attribute, `${target.address} is a read replica`);
      const family = resource.follow("db_proxy_name")?.text("engine_family") ?? "";
      const engine = target?.text("engine");
      if (engine && FAMILIES[family] && !FAMILIES[family].includes(engine))
        yield resource.problem(attribute, `its engine is ${engine}, the proxy's family ${family}`);
    },
  },
  {
    id: "rds-proxy-pool",
    trap: 64,
    title: "A proxy keeps no more idle connections than it may open",
    source: `${API}/API_ConnectionPoolConfiguration.html`,
    severity: "error",
    fix: "Lower max_idle_connections_percent.",
    on: ["aws_db_proxy_default_target_group"],
    *check(resource) {
      const pool = resource.block("connection_pool_config");
      const most = pool?.numberOr("max_connections_percent", 100);
      const idle = pool?.number("max_idle_connections_percent");
      if (pool && most !== undefined && idle !== undefined && idle > most)
        yield pool.problem("max_idle_connections_percent", `max_connections_percent is ${most}`);
    },
  },
];

/** Keys that no readable value of the secret has. */
function missingKeys(secret: Resource, tree: Tree): string[] {
  const values = tree
    .referring(secret, "secret_id", "aws_secretsmanager_secret_version")
    .map((version) => version.decoded(version.has("secret_string_wo") ? "secret_string_wo" : "secret_string"))
    .filter((value) => typeof value === "object" && value !== null);
  return ["username", "password"].filter((key) => values.some((value) => !(key in value)));
}
