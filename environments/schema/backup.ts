import { z } from "zod";
import { oneOf, region, text, whole } from "./fields";

/** A hundred years, which AWS Backup takes for ever. */
const MOST_DAYS = 36_500;

const keeping = z.strictObject({
  /** Days that a backup is kept. */
  retentionDays: whole(1, MOST_DAYS),
  /** Days until a backup of the file system moves to cold storage, where it stays 90 days at least. @default - never */
  coldStorageAfterDays: whole(1, MOST_DAYS).optional(),
});

const lock = z.strictObject({
  /** No backup is deleted earlier. */
  minRetentionDays: whole(1, MOST_DAYS).default(7),
  /** No plan keeps a backup longer. @default - no limit */
  maxRetentionDays: whole(1, MOST_DAYS).optional(),
  /** Days after which nobody can take the lock off any more, AWS included. @default - anyone with the right can take it off */
  changeableForDays: whole(3, MOST_DAYS).optional(),
});

const clock = () => text(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 06:00, in UTC");

const restoreTest = z.strictObject({
  /** How often: on Tuesdays, or on the first day of a month. */
  every: oneOf(["week", "month"]).default("week"),
  /** When the restores start, UTC; within an hour of it. */
  startTime: clock().default("12:00"),
  /** Hours after which AWS Backup deletes what it has restored, checked or not. A good check ends it earlier. */
  validationHours: whole(2, 168).default(6),
});

/** AWS Backup over the database, the file system and the bucket of the media. Without the section there is no plan. */
export const backup = z.strictObject({
  /** When backups start, UTC; not within an hour of the database's windows. */
  startTime: clock().default("06:00"),
  /** The backup of every day. */
  daily: keeping.default({ retentionDays: 35 }),
  /** Of Sunday's. @default - none */
  weekly: keeping.optional(),
  /** Of the first day's of a month. @default - none */
  monthly: keeping.optional(),
  /** Region that gets a copy of each backup. @default - no copies */
  copyToRegion: region().optional(),
  /** Keeps backups from being deleted before their time, whoever asks. @default - no lock */
  lock: lock.optional(),
  /** Restores the newest backups of database and files beside them, has a task look for the marks in them, and deletes them. @default - nobody tries */
  restoreTest: restoreTest.optional(),
});
