// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform expressions, not JavaScript templates
import { describe, expect, test } from "vitest";
import { evaluate, type Scope } from "../../../terraform/evaluation/evaluate";

const names: Readonly<Record<string, unknown>> = {
  size: 256,
  name: "site",
  tags: { Name: "x", "site:owner": "y" },
  zones: ["a", "b"],
  key: "${aws_kms_key.main.arn}",
  off: false,
};
const scope: Scope = ([kind, name = ""]) =>
  kind === "local" && name in names ? { value: names[name] as never, took: 2 } : undefined;

describe("what is known is evaluated", () => {
  test.each<[string, unknown]>([
    ["${local.size * 16}", 4096],
    ["${(1 + 2) * 3 - 4 / 2}", 7],
    ['${local.size > 128 && !local.off ? upper(local.name) : "small"}', "SITE"],
    ["x-${local.name}-${local.size}", "x-site-256"],
    ['${join("-", concat(local.zones, ["c"]))}', "a-b-c"],
    ['${format("%s-%03d", local.name, 7)}', "site-007"],
    ['${local.tags["site:owner"]}', "y"],
    ["${local.zones[1]}", "b"],
    ["${[for zone in local.zones : upper(zone)]}", ["A", "B"]],
    ["${{for index, zone in local.zones : zone => index if index > 0}}", { b: 1 }],
    ["${length(merge(local.tags, {extra = 1}))}", 3],
    ['${cidrsubnet("10.0.0.0/16", 12, 1)}', "10.0.0.16/28"],
    ['${lookup({a = 1}, "b", 121)}', 121],
    ['${replace("a.b", "/[.]/", "-")}', "a-b"],
    ["${jsonencode([{name = local.name, stopTimeout = 120 + 1}])}", '[{"name":"site","stopTimeout":121}]'],
    ['${jsondecode("{\\"a\\": [1]}").a[0]}', 1],
    ['${tonumber("12") + max(1, 2)}', 14],
    ['${try(local.none.x, "other")}', '${try(local.none.x, "other")}'],
    ["${range(3)}", [0, 1, 2]],
    ['${"a\\"b"}', 'a"b'],
    ["$${not.an.expression}", "$${not.an.expression}"],
    ["${local.zones[*]}", ["a", "b"]],
  ])("%s", (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });
});

describe("what is not known stays as it is written, with what is known in it", () => {
  test.each<[string, unknown]>([
    ["${local.key}", "${aws_kms_key.main.arn}"],
    ["${lower(local.key)}", "${lower(aws_kms_key.main.arn)}"],
    ["${aws_subnet.public[local.zones[0]].id}", '${aws_subnet.public["a"].id}'],
    ['${join("/", [aws_lb.main.arn_suffix, local.name])}', "${aws_lb.main.arn_suffix}/site"],
    ["${var.none + local.size}", "${var.none + 256}"],
    ["${var.none ? local.size : 1}", "${var.none ? 256 : 1}"],
    ["${aws_lb.main[*].arn}", "${aws_lb.main[*].arn}"],
    ["${timestamp()}", "${timestamp()}"],
    ["${jsonencode([{key = local.key}])}", '[{"key":"${aws_kms_key.main.arn}"}]'],
    ["${merge(local.tags, {Key = local.key})}", { Name: "x", "site:owner": "y", Key: "${aws_kms_key.main.arn}" }],
    ["${no reader knows this}", "${no reader knows this}"],
    ["%{ if true }x%{ endif }${local.name}", "%{ if true }x%{ endif }${local.name}"],
  ])("%s", (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });
});

test("keys of maps are templates too, comments are not", () => {
  expect(evaluate({ "${local.name}-x": 1, "//": { note: "${local.name}" } }, scope)).toEqual({
    "site-x": 1,
    "//": { note: "${local.name}" },
  });
});
