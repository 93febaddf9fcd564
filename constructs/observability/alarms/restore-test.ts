import type { AlarmDefinition, Metric } from "../alarm";

/** Days from one test to the next and two more: a week by its day, a month by its longest. */
const LONGEST_WITHOUT_TEST_DAYS = { week: 9, month: 33 };

const KINDS = [
  { restored: "database", id: "Database", name: "the database" },
  { restored: "files", id: "Files", name: "the files" },
] as const;

function metric(metricName: string, namespace: string, restored: string, statistic: string): Metric {
  return { namespace, metricName, dimensions: { restored }, statistic };
}

/** Days since the last good test, of database and files. */
export function restoreTestAges(namespace: string): Metric[] {
  return KINDS.map(({ restored }) => metric("DaysSinceRestoreTest", namespace, restored, "Maximum"));
}

/** Whether what is restored for a test is what was backed up, and whether anything was tested at all. */
export function restoreTestAlarms(namespace: string, every: "week" | "month"): AlarmDefinition[] {
  const days = LONGEST_WITHOUT_TEST_DAYS[every];
  return KINDS.flatMap(({ restored, id, name }): AlarmDefinition[] => [
    {
      id: `RestoreTestOf${id}Fails`,
      summary: `A backup of ${name} was restored for a test and is not what was backed up, or could not be restored.`,
      firstStep: "Read the output of the failed execution in Step Functions, then the log of its task.",
      runbook: "a-restore-test-fails",
      metric: metric("RestoreTestSucceeded", namespace, restored, "Minimum"),
      comparison: "below",
      threshold: 1,
      periodSeconds: 86_400,
      periods: 1,
    },
    {
      id: `NoRestoreTestOf${id}`,
      summary: `No restore of ${name} was tested and good for ${days} days, or nobody measures it any more.`,
      firstStep: "Look at the jobs of the restore testing plan in AWS Backup.",
      runbook: "a-restore-test-fails",
      metric: metric("DaysSinceRestoreTest", namespace, restored, "Maximum"),
      comparison: "above",
      threshold: days,
      periodSeconds: 86_400,
      periods: 1,
      missingData: "breaching",
    },
  ]);
}
