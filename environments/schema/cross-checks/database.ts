import { windowsOverlap } from "../windows";
import { type CrossCheck, when } from "./cross-check";

export const databaseChecks: readonly CrossCheck[] = [
  when(["database"], ({ database }) => [
    database.maxStorageGiB < database.storageGiB && {
      path: "database.maxStorageGiB",
      rule: `must not be under storageGiB, ${database.storageGiB}`,
      value: database.maxStorageGiB,
    },
    windowsOverlap(database.backupWindow, database.maintenanceWindow) && {
      path: "database.maintenanceWindow",
      rule: `must not overlap backupWindow, ${database.backupWindow}`,
      value: database.maintenanceWindow,
    },
    database.performanceInsights &&
      /\.(micro|small)$/.test(database.instanceClass) && {
        path: "database.performanceInsights",
        rule: `must be false on ${database.instanceClass}: RDS offers it from medium up`,
        value: true,
      },
  ]),
];
