import { expect, test } from "vitest";
import type { StackDrift } from "../../drift/drift";
import { type Gh, keepIssues } from "../../drift/issues";
import { issueText } from "../../drift/words";

const RESOURCES = [{ address: "aws_db_instance.Main", how: "changed", paths: ["tags.Owner"] }] as const;
const drifted: StackDrift = { stack: "shop-data", state: "drifted", resources: RESOURCES };
const body = issueText("shop-data", RESOURCES, "shop");

/** A GitHub with open issues. */
function github(...open: { number: number; title: string; body: string }[]) {
  const calls: string[] = [];
  const texts: string[] = [];
  const gh: Gh = async (words, input) => {
    const [, verb, number] = words;
    if (verb === "list") return JSON.stringify(open);
    if (verb !== "create" || words[0] === "issue") calls.push([verb, number?.replace(/^--.*/, "")].join(" ").trim());
    if (input) texts.push(input);
    return "https://github.com/example/site/issues/9\n";
  };
  return { calls, texts, gh };
}

test("a drifted stack gets an issue, once, which names no value", async () => {
  const first = github();
  expect(await keepIssues([drifted], "shop", first.gh)).toEqual(["opened https://github.com/example/site/issues/9"]);
  expect(first.calls).toEqual(["create"]);
  expect(first.texts).toEqual([expect.stringContaining("- `aws_db_instance.Main`: `tags.Owner`")]);
  const again = github({ number: 9, title: "Drift: shop-data", body: body.replaceAll("\n", "\r\n") });
  expect(await keepIssues([drifted], "shop", again.gh)).toEqual([]);
  expect(again.calls).toEqual([]);
});

test("an issue follows what drifted", async () => {
  const { calls, gh } = github({ number: 9, title: "Drift: shop-data", body: "of yesterday" });
  expect(await keepIssues([drifted], "shop", gh)).toEqual(["updated #9"]);
  expect(calls).toEqual(["edit 9"]);
});

test("an issue closes when the drift is gone, and only then", async () => {
  const issue = { number: 9, title: "Drift: shop-data", body };
  const closing = github(issue, { ...issue, number: 10, title: "Drift: shop-other" });
  expect(await keepIssues([{ stack: "shop-data", state: "same" }], "shop", closing.gh)).toEqual(["closed #9"]);
  const unknown = github(issue);
  expect(await keepIssues([{ stack: "shop-data", state: "failed", reason: "x" }], "shop", unknown.gh)).toEqual([]);
  expect(unknown.calls).toEqual([]);
});

test("of two issues for one stack one stays", async () => {
  const issue = { title: "Drift: shop-data", body };
  const { gh } = github({ ...issue, number: 9 }, { ...issue, number: 10 });
  expect(await keepIssues([drifted], "shop", gh)).toEqual(["closed #10"]);
});
