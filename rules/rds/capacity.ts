import { pauses } from "../../aws/rds/auto-pause";
import type { Block, Finding, Rule } from "../rule";

const AURORA = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide";
const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";

function* scalingFindings(cluster: Block, scaling: Block): Iterable<Finding> {
  const least = scaling.number("min_capacity");
  const most = scaling.number("max_capacity");
  for (const [attribute, value, lowest] of [
    ["min_capacity", least, 0],
    ["max_capacity", most, 1],
  ] as const)
    if (value !== undefined && (value < lowest || value > 256 || (value * 2) % 1 !== 0))
      yield scaling.problem(attribute, `${lowest} to 256 in steps of 0.5`);
  if (least !== undefined && most !== undefined && least > most)
    yield scaling.problem("min_capacity", `max_capacity is ${most}`);
  const engine = cluster.text("engine") ?? "";
  const engineVersion = cluster.text("engine_version") ?? "";
  if (least === 0 && pauses(engine, engineVersion) === false)
    yield scaling.problem("min_capacity", `${engine} ${engineVersion} does not pause`);
  const pause = scaling.number("seconds_until_auto_pause");
  if (pause !== undefined && (pause < 300 || pause > 86_400))
    yield scaling.problem("seconds_until_auto_pause", "300 to 86400");
  else if (pause !== undefined && least !== undefined && least > 0)
    yield scaling.problem("seconds_until_auto_pause", `min_capacity is ${least}`);
}

export const rdsCapacityRules: readonly Rule[] = [
  {
    id: "aurora-capacity",
    trap: 76,
    title: "An Aurora cluster scales from 0 to 256 capacity units in steps of 0.5; 0 needs a version that pauses",
    source: `${AURORA}/aurora-serverless-v2-auto-pause.html`,
    severity: "error",
    fix: "Raise min_capacity to 0.5, or take Aurora MySQL 3.08 or newer.",
    on: ["aws_rds_cluster"],
    *check(resource) {
      for (const scaling of resource.blocks("serverlessv2_scaling_configuration"))
        yield* scalingFindings(resource, scaling);
    },
  },
  {
    id: "aurora-serverless-class",
    trap: 76,
    title: "An instance of class db.serverless needs a cluster that says how it scales",
    source: `${AURORA}/aurora-serverless-v2.create.html`,
    severity: "error",
    fix: "Add serverlessv2_scaling_configuration to the cluster.",
    on: ["aws_rds_cluster_instance"],
    *check(resource) {
      const cluster = resource.follow("cluster_identifier");
      if (
        resource.text("instance_class") === "db.serverless" &&
        cluster?.type === "aws_rds_cluster" &&
        cluster.mode === "resource" &&
        !cluster.has("serverlessv2_scaling_configuration")
      )
        yield cluster.problem("serverlessv2_scaling_configuration", `${resource.address} is db.serverless`);
    },
  },
  {
    id: "rds-backup-retention",
    trap: 76,
    title: "Backups are kept for 0 to 35 days, of Aurora for 1 to 35; what has replicas has backups",
    source: `${GUIDE}/USER_WorkingWithAutomatedBackups.BackupRetention.html`,
    severity: "error",
    fix: "Set backup_retention_period to 1 to 35 days.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource, tree) {
      const days = resource.number("backup_retention_period");
      const least = resource.type === "aws_rds_cluster" ? 1 : 0;
      if (days !== undefined && (days < least || days > 35))
        yield resource.problem("backup_retention_period", `${least} to 35`);
      if (resource.type !== "aws_db_instance" || resource.numberOr("backup_retention_period", 0) !== 0) return;
      const [replica] = tree.referring(resource, "replicate_source_db", "aws_db_instance");
      if (replica)
        yield resource.problem("backup_retention_period", `${replica.address} is a replica of it`, days ?? 0);
    },
  },
  {
    id: "rds-provisioned-iops",
    trap: 24,
    title: "io1 and io2 need IOPS, 1000 or more and at most 50 or 1000 to a GiB; gp2 and standard take none",
    source: `${GUIDE}/CHAP_Storage.html#USER_PIOPS`,
    severity: "error",
    fix: "Set iops with io1 and io2 only.",
    on: ["aws_db_instance"],
    *check(resource) {
      const type = resource.text("storage_type");
      const iops = resource.number("iops");
      const size = resource.number("allocated_storage");
      if (type === "gp2" || type === "standard") {
        if (resource.has("iops")) yield resource.problem("iops", `storage_type is ${type}`);
        if (resource.has("storage_throughput")) yield resource.problem("storage_throughput", `storage_type is ${type}`);
      }
      if (type !== "io1" && type !== "io2") return;
      const most = (type === "io1" ? 50 : 1000) * (size ?? 65_536);
      if (!resource.has("iops")) yield resource.problem("iops", `storage_type is ${type}`);
      else if (iops !== undefined && (iops < 1000 || iops > Math.min(256_000, most)))
        yield resource.problem("iops", `1000 to ${Math.min(256_000, most)}`);
      if (size !== undefined && size < 100) yield resource.problem("allocated_storage", `100 GiB or more on ${type}`);
    },
  },
  {
    id: "rds-storage-size",
    trap: 24,
    title: "A database has 20 to 65,536 GiB of storage",
    source: `${GUIDE}/CHAP_Storage.html`,
    severity: "error",
    fix: "Set allocated_storage to 20 or more.",
    on: ["aws_db_instance"],
    *check(resource) {
      const size = resource.number("allocated_storage");
      const least = resource.text("storage_type") === "standard" ? 5 : 20;
      if (size !== undefined && (size < least || size > 65_536) && !/^io/.test(resource.text("storage_type") ?? ""))
        yield resource.problem("allocated_storage", `${least} to 65536`);
    },
  },
  {
    id: "rds-insights-retention",
    trap: 26,
    title: "Performance Insights keeps 7 days, 1 to 23 months of 31 days, or 731 days",
    source: `${GUIDE}/USER_PerfInsights.Overview.cost.html`,
    severity: "error",
    fix: "Set performance_insights_retention_period to 7, 31 … 713 or 731, and performance_insights_enabled.",
    on: ["aws_db_instance", "aws_rds_cluster_instance", "aws_rds_cluster"],
    *check(resource) {
      const days = resource.number("performance_insights_retention_period");
      if (days === undefined || days === 0) return;
      if (days !== 7 && days !== 731 && (days % 31 !== 0 || days > 713))
        yield resource.problem("performance_insights_retention_period");
      else if (resource.textOr("performance_insights_enabled", "false") === "false")
        yield resource.problem("performance_insights_enabled", "a retention is set");
    },
  },
];
