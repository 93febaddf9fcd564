import { pauses } from "../../../aws/rds/auto-pause";
import { certificateAuthority } from "../../../aws/rds/certificate-authorities";
import { classRefusal, versionRefusal } from "../../../aws/rds/engines";
import { ADVANCED_INSIGHTS_DAYS, hasNoInsights } from "../../../aws/rds/insights";
import { allowsPlainText, isBooleanWord, parameterRefusal, plainName } from "../../../aws/rds/parameters";
import { isReservedDatabase, isReservedUser } from "../../../aws/rds/reserved-names";
import { storageProblems } from "../../../aws/rds/storage";
import { dailyWindow, overlap, weeklyWindow } from "../../../aws/windows";
import type { Environment } from "../sections";
import { type CrossCheck, refused, when } from "./cross-check";

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
    refused(
      database.engine === "mysql" ? "database.instanceClass" : "database.aurora.instanceClass",
      classRefusal(database.engine, classOf(database), versionOf(database)),
      classOf(database),
    ),
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
  when(["database"], ({ database }) => [...reservedNames(database), ...parameterProblems(database)]),
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

/** The version that the engine begins with, and its parameter family ends with. */
const majorOf = ({ engine }: Pick<Database, "engine">) => (engine === "mysql" ? "8.4" : "8.0");

const versionOf = ({ engine, engineVersion }: Database) => engineVersion ?? majorOf({ engine });

/** Users and a database that the server keeps for itself. */
function reservedNames(database: Database) {
  const users = ["username", "masterUsername"] as const;
  const taken = "is reserved by the database server";
  return [
    ...users.map((field) =>
      refused(
        `database.${field}`,
        isReservedUser(database.engine, database[field]) ? taken : undefined,
        database[field],
      ),
    ),
    refused("database.name", isReservedDatabase(database.engine, database.name) ? taken : undefined, database.name),
  ];
}

/** Parameters that the engine does not have, that stand twice, or that RDS keeps otherwise than they are written. */
function parameterProblems(database: Database) {
  const names = database.parameters.map(({ name }) => plainName(name));
  return database.parameters.flatMap(({ name, value }, index) => {
    const path = `database.parameters.${index}`;
    return [
      refused(`${path}.name`, parameterRefusal(`${database.engine}${majorOf(database)}`, name), name),
      names.indexOf(plainName(name)) < index && {
        path: `${path}.name`,
        rule: "must be set once",
        value: name,
      },
      allowsPlainText(name, value) && {
        path: `${path}.value`,
        rule: "must leave require_secure_transport on: connections to the database are encrypted",
        value,
      },
      database.engine === "mysql" &&
        isBooleanWord(name, value) && {
          path: `${path}.value`,
          rule: "must be 1 or 0, as RDS keeps booleans of instances; every plan would change it again",
          value,
        },
    ];
  });
}

function engineVersionProblem({ engine, engineVersion }: Database) {
  const version = majorOf({ engine });
  if (engineVersion === undefined) return false;
  const rule = `must be ${version} or a version of it with engine ${engine}`;
  const refusal = engineVersion.startsWith(version) ? versionRefusal(engine, engineVersion) : rule;
  return refused("database.engineVersion", refusal, engineVersion);
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
