import { cacheVersionRefusal, nodeRefusal } from "../../../aws/elasticache/engines";
import { dailyWindow, overlap, weeklyWindow } from "../../../aws/windows";
import { type CrossCheck, refused, when } from "./cross-check";

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
          refused("cache.nodeType", nodeRefusal(cache.nodeType), cache.nodeType),
          refused("cache.engineVersion", cacheVersionRefusal("valkey", cache.engineVersion), cache.engineVersion),
          overlap(dailyWindow(cache.snapshotWindow), weeklyWindow(cache.maintenanceWindow)) && {
            path: "cache.maintenanceWindow",
            rule: `must not overlap snapshotWindow, ${cache.snapshotWindow}`,
            value: cache.maintenanceWindow,
          },
        ],
  ),
];
