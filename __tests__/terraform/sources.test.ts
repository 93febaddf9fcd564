// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { Tree } from "../../terraform/tree";

const config = { bucket: "state", key: "data.tfstate" };
const tree = new Tree({
  data: {
    terraform: { backend: { s3: config } },
    resource: {
      aws_kms_key: { Key_1: { "//": { metadata: { path: "data/Store/Key/Resource" } } } },
      aws_lb: { A: { key: "${aws_kms_key.Key_1.arn}" } },
    },
    output: { KeyArn: { value: "${aws_kms_key.Key_1.arn}" } },
  },
  web: {
    resource: {
      aws_sns_topic: {
        T: {
          key: "arn: ${data.terraform_remote_state.data.outputs.KeyArn}",
          nested: [{ a: "${upper(aws_lb.B.arn)}" }],
        },
      },
      aws_lb: { B: {} },
    },
    data: {
      terraform_remote_state: { data: { backend: "s3", config } },
      aws_ec2_managed_prefix_list: { CloudFront: { name: "com.amazonaws.edge" } },
    },
  },
});
const [topic] = tree.all("aws_sns_topic");

test("sources are followed within a stack and through the state of another, by whatever expression", () => {
  const addresses = tree.sources(topic?.attributes, "web").map(({ stack, address }) => [stack, address]);
  expect(addresses).toEqual([
    ["data", "aws_kms_key.Key_1"],
    ["web", "aws_lb.B"],
  ]);
  expect(tree.sources(topic?.attributes, "web", "aws_lb").map(({ address }) => address)).toEqual(["aws_lb.B"]);
});

test("a value that is no template has no sources", () => {
  expect(tree.sources("${aws_lb.B.arn", "web")).toEqual([]);
  expect(tree.sources("aws_lb.B.arn", "web")).toEqual([]);
});

test("outputs that read each other in a circle have no sources", () => {
  const circle = (own: string, other: string) => ({
    terraform: { backend: { s3: { bucket: "b", key: own } } },
    data: { terraform_remote_state: { other: { backend: "s3", config: { bucket: "b", key: other } } } },
    output: { O: { value: "${data.terraform_remote_state.other.outputs.O}" } },
  });
  const both = new Tree({ a: circle("a", "b"), b: circle("b", "a") });
  expect(both.sources("${data.terraform_remote_state.other.outputs.O}", "a")).toEqual([]);
});

test("a text is shown with the construct's path in place of the reference", () => {
  expect(topic?.readable("${data.terraform_remote_state.data.outputs.KeyArn}/*")).toBe("‹Store/Key.arn›/*");
  expect(tree.readable("${aws_kms_key.Key_1.list[0].arn}", "data")).toBe("‹Store/Key.list[0].arn›");
  expect(tree.readable("${var.x}", "data")).toBe("${var.x}");
});

test("what is looked up by a name is called by it", () => {
  expect(tree.readable("${data.aws_ec2_managed_prefix_list.CloudFront.id}", "web")).toBe("com.amazonaws.edge");
  expect(tree.readable("${data.aws_ec2_managed_prefix_list.CloudFront.id}", "data")).toContain("${data.");
});

test("what refers to a resource is found by argument, in an expression too", () => {
  const [key] = tree.all("aws_kms_key");
  expect(key && tree.referring(key, "key", "aws_sns_topic").map(({ name }) => name)).toEqual(["T"]);
});
