import type { Resource } from "../../terraform/block";
import { blockOf, blocksOf, isTrue, textOf, textsOf } from "../../terraform/json";
import { bad, type Finding, good, keyName, type Question, warn } from "../facts/finding";
import type { AuditedType, AuditedTypes } from "./audited-type";
import { days } from "./days";
import { flagged, withKey } from "./encryption";
import { alsoTested } from "./restores";
import { own, through } from "./subnets";

/** Parameters with which a database refuses connections without TLS. */
const TLS_PARAMETERS: Readonly<Record<string, ReadonlySet<string>>> = {
  require_secure_transport: new Set(["ON", "on", "1"]),
  "rds.force_ssl": new Set(["1"]),
};

function tls(argument: string, type: string): Question {
  return (resource) => {
    const [group] = resource.sources(argument, type);
    const wanted = blocksOf(group?.json.parameter).find(({ name, value }) =>
      TLS_PARAMETERS[textOf(name) ?? ""]?.has(textOf(value) ?? ""),
    );
    return wanted ? good(`TLS required (${textOf(wanted.name)})`) : warn("TLS offered, not required");
  };
}

const backup: Question = (resource, tree): Finding => {
  const { json } = resource;
  const kept = Number(json.backup_retention_period ?? 0);
  if (kept === 0) return bad("no automated backups");
  const window = textOf(json.backup_window) ?? textOf(json.preferred_backup_window);
  const daily = window ? `, daily at ${window} UTC` : "";
  return good(`point in time, ${days(kept)}${daily}${alsoTested(resource, tree)}`);
};

const accessLog: Question = (resource) => {
  const exported = textsOf(resource.json.enabled_cloudwatch_logs_exports);
  const kept = insights(resource);
  if (exported.length === 0) return warn(["nothing exported", kept].filter(Boolean).join("; "));
  return good([`${exported.join(", ")} to CloudWatch Logs`, kept].filter(Boolean).join("; "));
};

/** Engine, version, and whether a second zone stands by. */
export function databaseDetail({ json }: Resource): string {
  const engine = [textOf(json.engine), textOf(json.engine_version)].filter(Boolean).join(" ");
  return [engine, isTrue(json.multi_az) ? "Multi-AZ" : ""].filter(Boolean).join(", ");
}

/** What Performance Insights keeps of each query: its text, and how long it took; undefined where it keeps nothing. */
function insights(resource: Resource): string | undefined {
  const { json } = resource;
  if (!isTrue(json.performance_insights_enabled)) return undefined;
  const isAdvanced = textOf(json.database_insights_mode) === "advanced";
  return `${isAdvanced ? "Database Insights" : "Performance Insights"} for ${days(Number(json.performance_insights_retention_period ?? 7))}`;
}

const storage = flagged("storage_encrypted", "kms_key_id");

/** Storage, and texts of queries where they are kept: those hold what people have entered. */
const atRest: Question = (resource, tree) => {
  const found = storage(resource, tree);
  const kept = insights(resource);
  if (found === undefined || kept === undefined) return found;
  return {
    ...found,
    text: `${found.text}; ${kept} with ${withKey(keyName(resource, "performance_insights_kms_key_id"))}`,
  };
};

const rds = { atRest, backup, accessLog } satisfies AuditedType;
const box = (title: string) =>
  ({
    title,
    group: "data",
    subnets: through("db_subnet_group_name", "aws_db_subnet_group"),
    detail: databaseDetail,
  }) as const;

export const databases: AuditedTypes = {
  aws_db_instance: { ...rds, box: box("RDS"), inTransit: tls("parameter_group_name", "aws_db_parameter_group") },
  aws_db_proxy: {
    box: { title: "RDS Proxy", group: "data", subnets: own("vpc_subnet_ids") },
    inTransit: ({ json }) => (isTrue(json.require_tls) ? good("TLS required") : bad("TLS is the client's choice")),
  },
  aws_docdb_cluster: { atRest: flagged("storage_encrypted", "kms_key_id") },
  aws_dynamodb_table: {
    box: { title: "DynamoDB", group: "data", zone: "services" },
    atRest: (resource) => {
      const encryption = blockOf(resource.json.server_side_encryption);
      if (!isTrue(encryption.enabled)) return warn("key that AWS owns");
      const key = textOf(encryption.kms_key_arn);
      return good(withKey(key && resource.readable(key)));
    },
    backup: ({ json }) =>
      isTrue(blockOf(json.point_in_time_recovery).enabled) ? good("point in time, 35 days") : warn("no backups"),
  },
  aws_rds_cluster: {
    ...rds,
    box: box("RDS cluster"),
    inTransit: tls("db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group"),
  },
};
