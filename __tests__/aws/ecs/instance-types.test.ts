import { expect, test } from "vitest";
import { architectureOf, isInstanceType, networkInterfaces, tasksPerInstance } from "../../../aws/ecs/instance-types";

test.each([
  ["t4g.small", 2],
  ["t3.micro", 1],
  ["t3.small", 2],
  ["t3a.small", 1],
  ["t3.2xlarge", 3],
  ["m7g.medium", 1],
  ["c6i.4xlarge", 7],
  ["r8g.24xlarge", 14],
  ["c6gn.xlarge", 3],
  ["m5.4xlarge", 7],
])("%s runs %d tasks with an interface of their own", (type, tasks) => {
  expect(tasksPerInstance(type)).toBe(tasks);
});

test.each(["p5.48xlarge", "m7g.metal", "a1.medium", "g4dn.xlarge"])(
  "%s is not in the table, so nothing is said about it",
  (type) => {
    expect(tasksPerInstance(type)).toBeUndefined();
  },
);

test.each([
  ["t4g.small", "ARM64"],
  ["m7gd.large", "ARM64"],
  ["im4gn.large", "ARM64"],
  ["g5g.xlarge", "ARM64"],
  ["a1.medium", "ARM64"],
  ["t3.small", "X86_64"],
  ["g5.xlarge", "X86_64"],
  ["g4dn.xlarge", "X86_64"],
  ["m7i-flex.large", "X86_64"],
  ["u-6tb1.56xlarge", "X86_64"],
])("%s is of architecture %s", (type, architecture) => {
  expect(architectureOf(type)).toBe(architecture);
});

test.each(["t4g", "small", "T4g.small", "t4g.", ""])("refuses %j, which is no instance type", (type) => {
  expect(() => architectureOf(type)).toThrow(`an instance type looks like "t4g.small", got ${JSON.stringify(type)}`);
  expect(() => tasksPerInstance(type)).toThrow("an instance type looks like");
  expect([isInstanceType(type), networkInterfaces(type)]).toEqual([false, undefined]);
});
