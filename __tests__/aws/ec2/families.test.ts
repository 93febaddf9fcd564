import { expect, test } from "vitest";
import { isInstanceType, isNewer, split } from "../../../aws/ec2/families";

test.each(["m7g.large", "t4g.micro", "u-6tb1.metal", "c7i-flex.large", "x2iedn.32xlarge"])("EC2 has %s", (name) =>
  expect(isInstanceType(name)).toBe(true),
);

test.each(["m99g.large", "m7g.lagre", "m7g", "m7g.", ".large", "db.t4g.micro"])("EC2 does not have %s", (name) =>
  expect(isInstanceType(name)).toBe(false),
);

test("only what EC2 has, of a later generation of a series that the list has, is newer than the list", () => {
  const families = { m7g: "large", r6g: "large" };
  expect(isNewer(split("m8g.large"), families)).toBe(true);
  expect(isNewer(split("m6g.large"), families)).toBe(false);
  expect(isNewer(split("m99g.large"), families)).toBe(false);
  expect(isNewer(split("c8g.large"), families)).toBe(false);
});
