import { z } from "zod";
import { oneOf, whole } from "./fields";

/** Days without access that EFS knows. */
const DAYS = [1, 7, 14, 30, 60, 90, 180, 270, 365];
const days = () => z.literal(DAYS, `must be one of ${DAYS.join(", ")}`);

/** EFS for WordPress's files. */
export const webRoot = z.strictObject({
  /** `mutable`: the whole web root is a volume, plugins come from wp-admin. `immutable`: code is in the image. */
  content: oneOf(["mutable", "immutable"]).default("mutable"),
  /** `elastic` follows the load and is paid by use; `bursting` grows with what is stored; `provisioned` is fixed. */
  throughput: oneOf(["elastic", "bursting", "provisioned"]).default("elastic"),
  /** MiB a second, only with `provisioned`. */
  provisionedMiBps: whole(1, 3414).optional(),
  /** Files that nobody reads for so many days move to the cheaper Infrequent Access class, and back when read. */
  infrequentAccessAfterDays: days().default(30),
  /** Files that nobody reads for so many days move to the Archive class; only with `elastic`. @default - none do */
  archiveAfterDays: days().optional(),
});
