import { isBooleanWord } from "../../aws/rds/parameters";
import { availabilityZones } from "../network/zones";
import type { Rule } from "../rule";
import { parameterFamily, STATIC_PARAMETERS } from "./versions";

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest";

const LOG_EXPORTS: Readonly<Record<string, readonly string[]>> = {
  mysql: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
  mariadb: ["audit", "error", "general", "slowquery", "iam-db-auth-error"],
  "aurora-mysql": ["audit", "error", "general", "slowquery", "iam-db-auth-error", "instance"],
  postgres: ["postgresql", "upgrade", "iam-db-auth-error"],
  "aurora-postgresql": ["postgresql", "iam-db-auth-error", "instance"],
};

export const rdsGroupRules: readonly Rule[] = [
  {
    id: "rds-log-exports",
    trap: 25,
    title: "A database exports only logs that its engine has",
    source: `${GUIDE}/UserGuide/USER_LogAccess.MySQLDB.PublishtoCloudWatchLogs.html`,
    severity: "error",
    fix: "Name logs of the engine: audit, error, general, slowquery or iam-db-auth-error for MySQL.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const known = LOG_EXPORTS[resource.text("engine") ?? ""];
      const wrong = resource.texts("enabled_cloudwatch_logs_exports").filter((log) => known && !known.includes(log));
      if (wrong.length > 0) yield resource.problem("enabled_cloudwatch_logs_exports", wrong.join(", "));
    },
  },
  {
    id: "rds-static-parameter",
    trap: 27,
    title: "A static parameter is applied with the next reboot",
    source: `${GUIDE}/UserGuide/parameter-groups-overview.html`,
    severity: "error",
    fix: 'Set apply_method = "pending-reboot" for it.',
    on: ["aws_db_parameter_group", "aws_rds_cluster_parameter_group"],
    *check(resource) {
      for (const parameter of resource.blocks("parameter")) {
        const fixed = STATIC_PARAMETERS.includes(parameter.text("name") ?? "");
        if (fixed && parameter.text("apply_method") !== "pending-reboot")
          yield parameter.problem("apply_method", parameter.text("name"));
      }
    },
  },
  {
    id: "rds-parameter-boolean",
    trap: 27,
    title: "A boolean parameter of an instance is written as 1 or 0, as RDS keeps it",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/45394",
    severity: "error",
    fix: "Write 1 or 0; with ON or OFF every plan changes it again. Clusters of Aurora keep ON and OFF.",
    on: ["aws_db_parameter_group"],
    *check(resource) {
      for (const parameter of resource.blocks("parameter")) {
        const name = parameter.text("name") ?? "";
        const value = parameter.text("value") ?? "";
        if (isBooleanWord(name, value)) yield parameter.problem("value", name);
      }
    },
  },
  {
    id: "rds-parameter-family",
    trap: 27,
    title: "A parameter group's family is that of the database's engine version",
    source: `${GUIDE}/UserGuide/USER_WorkingWithParamGroups.html`,
    severity: "error",
    fix: "Change family together with engine_version.",
    on: ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
    *check(resource) {
      for (const attribute of ["parameter_group_name", "db_parameter_group_name", "db_cluster_parameter_group_name"]) {
        const named = /^default\.(.+)$/.exec(resource.text(attribute) ?? "")?.[1];
        const family = resource.follow(attribute)?.text("family") ?? named;
        const wanted = parameterFamily(resource.text("engine") ?? "", resource.text("engine_version") ?? "");
        if (family && wanted && family !== wanted)
          yield resource.problem(attribute, `family is ${family}, the engine wants ${wanted}`);
      }
    },
  },
  {
    id: "rds-subnet-zones",
    trap: 28,
    title: "A database subnet group spans at least two availability zones",
    source: `${GUIDE}/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Subnets`,
    severity: "error",
    fix: "Add a subnet in a second availability zone.",
    on: ["aws_db_subnet_group"],
    *check(resource, tree) {
      const subnets = resource.list("subnet_ids");
      if (!subnets || !resource.has("subnet_ids")) return;
      const zones = availabilityZones(tree, subnets, resource.stack);
      if (subnets.length < 2 || (zones.complete && zones.distinct < 2))
        yield resource.problem("subnet_ids", "one availability zone");
    },
  },
];
