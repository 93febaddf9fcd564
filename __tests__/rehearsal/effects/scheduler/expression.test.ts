import { expect, test } from "vitest";
import { times } from "../../../../rehearsal/effects/scheduler/expression";

const NOW = new Date("2026-03-27T10:20:30Z");
const next = (expression: string, timezone = "UTC", after = NOW) =>
  times(expression, timezone, NOW).next(after)?.toISOString();

test.each([
  ["rate(1 minute)", "2026-03-27T10:21:30.000Z"],
  ["rate(5 minutes)", "2026-03-27T10:25:30.000Z"],
  ["rate(2 days)", "2026-03-29T10:20:30.000Z"],
  ["cron(0/15 * * * ? *)", "2026-03-27T10:30:00.000Z"],
  ["cron(0 6 ? * 2 *)", "2026-03-30T06:00:00.000Z"],
  ["cron(0 6 ? * MON-FRI *)", "2026-03-30T06:00:00.000Z"],
  ["cron(0 6 L * ? *)", "2026-03-31T06:00:00.000Z"],
  ["cron(0 6 ? * 6#1 *)", "2026-04-03T06:00:00.000Z"],
  ["cron(0 6 ? 4 6L *)", "2026-04-24T06:00:00.000Z"],
  ["cron(5/10 * * * ? *)", "2026-03-27T10:25:00.000Z"],
  ["cron(40/10 10 * * ? *)", "2026-03-27T10:40:00.000Z"],
  ["cron(0 6 1 1 ? 2030)", "2030-01-01T06:00:00.000Z"],
  ["at(2026-12-24T18:00:00)", "2026-12-24T18:00:00.000Z"],
  ["at(2026-01-01T00:00:00)", undefined],
  ["cron(0 6 1 1 ? 2020)", undefined],
])("%s runs next at %s", (expression, expected) => {
  expect(next(expression)).toBe(expected);
});

test("a rate is counted from its beginning, whenever it is asked", () => {
  expect(next("rate(5 minutes)", "UTC", new Date("2026-03-27T10:25:30Z"))).toBe("2026-03-27T10:30:30.000Z");
  expect(next("rate(5 minutes)", "UTC", new Date("2026-03-27T10:29:00Z"))).toBe("2026-03-27T10:30:30.000Z");
});

test("hours are those of the schedule's time zone, in summer too", () => {
  expect(next("cron(0 9 * * ? *)", "Europe/Berlin")).toBe("2026-03-28T08:00:00.000Z");
  expect(next("cron(0 9 * * ? *)", "Europe/Berlin", new Date("2026-03-28T12:00:00Z"))).toBe("2026-03-29T07:00:00.000Z");
  expect(next("at(2026-07-01T09:00:00)", "Europe/Berlin")).toBe("2026-07-01T07:00:00.000Z");
});

test.each(["every 5 minutes", "rate(0 minutes)", "rate(5 weeks)", "cron(0 6 * * * *)", "cron(0 6 * * ?)", "at(noon)"])(
  "refuses %s",
  (expression) => {
    expect(() => next(expression)).toThrow(`ValidationException: Invalid Schedule Expression ${expression}.`);
  },
);
