import { expect, test } from "vitest";
import { mayExist } from "../../aws/versions";

const KNOWN = ["8.0.40", "8.4.3", "8.4.4", "8.4.11", "8.0.mysql_aurora.3.10.0", "8.0.mysql_aurora.3.12.0"];

test.each(["8.4.4", "8.4", "8", "8.4.12", "8.4.19", "8.5", "9.0", "8.0.mysql_aurora.3.13.0"])(
  "%s is known, stands for known ones, or goes on from them",
  (version) => expect(mayExist(version, KNOWN)).toBe(true),
);

test.each([
  "8.4.99",
  "8.4.20",
  "8.4.5",
  "8.6",
  "10.1",
  "7.9",
  "8.four",
  "8.0.mysql_aurora.3.11.0",
  "8.0.mysql_aurora.3.99.0",
])("%s is none of them, and no version that could follow", (version) => expect(mayExist(version, KNOWN)).toBe(false));
