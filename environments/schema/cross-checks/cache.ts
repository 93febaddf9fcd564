import { dailyMinutes, windowsOverlap } from "../windows";
import { type CrossCheck, when } from "./cross-check";

/** ElastiCache's own floor. Source: ElastiCache CreateReplicationGroup API reference, `SnapshotWindow`. */
const SHORTEST_SNAPSHOT_WINDOW_MINUTES = 60;

export const cacheChecks: readonly CrossCheck[] = [
  when(["cache"], ({ cache }) =>
    cache === undefined
      ? []
      : [
          cache.multiAz &&
            cache.replicas === 0 && {
              path: "cache.replicas",
              rule: "must be 1 or more with multiAz: one node has no second zone to fail over to",
              value: cache.replicas,
            },
          dailyMinutes(cache.snapshotWindow) < SHORTEST_SNAPSHOT_WINDOW_MINUTES && {
            path: "cache.snapshotWindow",
            rule: `must last ${SHORTEST_SNAPSHOT_WINDOW_MINUTES} minutes or more`,
            value: cache.snapshotWindow,
          },
          windowsOverlap(cache.snapshotWindow, cache.maintenanceWindow) && {
            path: "cache.maintenanceWindow",
            rule: `must not overlap snapshotWindow, ${cache.snapshotWindow}`,
            value: cache.maintenanceWindow,
          },
        ],
  ),
];
