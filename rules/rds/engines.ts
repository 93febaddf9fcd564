import { classRefusal, versionRefusal } from "../../aws/rds/engines";
import type { Resource, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";

export const rdsEngineRules: readonly Rule[] = [
  {
    id: "rds-instance-class",
    trap: 68,
    title: "An instance class is one that RDS has for the engine and its version",
    source: `${GUIDE}/Concepts.DBInstanceClass.Support.html`,
    severity: "error",
    fix: "Take a class of the engine's; npm run aws-data brings in those that are newer than the kept list.",
    on: ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
    *check(resource) {
      const attribute = resource.type === "aws_rds_cluster" ? "db_cluster_instance_class" : "instance_class";
      const instanceClass = resource.text(attribute);
      if (instanceClass === undefined) return;
      const { engine, version } = engineOf(resource);
      const refusal = engine === undefined ? undefined : classRefusal(engine, instanceClass, version);
      if (refusal !== undefined) yield resource.problem(attribute, refusal);
    },
  },
  {
    id: "rds-engine-version",
    trap: 68,
    title: "An engine version is one that RDS has",
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html",
    severity: "error",
    fix: "Name a major and a minor version and let RDS pick the patch, or a patch that exists.",
    on: ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
    *check(resource) {
      const version = resource.text("engine_version");
      const engine = resource.text("engine");
      if (version === undefined || engine === undefined) return;
      const refusal = versionRefusal(engine, version);
      if (refusal !== undefined) yield resource.problem("engine_version", refusal);
    },
  },
];

/** Engine and version of an instance: its own, or those of its cluster or of the database that it copies. */
function engineOf(resource: Resource): { engine: string | undefined; version: string | undefined } {
  const source = resource.follow("cluster_identifier") ?? resource.follow("replicate_source_db");
  return {
    engine: resource.text("engine") ?? source?.text("engine"),
    version: resource.text("engine_version") ?? source?.text("engine_version"),
  };
}
