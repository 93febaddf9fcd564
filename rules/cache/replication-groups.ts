import { cacheVersionRefusal } from "../../aws/elasticache/engines";
import { version } from "../rds/versions";
import type { Resource, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest";

/** 16 to 128 letters, digits and ! & # $ ^ < > - */
export const AUTH_TOKEN = /^[A-Za-z0-9!&#$^<>-]{16,128}$/;

export const cacheRules: readonly Rule[] = [
  {
    id: "cache-auth-token",
    trap: 4,
    title: "A cache's auth token has 16 to 128 letters, digits and ! & # $ ^ < > -",
    source: `${GUIDE}/dg/auth.html`,
    severity: "error",
    fix: "Generate the token with all other punctuation excluded.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const token = resource.text("auth_token");
      if (token !== undefined && !AUTH_TOKEN.test(token))
        yield resource.problem("auth_token", "its length or a character", "(hidden)");
    },
  },
  {
    id: "cache-name",
    trap: 32,
    title: "A replication group id has 1 to 40 lowercase letters, digits and single inner hyphens, a letter first",
    source: `${GUIDE}/APIReference/API_CreateReplicationGroup.html`,
    severity: "error",
    fix: "Shorten the id and write it in lowercase.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const id = resource.text("replication_group_id");
      if (id !== undefined && !/^(?=.{1,40}$)[a-z](-?[a-z0-9])*$/.test(id))
        yield resource.problem("replication_group_id");
    },
  },
  {
    id: "cache-failover",
    trap: 32,
    title: "Failover needs two nodes, and Multi-AZ needs failover",
    source: `${GUIDE}/dg/AutoFailover.html`,
    severity: "error",
    fix: "Raise num_cache_clusters to 2, or switch failover and Multi-AZ off together.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const failover = resource.flag("automatic_failover_enabled");
      const nodes = resource.number("num_cache_clusters");
      if (failover && nodes === 1) yield resource.problem("num_cache_clusters", "automatic failover is on");
      const failoverUnknown = resource.has("automatic_failover_enabled") && failover === undefined;
      if (resource.flag("multi_az_enabled") && !failover && !failoverUnknown)
        yield resource.problem("multi_az_enabled", "failover is off");
    },
  },
  {
    id: "cache-token-encryption",
    trap: 32,
    title: "An auth token or a user group needs encryption in transit",
    source: `${GUIDE}/dg/auth.html`,
    severity: "error",
    fix: "Set transit_encryption_enabled = true.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      if ((resource.has("auth_token") || resource.has("user_group_ids")) && !encrypted(resource)) {
        yield resource.problem("transit_encryption_enabled");
      }
    },
  },
  {
    id: "cache-engine-version",
    trap: 32,
    title: "A cache's engine version exists and its parameter group belongs to it",
    source: `${GUIDE}/dg/VersionManagementConsiderations.html`,
    severity: "error",
    fix: "Take a version that ElastiCache has, such as 8.0 of Valkey, and a parameter family of the same major version.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const engine = resource.textOr("engine", "redis");
      const engineVersion = resource.textOr("engine_version", engine === "valkey" ? "8.0" : "7.1");
      if (engine === undefined || engineVersion === undefined) return;
      const [major = 0] = version(engineVersion);
      const refusal = cacheVersionRefusal(engine, engineVersion);
      if (refusal !== undefined) yield resource.problem("engine_version", refusal);
      const family = resource.follow("parameter_group_name")?.text("family") ?? defaultFamily(resource);
      if (family && family !== `${engine}${major}`)
        yield resource.problem("parameter_group_name", `${family} is not ${engine}${major}`);
    },
  },
];

const encrypted = (resource: Resource): boolean =>
  resource.has("transit_encryption_enabled") && resource.flag("transit_encryption_enabled") !== false;

/** `default.valkey8` and `default.redis7.cluster.on` are of the families that they name. */
function defaultFamily(resource: Resource): string | undefined {
  return /^default\.((?:valkey|redis)\d)(?:\.cluster\.on)?$/.exec(resource.text("parameter_group_name") ?? "")?.[1];
}
