import { expect, test } from "vitest";
import { type Constraints, callsOf, constrainedTypes, constraintsOf, limits } from "../../../aws/api/constraints";
import { DOCUMENTED } from "../../../aws/api/documented";
import { kept } from "../../../aws/kept";
import { installedPackages, moduleSource } from "../../../terraform/provider-packages";

const FILES = [
  "api/models.json",
  "api/validators.json",
  "regions.json",
  "ec2/instance-types.json",
  "rds/engines.json",
  "elasticache/engines.json",
  "iam/service-principals.json",
];

test.each(FILES)("%s says what it is from and when that was released", (file) => {
  const { source, date } = kept<{ source: string; date: string }>(file);
  expect(source).toMatch(/^[a-z/-]+ \d+\.\d+\.\d+, /);
  expect(new Date(date).toISOString()).toContain(date);
});

/** Every name of an attribute or block, and every pattern. */
function collect({ attributes, blocks, json }: Constraints): { names: string[]; patterns: string[] } {
  const inner = Object.values(blocks).map(collect);
  return {
    names: [attributes, blocks, json].flatMap(Object.keys).concat(inner.flatMap(({ names }) => names)),
    patterns: [
      ...Object.values(attributes),
      ...Object.values(json).flatMap(({ attributes: own }) => Object.values(own)),
    ]
      .flatMap(({ pattern }) => pattern ?? [])
      .concat(inner.flatMap(({ patterns }) => patterns)),
  };
}

/** Their statements stand within each other, and cdktf gives them no types. */
const UNTYPED = ["aws_wafv2_rule_group", "aws_wafv2_web_acl"];

test("the provider has every type and attribute that a constraint is of", () => {
  const provider = installedPackages(process.cwd()).find(({ name }) => name === "aws");
  const typed = constrainedTypes().filter((type) => !UNTYPED.includes(type));
  const strange = typed.flatMap((type) => {
    const source = provider && moduleSource(provider, "resource", type);
    const known = new Set([...(source ?? "").matchAll(/\b[a-z][a-z0-9_]*\b/g)].map(([word]) => word));
    return collect(constraintsOf(type)).names.flatMap((name) => (known.has(name) ? [] : `${type} ${name}`));
  });
  expect(strange).toEqual([]);
});

test("every pattern is one of JavaScript", () => {
  const patterns = constrainedTypes().flatMap((type) => collect(constraintsOf(type)).patterns);
  for (const pattern of new Set(patterns)) expect(() => new RegExp(pattern, "u")).not.toThrow();
});

test("attributes in blocks, and in JSON, are found by their paths", () => {
  const listener = constraintsOf("aws_lb_listener");
  expect(listener.blocks.default_action?.blocks.redirect?.attributes.status_code?.values).toContain("HTTP_301");
  const task = constraintsOf("aws_ecs_task_definition");
  expect(task.json.container_definitions?.blocks.logConfiguration?.attributes.logDriver?.values).toContain("awslogs");
  expect(constraintsOf("aws_of_tomorrow")).toEqual({ attributes: {}, blocks: {}, json: {} });
  expect(callsOf("aws_lb_listener")).toEqual(["elbv2:CreateListener"]);
});

interface Relation {
  readonly types: readonly string[];
  readonly at?: string;
  readonly source: string;
}
const { relations } = kept<{ relations: readonly Relation[] }>("api/relations.json");

test("every limit and relation names a page of AWS's documentation", () => {
  const sources = [...Object.values(limits().types), ...relations].map(({ source }) => source);
  for (const source of new Set(sources)) expect(new URL(source).hostname).toBe("docs.aws.amazon.com");
});

test("the provider has every type and every block that a relation is of", () => {
  const provider = installedPackages(process.cwd()).find(({ name }) => name === "aws");
  const strange = relations.flatMap(({ types, at = "" }) =>
    types.flatMap((type) => {
      const source = (provider && moduleSource(provider, "resource", type)) ?? "";
      // What follows `{}` or `**` is JSON, or blocks that the typings leave open.
      const [first = ""] = (at.split(/\{\}|\.?\*\*/)[0] ?? "").split(".");
      return source.includes(first) && source !== "" ? [] : `${type} ${at}`;
    }),
  );
  expect(strange).toEqual([]);
});

test("what the documentation lists has a source", () => {
  for (const attributes of Object.values(DOCUMENTED))
    for (const { source, ...constraint } of Object.values(attributes)) {
      expect(new URL(source).hostname).toBe("docs.aws.amazon.com");
      expect(Object.keys(constraint)).not.toEqual([]);
    }
});
