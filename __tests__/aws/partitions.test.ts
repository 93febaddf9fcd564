import { expect, test } from "vitest";
import { findPartition, hasZone, isWithGlobalServices, PARTITIONS, partitionOf, REGIONS } from "../../aws/partitions";

test.each([
  ["eu-west-1", "aws"],
  ["ap-southeast-7", "aws"],
  ["cn-northwest-1", "aws-cn"],
  ["us-gov-east-1", "aws-us-gov"],
  ["eusc-de-east-1", "aws-eusc"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
])("%s is in the partition %s and in no other", (region, name) => {
  expect(PARTITIONS.filter(({ regions }) => region in regions).map((partition) => partition.name)).toEqual([name]);
  expect(isWithGlobalServices(region)).toBe(name === "aws");
});

test("a text that is no region has no partition", () => {
  expect(() => partitionOf("eu-west-1a")).toThrow(/^must be an AWS region such as eu-west-1, got "eu-west-1a"$/);
});

test("a region that AWS does not have is in no partition", () => {
  expect(findPartition("eu-west-9")).toBeUndefined();
  expect(REGIONS).toContain("eusc-de-east-1");
  expect(REGIONS).not.toContain("aws-global");
});

test("a zone is one of the letters up to the last that its region has", () => {
  expect(hasZone("eu-west-1", "eu-west-1c")).toBe(true);
  expect(hasZone("us-west-1", "us-west-1b")).toBe(true);
  expect(hasZone("eu-west-1", "eu-west-1z")).toBe(false);
  expect(hasZone("eu-west-1", "eu-west-2a")).toBe(false);
  expect(hasZone("eu-west-1", "eu-west-1")).toBe(false);
  expect(hasZone("eu-west-9", "eu-west-9a")).toBe(false);
});
