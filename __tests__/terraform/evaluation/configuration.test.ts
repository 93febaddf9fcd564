// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform expressions, not JavaScript templates
import { expect, test } from "vitest";
import { evaluated } from "../../../terraform/evaluation/configuration";

const of = (configuration: object) => evaluated(configuration as Record<string, unknown>).configuration;

test("locals and defaults of variables stand for themselves, one through the other", () => {
  const { resource } = of({
    variable: { size: { default: 100 }, secret: {} },
    locals: { double: "${var.size * 2}", circle: "${local.circle}" },
    resource: { aws_x: { a: { b: "${local.double + 1}", c: "${var.secret}", d: "${local.circle}" } } },
  });
  expect(resource).toEqual({ aws_x: { a: { b: 201, c: "${var.secret}", d: "${local.circle}" } } });
});

test("count and for_each become instances, and what waits for all of them waits for each", () => {
  const { resource } = of({
    resource: {
      aws_x: {
        each: { for_each: '${toset(["a", "b"])}', name: "x-${each.value}" },
        two: { count: 2, name: "${count.index}" },
        none: { count: "${1 - 1}" },
        unknown: { for_each: "${var.names}", name: "${each.key}" },
        after: {
          depends_on: ["aws_x.two"],
          all: "${values(aws_x.each)[*].id}",
          list: "${aws_x.two[*].id}",
          one: '${aws_x.each["a"].id}',
        },
      },
    },
  });
  expect(resource).toEqual({
    aws_x: {
      'each["a"]': { name: "x-a" },
      'each["b"]': { name: "x-b" },
      "two[0]": { name: 0 },
      "two[1]": { name: 1 },
      unknown: { for_each: "${var.names}", name: "${each.key}" },
      after: {
        depends_on: ["aws_x.two[0]", "aws_x.two[1]"],
        all: ['${aws_x.each["a"].id}', '${aws_x.each["b"].id}'],
        list: ["${aws_x.two[0].id}", "${aws_x.two[1].id}"],
        one: '${aws_x.each["a"].id}',
      },
    },
  });
});

test("dynamic blocks become blocks beside those that are written", () => {
  const { resource } = of({
    locals: { ports: [80, 443] },
    resource: {
      aws_x: {
        a: {
          rule: [{ port: 22 }],
          dynamic: {
            rule: { for_each: "${local.ports}", content: { port: "${rule.value}", index: "${rule.key}" } },
            other: { for_each: "${var.unknown}", content: {} },
          },
        },
        b: { dynamic: [{ rule: [{ for_each: { x: 1 }, iterator: "one", content: [{ name: "${one.key}" }] }] }] },
      },
    },
  });
  expect(resource).toEqual({
    aws_x: {
      a: {
        rule: [{ port: 22 }, { port: 80, index: 0 }, { port: 443, index: 1 }],
        dynamic: { other: { for_each: "${var.unknown}", content: {} } },
      },
      b: { rule: [{ name: "x" }] },
    },
  });
});

test("providers and outputs are evaluated, the backend is not, since Terraform does not either", () => {
  const made = of({
    locals: { region: "us-east-1" },
    provider: { aws: [{ region: "${local.region}" }] },
    output: { region: { value: "${local.region}" } },
    terraform: { backend: { s3: { region: "${local.region}" } } },
  });
  expect(made).toMatchObject({
    provider: { aws: [{ region: "us-east-1" }] },
    output: { region: { value: "us-east-1" } },
    terraform: { backend: { s3: { region: "${local.region}" } } },
  });
});
