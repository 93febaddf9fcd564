import { expect, test } from "vitest";
import { dailyWindow, overlap, startMeetsWindow, weeklyWindow } from "../../aws/windows";

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
])("backup %s and maintenance %s: %s", (daily, weekly, meets) => {
  expect(overlap(dailyWindow(daily), weeklyWindow(weekly))).toBe(meets);
});

const SUNDAY = weeklyWindow("sun:04:30-sun:05:30");

test.each([
  ["02:00", true],
  ["01:59", false],
  ["03:59", true],
  ["04:00", true],
  ["05:29", true],
  ["05:30", false],
  ["06:00", false],
])("a start at %s is too near to a backup at 03:00 and maintenance on Sunday at 04:30: %s", (time, near) => {
  expect(startMeetsWindow(time, dailyWindow("03:00-04:00"), SUNDAY)).toBe(near);
});

test("a start before midnight is near to a window after it", () => {
  expect(startMeetsWindow("23:30", dailyWindow("00:00-01:00"), SUNDAY)).toBe(true);
  expect(startMeetsWindow("22:30", dailyWindow("00:00-01:00"), SUNDAY)).toBe(false);
});
