// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { remoteState, systemOf } from "../support/system";

const system = systemOf({
  data: {
    resource: { aws_kms_key: { Key_1: {} }, aws_lb: { A: { key: "${aws_kms_key.Key_1.arn}" } } },
    output: { KeyArn: { value: "${aws_kms_key.Key_1.arn}" } },
    comments: { "aws_kms_key.Key_1": { metadata: { path: "data/Store/Key/Resource" } } },
  },
  web: {
    resource: { aws_sns_topic: { T: { key: "arn: ${data.terraform_remote_state.data.outputs.KeyArn}" } } },
    data: { ...remoteState("data"), aws_ec2_managed_prefix_list: { CloudFront: { name: "com.amazonaws.edge" } } },
  },
});

test("a reference within a stack is followed", () => {
  const [reference] = system.references("data", "${upper(aws_kms_key.Key_1.arn)}");
  expect(reference).toMatchObject({ attribute: "arn", resource: { address: "aws_kms_key.Key_1", stack: "data" } });
});

test("a reference to another stack is followed through its state to the resource", () => {
  const [topic] = system.of("aws_sns_topic");
  const [reference] = system.references("web", topic?.body);
  expect(reference).toMatchObject({ attribute: "arn", resource: { address: "aws_kms_key.Key_1", stack: "data" } });
});

test("a text is shown with the construct's path in place of the reference", () => {
  expect(system.readable("web", "${data.terraform_remote_state.data.outputs.KeyArn}/*")).toBe("‹Store/Key.arn›/*");
  expect(system.readable("data", "${var.x}")).toBe("${var.x}");
});

test("what is looked up by a name is called by it", () => {
  expect(system.readable("web", "${data.aws_ec2_managed_prefix_list.CloudFront.id}")).toBe("com.amazonaws.edge");
  expect(system.readable("data", "${data.aws_ec2_managed_prefix_list.CloudFront.id}")).toContain("${data.");
});

test("what refers to a resource is found by argument", () => {
  const [key] = system.of("aws_kms_key");
  expect(key && system.referring(key, "key", "aws_sns_topic").map(({ name }) => name)).toEqual(["T"]);
});
