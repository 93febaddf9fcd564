import { expect, test } from "vitest";
import { restoreTestAges, restoreTestAlarms } from "../../../../constructs/observability/alarms/restore-test";

test("a bad test of database or files is an alarm, and quiet between tests is none", () => {
  const failures = restoreTestAlarms("WordPress/site", "week").filter(({ id }) => id.endsWith("Fails"));
  expect(failures.map(({ metric }) => metric.dimensions)).toEqual([{ restored: "database" }, { restored: "files" }]);
  for (const { metric, comparison, threshold, missingData } of failures) {
    expect([metric.metricName, metric.statistic]).toEqual(["RestoreTestSucceeded", "Minimum"]);
    expect([comparison, threshold, missingData]).toEqual(["below", 1, undefined]);
  }
});

test.each([
  ["week", 7],
  ["month", 31],
] as const)("no good test for longer than a %s is an alarm, also where nobody measures it", (every, days) => {
  const absences = restoreTestAlarms("WordPress/site", every).filter(({ id }) => id.startsWith("No"));
  expect(absences.map(({ metric }) => metric)).toEqual(restoreTestAges("WordPress/site"));
  for (const { comparison, threshold, periodSeconds = 0, periods = 0, missingData } of absences) {
    expect([comparison, missingData]).toEqual(["above", "breaching"]);
    expect(threshold).toBeGreaterThan(days);
    // CloudWatch looks back a week at most, with periods of an hour or longer.
    expect(periodSeconds * periods).toBeLessThanOrEqual(7 * 86_400);
  }
});
