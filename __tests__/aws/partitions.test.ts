import { expect, test } from "vitest";
import { isWithGlobalServices, PARTITIONS, partitionOf } from "../../aws/partitions";

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
  expect(PARTITIONS.filter(({ regions }) => regions.test(region)).map((partition) => partition.name)).toEqual([name]);
  expect(isWithGlobalServices(region)).toBe(name === "aws");
});

test("a text that is no region has no partition", () => {
  expect(() => partitionOf("eu-west-1a")).toThrow(/^must be an AWS region such as eu-west-1, got "eu-west-1a"$/);
});
