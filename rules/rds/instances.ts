import { ADVANCED_INSIGHTS_DAYS, hasNoInsights } from "../../aws/rds/insights";
import { storageProblems } from "../../aws/rds/storage";
import { dailyWindow, overlap, SHORTEST_RDS_WINDOW, weeklyWindow } from "../../aws/windows";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";

export const rdsInstanceRules: readonly Rule[] = [
  {
    id: "rds-final-snapshot",
    trap: 21,
    title: "A database that must leave a final snapshot needs a name for it, or its destroy fails",
    source: `${GUIDE}/USER_DeleteInstance.html`,
    severity: "error",
    fix: "Set final_snapshot_identifier, or skip_final_snapshot = true for a throw-away database.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const replica = resource.has("replicate_source_db") || resource.has("replication_source_identifier");
      const named = resource.has("final_snapshot_identifier");
      if (!replica && !named && !resource.has("skip_final_snapshot"))
        yield resource.problem("final_snapshot_identifier");
      else if (!replica && !named && resource.flag("skip_final_snapshot") === false)
        yield resource.problem("final_snapshot_identifier");
    },
  },
  {
    id: "rds-windows",
    trap: 22,
    title: "Backup and maintenance windows last at least 30 minutes and do not overlap",
    source: `${GUIDE}/USER_UpgradeDBInstance.Maintenance.html`,
    severity: "error",
    fix: "Begin the maintenance window after the backup window has ended.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const backupAttribute = resource.type === "aws_rds_cluster" ? "preferred_backup_window" : "backup_window";
      const maintenanceAttribute =
        resource.type === "aws_rds_cluster" ? "preferred_maintenance_window" : "maintenance_window";
      const backupText = resource.text(backupAttribute);
      const maintenanceText = resource.text(maintenanceAttribute);
      const backup = backupText === undefined ? undefined : dailyWindow(backupText);
      const maintenance = maintenanceText === undefined ? undefined : weeklyWindow(maintenanceText);
      if (backupText !== undefined && (!backup || backup.minutes < SHORTEST_RDS_WINDOW))
        yield resource.problem(backupAttribute, "hh:mm-hh:mm, 30 minutes or more");
      if (maintenanceText !== undefined && (!maintenance || maintenance.minutes < SHORTEST_RDS_WINDOW)) {
        yield resource.problem(maintenanceAttribute, "ddd:hh:mm-ddd:hh:mm, 30 minutes or more");
      }
      if (overlap(backup, maintenance)) yield resource.problem(maintenanceAttribute, `meets ${backupText}`);
    },
  },
  {
    id: "rds-monitoring-role",
    trap: 23,
    title: "Enhanced monitoring needs an interval of 0, 1, 5, 10, 15, 30 or 60 seconds and a role",
    source: `${GUIDE}/USER_Monitoring.OS.Enabling.html`,
    severity: "error",
    fix: "Set monitoring_role_arn to a role with AmazonRDSEnhancedMonitoringRole.",
    on: ["aws_db_instance", "aws_rds_cluster_instance"],
    *check(resource) {
      const interval = resource.number("monitoring_interval");
      if (interval === undefined || interval === 0) return;
      if (![1, 5, 10, 15, 30, 60].includes(interval)) yield resource.problem("monitoring_interval");
      if (!resource.has("monitoring_role_arn")) yield resource.problem("monitoring_role_arn");
    },
  },
  {
    id: "rds-monitoring-role-policy",
    writtenOnly: true,
    trap: 23,
    title: "A monitoring role has its policy before the database uses it",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
    severity: "error",
    fix: "Let the database depend on the role's policy attachment.",
    on: ["aws_db_instance", "aws_rds_cluster_instance"],
    *check(resource, tree) {
      const role = resource.follow("monitoring_role_arn");
      if (role?.type !== "aws_iam_role" || role.stack !== resource.stack) return;
      const attachments = tree.referring(role, "role", "aws_iam_role_policy_attachment", "aws_iam_role_policy");
      const late = attachments.find((attachment) => !resource.isAfter(attachment));
      if (late) yield resource.problem("monitoring_role_arn", `does not depend on ${late.address}`);
    },
  },
  {
    id: "rds-storage",
    trap: 24,
    title: "gp3 takes iops and throughput only from 400 GiB on, then 12000 IOPS or more",
    source: `${GUIDE}/CHAP_Storage.html#gp3-storage`,
    severity: "error",
    fix: "Leave iops and storage_throughput out, or allocate 400 GiB.",
    on: ["aws_db_instance"],
    *check(resource) {
      const size = resource.number("allocated_storage");
      if (resource.text("storage_type") !== "gp3" || size === undefined) return;
      const storage = { type: "gp3", sizeGiB: size, iops: resource.number("iops") } as const;
      for (const { field, rule } of storageProblems({
        ...storage,
        throughputMiBps: resource.number("storage_throughput"),
      })) {
        yield resource.problem(field === "iops" ? field : "storage_throughput", rule);
      }
    },
  },
  {
    id: "rds-max-storage",
    trap: 24,
    title: "The limit of storage autoscaling is at least a tenth above the allocated storage",
    source: `${GUIDE}/USER_PIOPS.Autoscaling.html`,
    severity: "error",
    fix: "Raise max_allocated_storage or leave it out.",
    on: ["aws_db_instance"],
    *check(resource) {
      const size = resource.number("allocated_storage");
      const most = resource.number("max_allocated_storage");
      if (size !== undefined && most !== undefined && most !== 0 && most < size * 1.1) {
        yield resource.problem("max_allocated_storage", `allocated_storage is ${size}`);
      }
    },
  },
  {
    id: "rds-performance-insights",
    trap: 26,
    title: "Performance Insights is not to be had for small burstable MySQL and MariaDB instances",
    source: `${GUIDE}/USER_PerfInsights.Overview.Engines.html`,
    severity: "error",
    fix: "Switch performance_insights_enabled off or take a larger instance class.",
    on: ["aws_db_instance", "aws_rds_cluster_instance"],
    *check(resource) {
      const size = resource.text("instance_class") ?? "";
      if (resource.flag("performance_insights_enabled") && hasNoInsights(size))
        yield resource.problem("performance_insights_enabled", size);
    },
  },
  {
    id: "rds-database-insights",
    trap: 26,
    title: "The advanced mode of Database Insights needs Performance Insights with 465 days",
    source: `${GUIDE}/USER_DatabaseInsights.TurningOnAdvanced.html`,
    severity: "error",
    fix: "Set performance_insights_enabled = true and performance_insights_retention_period = 465, on a cluster for the cluster.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      if (resource.text("database_insights_mode") !== "advanced") return;
      const days = resource.number("performance_insights_retention_period");
      if (!resource.has("performance_insights_enabled") || resource.flag("performance_insights_enabled") === false)
        yield resource.problem("performance_insights_enabled");
      else if (
        !resource.has("performance_insights_retention_period") ||
        (days ?? ADVANCED_INSIGHTS_DAYS) < ADVANCED_INSIGHTS_DAYS
      )
        yield resource.problem("performance_insights_retention_period");
    },
  },
  {
    id: "rds-password-source",
    writtenOnly: true,
    trap: 29,
    title: "A master password comes from exactly one source",
    source: `${GUIDE}/rds-secrets-manager.html`,
    severity: "error",
    fix: "Set one of password_wo, password and manage_master_user_password.",
    on: ["aws_db_instance", "aws_rds_cluster"],
    *check(resource) {
      const inherits = [
        "replicate_source_db",
        "snapshot_identifier",
        "replication_source_identifier",
        "global_cluster_identifier",
        "restore_to_point_in_time",
        "s3_import",
      ];
      const managed = resource.flag("manage_master_user_password") ? ["manage_master_user_password"] : [];
      const written = ["password", "password_wo", "master_password", "master_password_wo"].filter((name) =>
        resource.has(name),
      );
      const sources = [...managed, ...written];
      if (sources.length > 1)
        yield resource.problem(sources[0] ?? "", `also ${sources.slice(1).join(", ")}`, "(hidden)");
      if (sources.length === 0 && !inherits.some((name) => resource.has(name))) {
        yield resource.problem(resource.type === "aws_db_instance" ? "password_wo" : "master_password_wo");
      }
    },
  },
  {
    id: "rds-managed-password",
    trap: 30,
    title: "A password that RDS manages rotates every 7 days behind the back of running tasks",
    source: `${GUIDE}/rds-secrets-manager.html#rds-secrets-manager-rotate`,
    severity: "warning",
    fix: "Keep the password of the application in a separate secret.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const text = resource.raw("container_definitions") ?? "";
      const used = /\$\{(aws_(?:db_instance|rds_cluster)\.[\w-]+)\.master_user_secret/.exec(text);
      if (used) yield resource.problem("container_definitions", `reads the secret of ${used[1]}`, used[0]);
    },
  },
  {
    id: "rds-lifecycle-support",
    trap: 31,
    title: "MySQL 8.0 and older are billed as extended support unless the database opts out when it is created",
    source: `${GUIDE}/extended-support-overview.html`,
    severity: "warning",
    fix: 'Take MySQL 8.4, or set engine_lifecycle_support = "open-source-rds-extended-support-disabled".',
    on: ["aws_db_instance"],
    *check(resource) {
      const version = resource.text("engine_version") ?? "";
      const old = resource.text("engine") === "mysql" && /^(5|8\.0)(\.|$)/.test(version);
      if (old && resource.text("engine_lifecycle_support") !== "open-source-rds-extended-support-disabled") {
        yield resource.problem("engine_lifecycle_support", `MySQL ${version}`);
      }
    },
  },
];
