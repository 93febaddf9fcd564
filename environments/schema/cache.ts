import { z } from "zod";
import { SHORTEST_ELASTICACHE_WINDOW } from "../../aws/windows";
import { flag, logRetentionDays, oneOf, text, whole } from "./fields";
import { dailyWindow, weeklyWindow } from "./windows";

/** ElastiCache for Valkey, always with TLS and encryption at rest. Without the section there is none. */
export const cache = z.strictObject({
  /** Type of each node. */
  nodeType: text(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "must be an ElastiCache node type such as cache.t4g.micro").default(
    "cache.t4g.micro",
  ),
  /** Major and minor version; ElastiCache picks the patch and keeps it current. */
  engineVersion: text(/^(7\.2|8\.\d)$/, "must be 7.2, or 8.0 or a later 8").default("8.0"),
  /** Copies of the primary, each able to take its place. With one or more, failover is automatic. */
  replicas: whole(0, 5).default(0),
  /** Puts the replicas into other zones than the primary. */
  multiAz: flag().default(false),
  /** What goes when memory is full. `allkeys-` suits a cache; `volatile-` spares what has no expiry. */
  evictionPolicy: oneOf([
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
    "noeviction",
  ]).default("allkeys-lru"),
  /** Days that daily snapshots are kept; 0 makes none, since WordPress fills the cache again by itself. */
  snapshotRetentionDays: whole(0, 35).default(0),
  /** Daily, UTC, 60 minutes or more; snapshots are made in it, if any. */
  snapshotWindow: dailyWindow(SHORTEST_ELASTICACHE_WINDOW).default("02:00-03:00"),
  /** Weekly, UTC, 60 minutes or more. */
  maintenanceWindow: weeklyWindow(SHORTEST_ELASTICACHE_WINDOW).default("sun:06:00-sun:07:00"),
  /** Slow commands and the engine's own log go to CloudWatch and stay there for so many days. @default - no logs */
  logRetentionDays: logRetentionDays().optional(),
  /** PHP's sessions live in the cache too. Else they are in the database where more than one task may run, and in files where one does. */
  sessions: flag().default(true),
  /** Tasks log in with their role, by tokens that it signs. @default - security group and TLS guard the cache alone */
  iamAuthentication: flag().default(false),
});
