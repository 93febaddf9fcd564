/** How long the backups of one kind are kept. */
export interface Keeping {
  /** Days from a backup to its end. */
  readonly retentionDays: number;
  /** Days until it moves to cold storage, where it stays 90 days at least; only EFS can. @default - never */
  readonly coldStorageAfterDays?: number;
}

/** What is kept of the backups of each day, week and month. */
export interface Keepings {
  readonly daily: Keeping;
  /** Of Sunday's. @default - none */
  readonly weekly?: Keeping;
  /** Of the first day's. @default - none */
  readonly monthly?: Keeping;
}

export interface BackupRule extends Keeping {
  readonly name: keyof Keepings;
  /** AWS Backup's cron expression, UTC. */
  readonly schedule: string;
}

/** AWS Backup's cron expression of a restore test, UTC: on Tuesdays, when somebody is there to hear of it, or on the first of a month. */
export function restoreTestSchedule(time: string, every: "week" | "month"): string {
  return at(time, every === "week" ? "? * TUE *" : "1 * ? *");
}

function at(time: string, days: string): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return `cron(${minute} ${hour} ${days})`;
}

/** The rules of a plan whose backups start at `time`, such as `06:00` UTC. */
export function backupRules(time: string, { daily, weekly, monthly }: Keepings): BackupRule[] {
  return [
    { name: "daily", schedule: at(time, "? * * *"), ...daily },
    ...(weekly ? [{ name: "weekly", schedule: at(time, "? * SUN *"), ...weekly } as const] : []),
    ...(monthly ? [{ name: "monthly", schedule: at(time, "1 * ? *"), ...monthly } as const] : []),
  ];
}
