import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { composerContentHash } from "../../../constructs/site/composer-lock";

const example = (name: string) => readFileSync(resolve(__dirname, "../../image/support/example-site", name), "utf8");

test("agrees with a lock that Composer has written", () => {
  expect(composerContentHash(example("composer.json"))).toBe(JSON.parse(example("composer.lock"))["content-hash"]);
});

test("follows what decides about packages, and nothing else", () => {
  const hash = (content: object) => composerContentHash(JSON.stringify({ require: { "a/b": "^1" }, ...content }));
  expect(hash({ description: "words", scripts: { test: "true" } })).toBe(hash({}));
  expect(hash({ config: { platform: {} } })).not.toBe(hash({}));
  for (const change of [{ require: { "a/b": "^2" } }, { repositories: [] }, { extra: { a: "ä/" } }]) {
    expect(hash(change)).not.toBe(hash({}));
  }
});
