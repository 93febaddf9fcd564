import { expect, test } from "vitest";
import { drifted, type RefreshPlan } from "../../drift/drifted";
import { knowledgeOf } from "../../drift/knowledge";

const SCHEMAS = {
  provider_schemas: {
    aws: {
      resource_schemas: {
        aws_db_instance: {
          block: {
            attributes: {
              latest_restorable_time: { computed: true },
              publicly_accessible: {},
              domain: {},
              multi_az: {},
            },
            block_types: { parameters: { nesting_mode: "set" }, restore_to_point_in_time: { nesting_mode: "list" } },
          },
        },
      },
    },
  },
};
const CONFIGURATION = {
  resource: { aws_db_instance: { Main: { lifecycle: { ignore_changes: ["allocated_storage", 'tags["Owner"]'] } } } },
};

const configuration: RefreshPlan["configuration"] = {
  root_module: {
    resources: [
      {
        address: "aws_db_instance.Main",
        expressions: { backup_retention_period: {}, allocated_storage: {}, parameters: {}, policy: {} },
      },
    ],
    module_calls: {
      copies: { module: { resources: [{ address: "aws_s3_bucket.this", expressions: { tags: {} } }] } },
    },
  },
};

function changed(before: object, after: object, address = "aws_db_instance.Main") {
  const type = address.replace(/^module\.\w+\./, "").split(".")[0] ?? "";
  const change = { actions: ["update"], before, after };
  const plan = { configuration, resource_drift: [{ address, mode: "managed", type, change }] };
  return drifted(plan, knowledgeOf(CONFIGURATION, SCHEMAS)).flatMap(({ paths }) => paths);
}

test("an argument that the stack sets is named, and what it is not", () => {
  expect(changed({ backup_retention_period: 14 }, { backup_retention_period: 0 })).toEqual(["backup_retention_period"]);
});

test("what AWS computes by itself is no drift", () => {
  expect(changed({ latest_restorable_time: "a" }, { latest_restorable_time: "b" })).toEqual([]);
});

test("an argument that nobody sets and AWS does not fill in is drift", () => {
  expect(changed({ publicly_accessible: false }, { publicly_accessible: true })).toEqual(["publicly_accessible"]);
});

test("what the stack leaves to others is no drift", () => {
  expect(changed({ allocated_storage: 20, tags: {} }, { allocated_storage: 40, tags: { Owner: "me" } })).toEqual([]);
});

test("a key of a map is named by its path, in a module too", () => {
  const address = 'module.copies["eu"].aws_s3_bucket.this[0]';
  expect(changed({ tags: { Name: "a", Team: "b" } }, { tags: { Name: "a", Owner: "me" } }, address)).toEqual([
    "tags.Owner",
    "tags.Team",
  ]);
});

test("a block that the stack does not write is AWS's to fill in", () => {
  expect(changed({ restore_to_point_in_time: [] }, { restore_to_point_in_time: [{ restore_time: "x" }] })).toEqual([]);
});

test("blocks count as a whole, and what is absent in two forms is the same", () => {
  expect(changed({ parameters: [{ name: "a" }] }, { parameters: [{ name: "b" }] })).toEqual(["parameters"]);
  const [first, second] = [
    { name: "a", apply_method: null },
    { name: "b", apply_method: null },
  ];
  expect(changed({ parameters: [first, second] }, { parameters: [{ name: "b", apply_method: "" }, first] })).toEqual(
    [],
  );
  expect(changed({ parameters: [], domain: "", multi_az: false }, { parameters: null, domain: null })).toEqual([]);
});

test("a document that AWS wrote with other spaces and another order is the same", () => {
  expect(changed({ policy: '{"a":1,"b":2}' }, { policy: '{ "b": 2, "a": 1 }' })).toEqual([]);
  expect(changed({ policy: '{"a":1}' }, { policy: '{"a":2}' })).toEqual(["policy"]);
});

test("a resource that is gone is deleted; a data source is none", () => {
  const change = { actions: ["delete"], before: {}, after: null };
  const gone = (mode: string) => ({ address: "aws_db_instance.Main", mode, type: "aws_db_instance", change });
  const plan = { configuration, resource_drift: [gone("managed"), gone("data")] };
  expect(drifted(plan, knowledgeOf(CONFIGURATION, {}))).toEqual([
    { address: "aws_db_instance.Main", how: "deleted", paths: [] },
  ]);
});
