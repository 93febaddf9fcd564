import { instanceSize } from "../../aws/rds/instance-size";
import type { Resource } from "../../terraform/block";
import type { Charge, Context, PricedTypes } from "../charge";
import { HOURS_A_MONTH } from "../prices/items";

/** Aurora's class that scales by itself. */
const SERVERLESS = "db.serverless";
/** Of the instance that looks at a restored cluster (constructs/backup/restore-test). */
const RESTORED_AURORA_CLASS = "db.t4g.medium";
/** Vaults keep changes between backups; this much more than the files themselves is a mean of daily ones. */
const BACKUP_FACTOR = 1.2;
/** Fewest vCPUs and capacity units that RDS Proxy is paid for. Source: https://aws.amazon.com/rds/proxy/pricing/ */
const LEAST_BEHIND_PROXY = { vcpus: 2, units: 8 };

export const data: PricedTypes = {
  aws_db_instance: {
    byHour: (database, context) => [...instance(database, context), ...insights(database, database, context)],
    notCounted:
      "backups beyond the size of the storage, growth of the storage, enhanced monitoring, Performance Insights beyond 7 days",
  },
  aws_rds_cluster: { notCounted: "Aurora's storage and I/O, by use" },
  aws_rds_cluster_instance: {
    byHour: (database, context) => [
      ...clusterInstance(database, context),
      ...insights(database.follow("cluster_identifier"), database, context),
    ],
  },
  aws_db_proxy: { byHour: proxy },
  aws_elasticache_replication_group: {
    byHour: (group) => [
      {
        part: "Cache",
        item: `valkey/${group.text("node_type") ?? "unknown"}`,
        quantity: group.numberOr("num_cache_clusters", 1) ?? 1,
      },
    ],
    notCounted: "snapshots of the cache",
  },
  aws_efs_file_system: {
    byUse: (_, { use }) => [
      {
        part: "Files and backups",
        item: "efs",
        quantity: use.uploadGb,
        note: "all of it in the standard class; what moves to infrequent access costs less",
      },
    ],
    notCounted: "reads and writes of EFS",
  },
  aws_s3_bucket: { notCounted: "objects and requests of logs and state" },
  aws_dynamodb_table: { notCounted: "a few requests for locks of the state" },
  aws_backup_plan: {
    byUse: (plan, { use }) => {
      const copies = plan.blocks("rule").some((rule) => rule.has("copy_action")) ? 2 : 1;
      return [
        {
          part: "Files and backups",
          item: "backup-efs",
          quantity: use.uploadGb * BACKUP_FACTOR * copies,
          note: copies === 2 ? "here and in the other region" : undefined,
        },
      ];
    },
    notCounted: "backups of the database in the vault, and the transfer of copies",
  },
  aws_backup_restore_testing_selection: {
    byHour: restored,
    byUse: restoredFiles,
    notCounted: "what AWS Backup asks for each gigabyte that it restores",
  },
};

/** Hours from a restore to its end: it is made, looked at and deleted. */
const RESTORED_HOURS = 2;

/** Part of a month in which what is restored for a test is there. */
function restoredShare(selection: Resource): number {
  const plan = selection.follow("restore_testing_plan_name");
  const [, , day, , weekday = "*"] = plan?.text("schedule_expression")?.split(/[ ()]/).slice(1) ?? [];
  const perWeek = weekday === "*" ? 7 : weekday.split(",").length;
  const perMonth = day === "?" || day === "*" ? (perWeek * 52) / 12 : 1;
  return (perMonth * RESTORED_HOURS) / HOURS_A_MONTH;
}

const RESTORED_NOTE = "restored for tests, some two hours each";

function restored(selection: Resource): Charge[] {
  const share = restoredShare(selection);
  const part = "Database";
  const note = RESTORED_NOTE;
  if (selection.text("protected_resource_type") === "Aurora")
    return [{ part, item: `rds-aurora/${RESTORED_AURORA_CLASS}`, quantity: 1, share, note }];
  const [database] = selection.followAll("protected_resource_arns");
  if (database?.type !== "aws_db_instance") return [];
  const type = database.textOr("storage_type", "gp3") ?? "gp3";
  return [
    { part, item: `rds-mysql/${database.text("instance_class") ?? "unknown"}`, quantity: 1, share, note },
    { part, item: `rds-${type}`, quantity: database.number("allocated_storage") ?? 0, share, note },
  ];
}

function restoredFiles(selection: Resource, { use }: Context): Charge[] {
  if (selection.text("protected_resource_type") !== "EFS") return [];
  const share = restoredShare(selection);
  return [{ part: "Files and backups", item: "efs", quantity: use.uploadGb, share, note: RESTORED_NOTE }];
}

function instance(database: Resource, context: Context): Charge[] {
  const source = database.follow("replicate_source_db");
  const nodes = database.flag("multi_az") ? 2 : 1;
  const gibibytes = database.number("allocated_storage") ?? source?.number("allocated_storage") ?? 0;
  const type = database.textOr("storage_type", "gp3") ?? "gp3";
  const part = "Database";
  const note = nodes === 2 ? "one that works and one that stands by" : source && "a copy to read from";
  return [
    {
      part,
      item: `rds-mysql/${database.text("instance_class") ?? "unknown"}`,
      quantity: nodes,
      share: context.running(database),
      note,
    },
    { part, item: `rds-${type}`, quantity: nodes * gibibytes, note },
  ];
}

function clusterInstance(database: Resource, context: Context): Charge[] {
  const type = database.text("instance_class") ?? "unknown";
  const share = context.running(database);
  if (type !== SERVERLESS) return [{ part: "Database", item: `rds-aurora/${type}`, quantity: 1, share }];
  return [
    {
      part: "Database",
      item: "aurora-acu",
      quantity: leastUnits(database),
      share,
      note: "the smallest size; it grows with the load",
    },
  ];
}

/** The advanced mode of Database Insights, of whatever has the mode: an instance or its cluster. */
function insights(mode: Resource | undefined, database: Resource, context: Context): Charge[] {
  if (mode?.text("database_insights_mode") !== "advanced") return [];
  const type = database.text("instance_class") ?? "";
  const share = context.running(database);
  if (type === SERVERLESS) {
    const least = mode.block("serverlessv2_scaling_configuration")?.number("min_capacity") ?? 0;
    const note = "of the smallest size; it grows with the load";
    return [{ part: "Database", item: "insights-acu", quantity: least, share, note }];
  }
  const vcpus = instanceSize(type)?.vcpus;
  const note = vcpus === undefined ? "two vCPUs, since the class is not known" : undefined;
  return [{ part: "Database", item: "insights-vcpu", quantity: vcpus ?? 2, share, note }];
}

/** RDS Proxy is paid by the vCPUs of the instances behind it, or by the capacity units of those that scale by themselves. */
function proxy(proxied: Resource, { tree }: Context): Charge[] {
  const targets = tree.referring(proxied, "db_proxy_name", "aws_db_proxy_target");
  const instances = targets.flatMap((target) => {
    const cluster = target.follow("db_cluster_identifier");
    const instance = target.follow("db_instance_identifier");
    const nodes = cluster && tree.referring(cluster, "cluster_identifier", "aws_rds_cluster_instance");
    return nodes ?? (instance === undefined ? [] : [instance]);
  });
  const classes = instances.map((instance) => instance.text("instance_class") ?? "");
  const vcpus = classes.reduce((sum, name) => sum + (instanceSize(name)?.vcpus ?? 0), 0);
  const least = instances.filter((instance) => instance.text("instance_class") === SERVERLESS).map(leastUnits);
  const units = least.reduce((sum, one) => sum + one, 0);
  const part = "Database";
  return [
    ...(least.length === 0
      ? []
      : [
          {
            ...({ part, item: "rds-proxy-acu", quantity: Math.max(LEAST_BEHIND_PROXY.units, units) } as const),
            note: `${LEAST_BEHIND_PROXY.units} at least; it grows with the load`,
          },
        ]),
    ...(least.length > 0 && vcpus === 0
      ? []
      : [
          {
            ...({ part, item: "rds-proxy-vcpu", quantity: Math.max(LEAST_BEHIND_PROXY.vcpus, vcpus) } as const),
            note: `${LEAST_BEHIND_PROXY.vcpus} at least`,
          },
        ]),
  ];
}

const leastUnits = (instance: Resource): number =>
  instance.follow("cluster_identifier")?.block("serverlessv2_scaling_configuration")?.number("min_capacity") ?? 0;
