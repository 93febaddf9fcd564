import type { Resource } from "../../terraform/block";
import { blockOf, blocksOf, isTrue, textOf, textsOf } from "../../terraform/json";
import { bad, type Finding, good, type Question, warn } from "../facts/finding";
import type { AuditedType, AuditedTypes } from "./audited-type";
import { days } from "./days";
import { flagged, withKey } from "./encryption";
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

const backup: Question = ({ json }): Finding => {
  const kept = Number(json.backup_retention_period ?? 0);
  if (kept === 0) return bad("no automated backups");
  const window = textOf(json.backup_window) ?? textOf(json.preferred_backup_window);
  return good(`point in time, ${days(kept)}${window ? `, daily at ${window} UTC` : ""}`);
};

const accessLog: Question = ({ json }) => {
  const exported = textsOf(json.enabled_cloudwatch_logs_exports);
  return exported.length > 0 ? good(`${exported.join(", ")} to CloudWatch Logs`) : warn("nothing exported");
};

/** Engine, version, and whether a second zone stands by. */
export function databaseDetail({ json }: Resource): string {
  const engine = [textOf(json.engine), textOf(json.engine_version)].filter(Boolean).join(" ");
  return [engine, isTrue(json.multi_az) ? "Multi-AZ" : ""].filter(Boolean).join(", ");
}

const rds = {
  atRest: flagged("storage_encrypted", "kms_key_id"),
  backup,
  accessLog,
} satisfies AuditedType;
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
