import { z } from "zod";
import { SHORTEST_RDS_WINDOW } from "../../aws/windows";
import { flag, logRetentionDays, oneOf, text, whole } from "./fields";
import { dailyWindow, weeklyWindow } from "./windows";

const instanceClass = () => text(/^db\.[a-z0-9]+(\.[a-z0-9]+)?$/, "must be an RDS instance class such as db.t4g.micro");

const userName = () => text(/^[a-z][a-z0-9_]{0,15}$/, "must be 1 to 16 lowercase letters, digits or _, letter first");

const capacityUnits = (min: number) => {
  const rule = `must be from ${min} to 256 in steps of 0.5`;
  return z.number(rule).min(min, rule).max(256, rule).multipleOf(0.5, rule);
};

/** Only with `engine: "aurora-mysql"`. */
const aurora = z.strictObject({
  /** `db.serverless`, which scales by itself, or a class of fixed size such as db.r7g.large. */
  instanceClass: instanceClass().default("db.serverless"),
  /** Instances beside the writer, that can be read from and take over. */
  readers: whole(0, 15).default(0),
  /** Smallest size of a serverless instance, in Aurora capacity units of 2 GiB; 0 lets it pause. */
  minCapacityUnits: capacityUnits(0).default(0.5),
  /** Largest size of a serverless instance. */
  maxCapacityUnits: capacityUnits(1).default(4),
  /** Storage whose price includes I/O; pays from a quarter of the bill being I/O on. */
  ioOptimized: flag().default(false),
});

/** RDS Proxy between WordPress and the database. */
const proxy = z.strictObject({
  /** Part of the server's max_connections that it opens at most, in percent; the rest is for who goes past it. */
  maxConnectionsPercent: whole(1, 100).default(90),
  /** Seconds that a request waits for a connection when all are in use. */
  borrowTimeoutSeconds: whole(0, 300).default(30),
  /** Seconds that a client may be silent before it is disconnected. */
  idleClientTimeoutSeconds: whole(1, 28_800).default(1800),
});

const parameter = z.strictObject({
  /** Such as max_connections. */
  name: text(/^[a-z][a-z0-9_.-]{0,254}$/, "must be the name of a parameter, such as max_connections"),
  /** In the words of the engine. */
  value: z.string("must be a text").min(1, "must not be empty"),
  /** A static parameter changes only with a reboot. */
  apply: oneOf(["immediate", "pending-reboot"]).default("immediate"),
});

const INSIGHTS_DAYS = [7, 31, 62, 93, 186, 372, 465, 731];

/** RDS for MySQL, or Aurora MySQL: WordPress sees no difference. */
export const database = z.strictObject({
  /** RDS for MySQL, or Aurora MySQL. */
  engine: oneOf(["mysql", "aurora-mysql"]).default("mysql"),
  /** Major and minor version; RDS picks the patch and keeps it current. @default 8.4, and 8.0 for Aurora */
  engineVersion: text(
    /^8\.(4(\.\d+)?|0(\.mysql_aurora\.3\.\d+\.\d+)?)$/,
    "must be 8.4 or a patch of it, such as 8.4.6; for Aurora 8.0 or a version such as 8.0.mysql_aurora.3.10.0",
  ).optional(),
  aurora: aurora.prefault({}),
  /** Class of the instance; of Aurora's, `aurora` says it. */
  instanceClass: instanceClass().default("db.t4g.micro"),
  /** Storage at creation, in GiB. */
  storageGiB: whole(20, 65536).default(20),
  /** Storage grows by itself up to this many GiB. */
  maxStorageGiB: whole(20, 65536).default(100),
  /** `gp3`: general purpose. `io2`: provisioned IOPS. */
  storageType: oneOf(["gp3", "io2"]).default("gp3"),
  /** I/O operations a second: on gp3 from 400 GiB on, on io2 always. @default - what the size brings */
  iops: whole(1000, 256_000).optional(),
  /** MiB a second, on gp3 from 400 GiB on. @default - what the size brings */
  throughputMiBps: whole(500, 4000).optional(),
  /** A standby in a second zone takes over when the first is lost. */
  multiAz: flag().default(false),
  /** Copies that can be read from, for reports and the like; WordPress itself does not use them. */
  readReplicas: whole(0, 5).default(0),
  /** Server parameters in place of WordPress's own, or beside them. */
  parameters: z.array(parameter).default([]),
  /** TLS is always on; `verify` also checks the server's certificate against RDS's authority for the region. */
  tls: oneOf(["encrypt", "verify"]).default("encrypt"),
  /** Name of the database that WordPress uses. */
  name: text(/^[a-z][a-z0-9_]{0,63}$/, "must be 1 to 64 lowercase letters, digits or _, letter first").default(
    "wordpress",
  ),
  /** User that WordPress logs in with. */
  username: userName().default("wordpress"),
  /** User with all rights over the server, with `separateUser`. */
  masterUsername: userName().default("admin"),
  /** WordPress logs in with a separate user that has rights on its database alone; else as the master user. */
  separateUser: flag().default(true),
  /** Keeps connections to the server and leads them to the one that takes over (docs/decisions/0011). @default - WordPress connects directly */
  proxy: proxy.optional(),
  /** Database users that are made for it sign in with tokens of IAM in place of a password; WordPress keeps its own. */
  iamAuthentication: flag().default(false),
  /** Snapshot to make the database from, by name or ARN. Its master user must be that of this section. @default - empty */
  snapshotIdentifier: text(
    /^(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(cluster-)?snapshot:.+|(rds:|awsbackup:)?[A-Za-z][A-Za-z0-9-]{0,254})$/,
    "must be the name or the ARN of a snapshot",
  ).optional(),
  /** Days that automatic backups (and point-in-time recovery) are kept. */
  backupRetentionDays: whole(1, 35).default(7),
  /** Daily, UTC, 30 minutes or more. */
  backupWindow: dailyWindow(SHORTEST_RDS_WINDOW).default("03:00-04:00"),
  /** Weekly, UTC, 30 minutes or more. */
  maintenanceWindow: weeklyWindow(SHORTEST_RDS_WINDOW).default("sun:04:30-sun:05:30"),
  /** Log types that go to CloudWatch. */
  logExports: z.array(oneOf(["error", "slowquery", "general", "audit"])).default(["error", "slowquery"]),
  /** Days that they are kept there. */
  logRetentionDays: logRetentionDays().default(30),
  /** Seconds between operating-system metrics; 0 turns them off. */
  monitoringIntervalSeconds: z.literal([0, 1, 5, 10, 15, 30, 60], "must be 0, 1, 5, 10, 15, 30 or 60").default(0),
  /**
   * CloudWatch Database Insights. `standard` is free; `advanced` adds plans, locks and slow queries of 465 days, is billed by the hour and vCPU
   * or capacity unit, and brings `performanceInsights` with it.
   */
  insights: oneOf(["standard", "advanced"]).default("standard"),
  /** Statistics of the statements; not offered on micro and small classes. */
  performanceInsights: flag().default(false),
  /** Days that Performance Insights looks back; 7 are free, and `insights: "advanced"` needs 465 or more. */
  performanceInsightsRetentionDays: z.literal(INSIGHTS_DAYS, `must be one of ${INSIGHTS_DAYS.join(", ")}`).default(7),
});
