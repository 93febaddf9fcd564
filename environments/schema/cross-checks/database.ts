import { pauses } from "../../../aws/rds/auto-pause";
import { certificateAuthority } from "../../../aws/rds/certificate-authorities";
import { ADVANCED_INSIGHTS_DAYS, hasNoInsights } from "../../../aws/rds/insights";
import { storageProblems } from "../../../aws/rds/storage";
import { dailyWindow, overlap, weeklyWindow } from "../../../aws/windows";
import type { Environment } from "../sections";
import { type CrossCheck, when } from "./cross-check";

/** Storage autoscaling wants room for one step. Source: RDS user guide, "Managing capacity automatically with storage autoscaling". */
const SMALLEST_GROWTH = 1.1;
/** What Performance Insights keeps when nobody has said anything. */
const FREE_INSIGHTS_DAYS = 7;
const SERVERLESS = "db.serverless";

export const databaseChecks: readonly CrossCheck[] = [
  when(["database"], ({ database }) => [
    overlap(dailyWindow(database.backupWindow), weeklyWindow(database.maintenanceWindow)) && {
      path: "database.maintenanceWindow",
      rule: `must not overlap backupWindow, ${database.backupWindow}`,
      value: database.maintenanceWindow,
    },
    engineVersionProblem(database),
    database.separateUser &&
      database.masterUsername === database.username && {
        path: "database.masterUsername",
        rule: "must be another user than username, or separateUser false",
        value: database.masterUsername,
      },
    database.performanceInsights &&
      hasNoInsights(classOf(database)) && {
        path: "database.performanceInsights",
        rule: `must be false on ${classOf(database)}: RDS offers it from medium up`,
        value: true,
      },
    database.insights === "advanced" &&
      hasNoInsights(classOf(database)) && {
        path: "database.insights",
        rule: `must be standard on ${classOf(database)}: Database Insights has its advanced mode from medium up`,
        value: database.insights,
      },
    database.insights === "advanced" &&
      database.performanceInsightsRetentionDays !== FREE_INSIGHTS_DAYS &&
      database.performanceInsightsRetentionDays < ADVANCED_INSIGHTS_DAYS && {
        path: "database.performanceInsightsRetentionDays",
        rule: `must be ${ADVANCED_INSIGHTS_DAYS} or more, or left out, with insights "advanced"`,
        value: database.performanceInsightsRetentionDays,
      },
    database.iamAuthentication &&
      /\.(micro|small)$/.test(classOf(database)) && {
        path: "database.iamAuthentication",
        rule: `must be false on ${classOf(database)}: it takes 300 to 1000 MiB of the server's memory`,
        value: true,
      },
  ]),
  when(["database"], ({ database }) =>
    database.engine === "mysql" ? instanceProblems(database) : auroraProblems(database),
  ),
  when(["database", "region"], ({ database, region }) => [
    database.tls === "verify" &&
      certificateAuthority(region) === undefined && {
        path: "database.tls",
        rule: `must be encrypt in ${region}: the certificate authority of RDS there is not known to this project`,
        value: database.tls,
      },
  ]),
];

type Database = Environment["database"];

const classOf = ({ engine, instanceClass, aurora }: Database) =>
  engine === "mysql" ? instanceClass : aurora.instanceClass;

function engineVersionProblem({ engine, engineVersion }: Database) {
  const version = engine === "mysql" ? "8.4" : "8.0";
  return (
    engineVersion !== undefined &&
    !engineVersion.startsWith(version) && {
      path: "database.engineVersion",
      rule: `must be ${version} or a version of it with engine ${engine}`,
      value: engineVersion,
    }
  );
}

function instanceProblems(database: Database) {
  const { storageGiB, maxStorageGiB } = database;
  const storage = { ...database, type: database.storageType, sizeGiB: storageGiB };
  return [
    maxStorageGiB < storageGiB && {
      path: "database.maxStorageGiB",
      rule: `must not be under storageGiB, ${storageGiB}`,
      value: maxStorageGiB,
    },
    maxStorageGiB > storageGiB &&
      maxStorageGiB < storageGiB * SMALLEST_GROWTH && {
        path: "database.maxStorageGiB",
        rule: `must be storageGiB, ${storageGiB}, or at least a tenth above it`,
        value: maxStorageGiB,
      },
    ...storageProblems(storage).map(({ field, rule }) => ({
      path: `database.${field === "sizeGiB" ? "storageGiB" : field}`,
      rule,
      value: storage[field],
    })),
  ];
}

/** Settings of an instance say nothing about a cluster; a value that somebody set there would be lost in silence. */
function auroraProblems({ aurora, ...database }: Database) {
  const misplaced = (["multiAz", "iops", "throughputMiBps", "readReplicas"] as const).filter(
    (field) => database[field],
  );
  return [
    ...misplaced.map((field) => ({
      path: `database.${field}`,
      rule: "must be left out with engine aurora-mysql, whose readers are database.aurora.readers",
      value: database[field],
    })),
    aurora.minCapacityUnits > aurora.maxCapacityUnits && {
      path: "database.aurora.minCapacityUnits",
      rule: `must not exceed maxCapacityUnits, ${aurora.maxCapacityUnits}`,
      value: aurora.minCapacityUnits,
    },
    aurora.minCapacityUnits === 0 &&
      pauses("aurora-mysql", database.engineVersion ?? "") === false && {
        path: "database.aurora.minCapacityUnits",
        rule: `must be 0.5 or more with engineVersion ${database.engineVersion}: Aurora MySQL pauses from 3.08 on`,
        value: aurora.minCapacityUnits,
      },
    database.proxy !== undefined &&
      aurora.instanceClass === SERVERLESS &&
      aurora.minCapacityUnits === 0 && {
        path: "database.aurora.minCapacityUnits",
        rule: "must be 0.5 or more with database.proxy, whose connections never let it pause",
        value: aurora.minCapacityUnits,
      },
  ];
}
