import { expect, test } from "vitest";
import { windowsOverlap } from "../../environments/schema/windows";

test.each([
  ["03:00-04:00", "sun:04:30-sun:05:30", false],
  ["03:00-04:30", "sun:04:30-sun:05:30", false],
  ["03:00-04:31", "sun:04:30-sun:05:30", true],
  ["05:29-06:00", "sun:04:30-sun:05:30", true],
  ["23:30-00:30", "mon:00:00-mon:01:00", true],
  ["23:30-00:30", "sat:23:00-sun:00:00", true],
  ["12:00-13:00", "sat:23:30-sun:00:30", false],
  ["00:00-01:00", "sat:23:30-sun:00:30", true],
  ["02:00-03:00", "mon:01:00-wed:01:00", true],
])("backup %s and maintenance %s: %s", (daily, weekly, overlap) => {
  expect(windowsOverlap(daily, weekly)).toBe(overlap);
});
