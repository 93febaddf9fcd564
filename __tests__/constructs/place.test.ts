import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { Place } from "../../constructs/place";

const stackIn = (region?: string) => {
  const stack = new TerraformStack(Testing.app(), "test");
  if (region !== undefined) new Place("111122223333", region).give(stack);
  return stack;
};

test("a construct is where its stack is", () => {
  const place = Place.of(new Construct(new Construct(stackIn("eu-west-1"), "Outer"), "Inner"));
  expect(place).toMatchObject({ account: "111122223333", region: "eu-west-1", partition: "aws" });
  expect(place.arn("kms", "key/*")).toBe("arn:aws:kms:eu-west-1:111122223333:key/*");
  expect(place.iamArn("root")).toBe("arn:aws:iam::111122223333:root");
});

test("a provider of another region moves it there, within the account", () => {
  const place = Place.of(stackIn("eu-west-1"), { region: "us-east-1" });
  expect(place.arn("logs", "*")).toBe("arn:aws:logs:us-east-1:111122223333:*");
});

test("China's host names and ARNs are its own", () => {
  const place = Place.of(stackIn("cn-north-1"));
  expect(place.host("secretsmanager")).toBe("secretsmanager.cn-north-1.amazonaws.com.cn");
  expect(place.managedPolicyArn("ReadOnlyAccess")).toBe("arn:aws-cn:iam::aws:policy/ReadOnlyAccess");
});

test("outside of any place there is none", () => {
  expect(() => Place.of(stackIn())).toThrow("test: no scope around it has a place");
});
