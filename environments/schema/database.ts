import { z } from "zod";
import { flag, oneOf, text, whole } from "./fields";
import { dailyWindow, weeklyWindow } from "./windows";

/** RDS for MySQL. */
export const database = z.strictObject({
  /** Major and minor version; RDS picks the patch and keeps it current. */
  engineVersion: text(/^8\.4(\.\d+)?$/, "must be 8.4 or a patch of it, such as 8.4.6").default("8.4"),
  instanceClass: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "must be an RDS instance class such as db.t4g.micro").default(
    "db.t4g.micro",
  ),
  /** Storage at creation, in GiB. */
  storageGiB: whole(20, 65536).default(20),
  /** Storage grows by itself up to this many GiB. */
  maxStorageGiB: whole(20, 65536).default(100),
  multiAz: flag().default(false),
  /** Name of the database that WordPress uses. */
  name: text(/^[a-z][a-z0-9_]{0,63}$/, "must be 1 to 64 lowercase letters, digits or _, letter first").default(
    "wordpress",
  ),
  username: text(/^[a-z][a-z0-9_]{0,15}$/, "must be 1 to 16 lowercase letters, digits or _, letter first").default(
    "wordpress",
  ),
  /** Days that automatic backups (and point-in-time recovery) are kept. */
  backupRetentionDays: whole(1, 35).default(7),
  /** Daily, UTC. */
  backupWindow: dailyWindow().default("03:00-04:00"),
  /** Weekly, UTC. */
  maintenanceWindow: weeklyWindow().default("sun:04:30-sun:05:30"),
  /** Log types that go to CloudWatch. */
  logExports: z.array(oneOf(["error", "slowquery", "general", "audit"])).default(["error", "slowquery"]),
  /** Seconds between operating-system metrics; 0 turns them off. */
  monitoringIntervalSeconds: z.literal([0, 1, 5, 10, 15, 30, 60], "must be 0, 1, 5, 10, 15, 30 or 60").default(0),
  performanceInsights: flag().default(false),
});
