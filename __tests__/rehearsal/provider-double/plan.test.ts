import { expect, test } from "vitest";
import { plan } from "../../../rehearsal/provider-double/plan";
import type { Block } from "../../../rehearsal/provider-double/schema";
import { type ObjectValue, UNKNOWN, type Value } from "../../../rehearsal/provider-double/value";

const block: Block = {
  attributes: {
    id: { type: "string", optional: true, computed: true },
    arn: { type: "string", computed: true },
    name: { type: "string", required: true },
    size: { type: "number", optional: true },
    password_wo: { type: "string", optional: true, writeOnly: true },
    tags: { type: ["map", "string"], optional: true },
    tags_all: { type: ["map", "string"], optional: true, computed: true },
  },
  blocks: {
    rule: {
      nesting: "list",
      block: {
        attributes: { port: { type: "number", optional: true }, rule_id: { type: "string", computed: true } },
        blocks: {},
      },
    },
  },
};
const empty: ObjectValue = {
  id: null,
  arn: null,
  name: "a",
  size: null,
  password_wo: null,
  tags: null,
  tags_all: null,
  rule: [],
};

function planned(change: { prior?: Value; proposed: Value; config?: Value; type?: string }) {
  const { prior = null, proposed, config = empty, type = "aws_thing" } = change;
  return plan({ type, block, prior, proposed, config, defaultTags: { Project: "x" } });
}

test("leaves to AWS what a new resource computes, and only that", () => {
  const { state, replace } = planned({ proposed: empty });
  expect(state).toMatchObject({ id: UNKNOWN, arn: UNKNOWN, name: "a", size: null });
  expect(replace).toEqual([]);
});

test("fills computed values within blocks", () => {
  const rule = [{ port: 80, rule_id: null }];
  const { state } = planned({ proposed: { ...empty, rule }, config: { ...empty, rule } });
  expect(state).toMatchObject({ rule: [{ port: 80, rule_id: UNKNOWN }] });
});

test("keeps a write-only value out of the plan", () => {
  const proposed = { ...empty, password_wo: "secret" };
  expect(planned({ proposed, config: proposed }).state).toMatchObject({ password_wo: null });
});

test("puts the provider's default tags under the resource's own", () => {
  const proposed = { ...empty, tags: { Name: "n", Project: "own" } };
  expect(planned({ proposed, config: proposed }).state).toMatchObject({ tags_all: { Name: "n", Project: "own" } });
  expect(planned({ proposed: empty }).state).toMatchObject({ tags_all: { Project: "x" } });
});

const prior: ObjectValue = { ...empty, id: "t-1", arn: "arn:1", tags_all: { Project: "x" } };

test("plans nothing for a resource that is as it should be", () => {
  expect(planned({ prior, proposed: { ...prior } })).toEqual({ state: prior, replace: [] });
});

test("takes a missing block and an empty one for the same", () => {
  expect(planned({ prior: { ...prior, rule: [] }, proposed: { ...prior, rule: null } }).state).toMatchObject({
    id: "t-1",
  });
});

test("changes in place what need not be new, and keeps what AWS gave", () => {
  const { state, replace } = planned({ prior, proposed: { ...prior, size: 2 } });
  expect(state).toMatchObject({ id: "t-1", arn: "arn:1", size: 2 });
  expect(replace).toEqual([]);
});

test("replaces a task definition at any change, with everything of AWS's new", () => {
  const { state, replace } = planned({ type: "aws_ecs_task_definition", prior, proposed: { ...prior, size: 2 } });
  expect(replace).toEqual(["size"]);
  expect(state).toMatchObject({ id: UNKNOWN, arn: UNKNOWN });
});

test("replaces a subnet when its zone changes but not when its name does", () => {
  const rename = planned({ type: "aws_subnet", prior, proposed: { ...prior, tags: { Name: "b" } } });
  expect(rename.replace).toEqual([]);
});

test("plans the removal of a resource as null", () => {
  expect(planned({ prior, proposed: null })).toEqual({ state: null, replace: [] });
});

test.each([
  ["aws_db_instance", "snapshot_identifier", "one", "two", true],
  ["aws_db_instance", "instance_class", "one", "two", false],
  ["aws_efs_file_system", "availability_zone_name", "one", "two", true],
])("a change of a %s's %s from %s to %s replaces it: %s", (type, name, before, after, replaced) => {
  const block = { attributes: { [name]: { type: "string", optional: true } }, blocks: {} } as Block;
  const wanted = { [name]: after };
  const { replace } = plan({
    type,
    block,
    prior: { [name]: before },
    proposed: wanted,
    config: wanted,
    defaultTags: {},
  });
  expect(replace).toEqual(replaced ? [name] : []);
});

test("of a block only what cannot be changed in place replaces the resource", () => {
  const replaced = (before: ObjectValue, after: ObjectValue) => {
    const inner = { attributes: { type: { type: "string", optional: true } }, blocks: {} };
    const block = {
      attributes: {},
      blocks: { deployment_controller: { nesting: "LIST", block: inner } },
    } as unknown as Block;
    const wanted = { deployment_controller: [after] };
    const prior = { deployment_controller: [before] };
    return plan({ type: "aws_ecs_service", block, prior, proposed: wanted, config: wanted, defaultTags: {} }).replace;
  };
  expect(replaced({ type: "ECS" }, { type: "CODE_DEPLOY" })).toEqual(["deployment_controller"]);
  expect(replaced({ type: "ECS", other: 1 }, { type: "ECS", other: 2 })).toEqual([]);
});
