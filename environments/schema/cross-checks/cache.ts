import { dailyWindow, overlap, weeklyWindow } from "../../../aws/windows";
import { type CrossCheck, when } from "./cross-check";

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
          overlap(dailyWindow(cache.snapshotWindow), weeklyWindow(cache.maintenanceWindow)) && {
            path: "cache.maintenanceWindow",
            rule: `must not overlap snapshotWindow, ${cache.snapshotWindow}`,
            value: cache.maintenanceWindow,
          },
        ],
  ),
];
