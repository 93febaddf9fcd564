import { allowsPlainText, parameterRefusal, plainName } from "../../aws/rds/parameters";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const GROUPS = ["aws_db_parameter_group", "aws_rds_cluster_parameter_group"];

export const rdsParameterRules: readonly Rule[] = [
  {
    id: "rds-parameter-exists",
    trap: 27,
    title: "A parameter is one that the engine version of the group's family has",
    source: `${GUIDE}/USER_ModifyInstance.Settings.html`,
    severity: "error",
    fix: "Leave the parameter out, or write its name as the engine does.",
    on: GROUPS,
    *check(resource) {
      const family = resource.text("family");
      if (family === undefined) return;
      for (const parameter of resource.blocks("parameter")) {
        const name = parameter.text("name");
        const refusal = name === undefined ? undefined : parameterRefusal(family, name);
        if (refusal !== undefined) yield parameter.problem("name", refusal);
      }
    },
  },
  {
    id: "rds-parameter-twice",
    trap: 27,
    title: "A parameter stands once in its group",
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBParameterGroup.html",
    severity: "error",
    fix: "Leave one of them out.",
    on: [...GROUPS, "aws_elasticache_parameter_group"],
    *check(resource) {
      const seen = new Set<string>();
      for (const parameter of resource.blocks("parameter")) {
        const name = parameter.text("name");
        if (name === undefined) continue;
        if (seen.has(plainName(name))) yield parameter.problem("name", "given twice");
        seen.add(plainName(name));
      }
    },
  },
  {
    id: "rds-secure-transport",
    trap: 27,
    title: "A database takes encrypted connections alone",
    source: `${GUIDE}/mysql-ssl-connections.require-ssl.html`,
    severity: "error",
    fix: "Leave require_secure_transport on: passwords and content would cross the network in plain text.",
    on: GROUPS,
    *check(resource) {
      for (const parameter of resource.blocks("parameter")) {
        if (allowsPlainText(parameter.text("name") ?? "", parameter.text("value") ?? ""))
          yield parameter.problem("value", parameter.text("name"));
      }
    },
  },
];
