import { dailyWindow, overlap, weeklyWindow } from "../../aws/windows";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest";

/** Minutes that a snapshot window of ElastiCache and a maintenance window last at least. */
const SHORTEST_WINDOW = 60;

export const cacheSizeRules: readonly Rule[] = [
  {
    id: "cache-size",
    trap: 76,
    title:
      "A replication group has 1 to 6 nodes, or shards with up to 5 replicas each, and keeps snapshots for up to 35 days",
    source: `${GUIDE}/APIReference/API_CreateReplicationGroup.html`,
    severity: "error",
    fix: "Lower the number.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const numbers = {
        num_cache_clusters: [1, 6],
        replicas_per_node_group: [0, 5],
        num_node_groups: [1, 500],
        snapshot_retention_limit: [0, 35],
      } as const;
      for (const [attribute, [least, most]] of Object.entries(numbers)) {
        const value = resource.number(attribute);
        if (value !== undefined && (value < least || value > most))
          yield resource.problem(attribute, `${least} to ${most}`);
      }
      const zones = resource.list("preferred_cache_cluster_azs") ?? [];
      const nodes = resource.number("num_cache_clusters");
      if (zones.length > 0 && nodes !== undefined && zones.length !== nodes)
        yield resource.problem("preferred_cache_cluster_azs", `${nodes} nodes`);
      const groups = resource.number("num_node_groups");
      if (groups !== undefined && groups > 1 && resource.textOr("automatic_failover_enabled", "false") === "false")
        yield resource.problem("automatic_failover_enabled", `${groups} shards`);
    },
  },
  {
    id: "cache-windows",
    trap: 22,
    title: "A cache's snapshot and maintenance windows last 60 minutes or more and do not overlap",
    source: `${GUIDE}/APIReference/API_CreateReplicationGroup.html`,
    severity: "error",
    fix: "Begin the maintenance window after the snapshot window has ended.",
    on: ["aws_elasticache_replication_group"],
    *check(resource) {
      const snapshot = resource.text("snapshot_window");
      const maintenance = resource.text("maintenance_window");
      const daily = snapshot === undefined ? undefined : dailyWindow(snapshot);
      const weekly = maintenance === undefined ? undefined : weeklyWindow(maintenance);
      if (snapshot !== undefined && (!daily || daily.minutes < SHORTEST_WINDOW))
        yield resource.problem("snapshot_window", "hh:mm-hh:mm, 60 minutes or more");
      if (maintenance !== undefined && (!weekly || weekly.minutes < SHORTEST_WINDOW))
        yield resource.problem("maintenance_window", "ddd:hh:mm-ddd:hh:mm, 60 minutes or more");
      if (overlap(daily, weekly)) yield resource.problem("maintenance_window", `meets ${snapshot}`);
    },
  },
];
