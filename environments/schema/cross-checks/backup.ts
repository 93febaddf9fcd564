import { COLD_STORAGE_DAYS } from "../../../aws/backup";
import { findPartition } from "../../../aws/partitions";
import { dailyWindow, startMeetsWindow, weeklyWindow } from "../../../aws/windows";
import { type CrossCheck, when } from "./cross-check";

const KINDS = ["daily", "weekly", "monthly"] as const;

export const backupChecks: readonly CrossCheck[] = [
  when(["backup"], ({ backup }) =>
    KINDS.flatMap((kind) => {
      const { retentionDays, coldStorageAfterDays: cold } = backup?.[kind] ?? {};
      if (retentionDays === undefined) return [];
      const path = `backup.${kind}.retentionDays`;
      const { minRetentionDays = 0, maxRetentionDays = Number.POSITIVE_INFINITY } = backup?.lock ?? {};
      return [
        cold !== undefined &&
          retentionDays < cold + COLD_STORAGE_DAYS && {
            path,
            rule: `must be ${cold + COLD_STORAGE_DAYS} or more, ${COLD_STORAGE_DAYS} days over coldStorageAfterDays`,
            value: retentionDays,
          },
        retentionDays < minRetentionDays && {
          path,
          rule: `must not be under backup.lock.minRetentionDays, ${minRetentionDays}`,
          value: retentionDays,
        },
        retentionDays > maxRetentionDays && {
          path,
          rule: `must not be over backup.lock.maxRetentionDays, ${maxRetentionDays}`,
          value: retentionDays,
        },
      ];
    }),
  ),
  when(["backup", "region"], ({ backup, region }) => [
    backup?.copyToRegion === region && {
      path: "backup.copyToRegion",
      rule: "must be another region than the environment's own",
      value: backup.copyToRegion,
    },
    backup?.copyToRegion !== undefined &&
      findPartition(backup.copyToRegion) !== findPartition(region) && {
        path: "backup.copyToRegion",
        rule: `must be in the partition of ${region}, ${findPartition(region)?.name}: no copy leaves it`,
        value: backup.copyToRegion,
      },
  ]),
  when(["backup", "service"], ({ backup, service }) => [
    backup?.restoreTest !== undefined &&
      service.cron === "off" && {
        path: "backup.restoreTest",
        rule: 'must not be set with service.cron "off": who runs the events writes the marks that the test looks for',
        value: backup.restoreTest,
      },
  ]),
  when(["backup", "database"], ({ backup, database }) => [
    backup !== undefined &&
      startMeetsWindow(
        backup.startTime,
        dailyWindow(database.backupWindow),
        weeklyWindow(database.maintenanceWindow),
      ) && {
        path: "backup.startTime",
        rule:
          `must not fall into the database's windows, ${database.backupWindow} and ${database.maintenanceWindow}, ` +
          "nor in the hour before: AWS Backup then fails",
        value: backup.startTime,
      },
  ]),
];
