import { nearest } from "../nearest";

/** Parameters of Valkey and Redis OSS that people set, to know a misspelt one by. Source: ElastiCache user guide, "Valkey and Redis OSS parameters". */
const COMMON = [
  "acllog-max-len",
  "activedefrag",
  "active-defrag-cycle-max",
  "active-defrag-cycle-min",
  "active-defrag-ignore-bytes",
  "active-defrag-threshold-lower",
  "active-defrag-threshold-upper",
  "activerehashing",
  "appendfsync",
  "appendonly",
  "client-output-buffer-limit-normal-hard-limit",
  "client-output-buffer-limit-normal-soft-limit",
  "client-output-buffer-limit-normal-soft-seconds",
  "client-output-buffer-limit-pubsub-hard-limit",
  "client-output-buffer-limit-pubsub-soft-limit",
  "client-output-buffer-limit-pubsub-soft-seconds",
  "client-query-buffer-limit",
  "close-on-replica-write",
  "close-on-slave-write",
  "cluster-allow-pubsubshard-when-down",
  "cluster-allow-reads-when-down",
  "cluster-enabled",
  "cluster-require-full-coverage",
  "databases",
  "hash-max-listpack-entries",
  "hash-max-listpack-value",
  "hash-max-ziplist-entries",
  "hash-max-ziplist-value",
  "lazyfree-lazy-eviction",
  "lazyfree-lazy-expire",
  "lazyfree-lazy-server-del",
  "lazyfree-lazy-user-del",
  "lfu-decay-time",
  "lfu-log-factor",
  "list-compress-depth",
  "list-max-listpack-size",
  "list-max-ziplist-size",
  "lua-time-limit",
  "maxclients",
  "maxmemory-policy",
  "maxmemory-samples",
  "min-replicas-max-lag",
  "min-replicas-to-write",
  "min-slaves-max-lag",
  "min-slaves-to-write",
  "notify-keyspace-events",
  "proto-max-bulk-len",
  "rename-commands",
  "repl-backlog-size",
  "repl-backlog-ttl",
  "repl-timeout",
  "reserved-memory",
  "reserved-memory-percent",
  "set-max-intset-entries",
  "slowlog-log-slower-than",
  "slowlog-max-len",
  "stream-node-max-bytes",
  "stream-node-max-entries",
  "tcp-keepalive",
  "timeout",
  "tracking-table-max-keys",
  "zset-max-listpack-entries",
  "zset-max-listpack-value",
  "zset-max-ziplist-entries",
  "zset-max-ziplist-value",
];

/** Parameters with a closed set of values. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  activedefrag: ["yes", "no"],
  activerehashing: ["yes", "no"],
  appendfsync: ["always", "everysec", "no"],
  appendonly: ["yes", "no"],
  "cluster-enabled": ["yes", "no"],
  "maxmemory-policy": [
    "allkeys-lfu",
    "allkeys-lru",
    "allkeys-random",
    "noeviction",
    "volatile-lfu",
    "volatile-lru",
    "volatile-random",
    "volatile-ttl",
  ],
};

/** What a cache's parameter group does not take, of a parameter's name or of its value. Names that nobody here knows pass. */
export function cacheParameterRefusal(
  name: string,
  value: string | undefined,
): { of: "name" | "value"; rule: string } | undefined {
  const values = VALUES[name];
  if (values && value !== undefined && !values.includes(value))
    return { of: "value", rule: `${name} is one of ${values.join(", ")}` };
  if (COMMON.includes(name)) return undefined;
  const near = nearest(name, COMMON);
  return near === undefined ? undefined : { of: "name", rule: `is it ${near}?` };
}
