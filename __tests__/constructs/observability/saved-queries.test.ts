import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { expect, test } from "vitest";
import { SavedQueries } from "../../../constructs/observability/saved-queries";
import { synth } from "../../support/synth";

const queries = synth((stack) => {
  new SavedQueries(stack, "Queries", { folder: "site", logGroupName: "/ecs/site" });
}).all(CloudwatchQueryDefinition);

test("stand in the environment's folder and ask its log group", () => {
  expect(queries.map(({ name }) => name).sort()).toEqual([
    "site/Logins",
    "site/PageCache",
    "site/PhpErrors",
    "site/ServerErrors",
    "site/SlowRequests",
  ]);
  for (const query of queries) expect(query).toMatchObject({ log_group_names: ["/ecs/site"] });
});

test("filter and group by fields that nginx writes", () => {
  const format = readFileSync(join(__dirname, "../../../image/rootfs/etc/nginx/wp-image/log.conf"), "utf8");
  const fields = ["status", "method", "uri", "client", "seconds", "id", "cache"];
  const text = queries.map(({ query_string }) => query_string).join("\n");
  for (const field of fields) {
    expect(text).toMatch(new RegExp(`\\b${field}\\b`));
    expect(format).toContain(`"${field}":`);
  }
});
