import fc from "fast-check";
import { expect, test } from "vitest";
import { addressPlan, addressPlanProblems } from "../../../aws/network/address-plan";

test("gives each tier four slots of a sixteenth of the VPC", () => {
  expect(addressPlan("10.11.0.0/16", 3)).toEqual({
    public: ["10.11.0.0/20", "10.11.16.0/20", "10.11.32.0/20"],
    private: ["10.11.64.0/20", "10.11.80.0/20", "10.11.96.0/20"],
    isolated: ["10.11.128.0/20", "10.11.144.0/20", "10.11.160.0/20"],
  });
});

test("moves no subnet when a zone is added", () => {
  const three = addressPlan("10.11.0.0/16", 3);
  const four = addressPlan("10.11.0.0/16", 4);
  for (const tier of ["public", "private", "isolated"] as const) expect(four[tier].slice(0, 3)).toEqual(three[tier]);
});

test("every plan lies inside its VPC and overlaps nowhere", () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 23 }), fc.integer({ min: 1, max: 4 }), (prefix, zones) => {
      const vpc = `10.11.0.0/${prefix}`;
      expect(addressPlanProblems(vpc, addressPlan(vpc, zones))).toEqual([]);
    }),
  );
});

test.each(["10.0.0.0/8", "10.11.0.0/24"])("refuses the VPC %s", (cidr) => {
  expect(() => addressPlan(cidr, 2)).toThrow(`must be /16 to /23, got "${cidr}"`);
});

test.each([0, 5, 1.5])("refuses %d Availability Zones", (zones) => {
  expect(() => addressPlan("10.11.0.0/16", zones)).toThrow(`holds 1 to 4 Availability Zones, got ${zones}`);
});

test("names blocks of a plan by hand that overlap or lie outside", () => {
  const subnets = { public: ["10.11.0.0/24", "10.11.0.128/25"], private: [], isolated: ["10.12.0.0/24"] };
  expect(addressPlanProblems("10.11.0.0/16", subnets)).toEqual([
    "subnet 10.12.0.0/24 is outside the VPC 10.11.0.0/16",
    "subnets 10.11.0.0/24 and 10.11.0.128/25 overlap",
  ]);
});
