import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MASKS, maskingProblems } from "../../../constructs/site/masking";

function problems(rules: unknown): string[] {
  const site = mkdtempSync(join(tmpdir(), "masking-"));
  writeFileSync(join(site, "masking.json"), typeof rules === "string" ? rules : JSON.stringify(rules));
  return maskingProblems(site);
}

const IMAGE = "image/rootfs/usr/lib/wp-image";

test("a folder without masking.json, and the image's own rules, have no problems", () => {
  expect(maskingProblems(mkdtempSync(join(tmpdir(), "masking-")))).toEqual([]);
  expect(problems(readFileSync(`${IMAGE}/masking.json`, "utf8"))).toEqual([]);
});

test("one message has every problem, with path, rule and value", () => {
  expect(
    problems({
      tables: {
        guests: "hide",
        visits: { columns: { phone: "telephone", mail: "drop" }, keyz: {} },
        "b`d": "empty",
        posts: { drop: { post_type: [] } },
        postmeta: { types: { "shop_*": { wish: "text", note: "drop" } } },
      },
      option: {},
    }),
  ).toEqual([
    'masking.json: tables.guests: must be "keep", "empty" or an object with columns, keys, types, drop or when, got "hide"',
    expect.stringMatching(
      /^masking.json: tables\.visits\.columns\.phone: must be one of keep, empty, .*, got "telephone"$/,
    ),
    expect.stringMatching(/^masking.json: tables\.visits\.columns\.mail: must be one of .*, got "drop"$/),
    'masking.json: tables.visits: has no keyz, got "keyz"',
    'masking.json: tables: must be a name, or a pattern with *, got "b`d"',
    expect.stringMatching(/^masking.json: tables\.posts\.drop\.post_type: .*, got \[\]$/),
    expect.stringMatching(/^masking.json: tables\.postmeta\.types\.shop_\*\.note: must be one of .*, got "drop"$/),
    'masking.json: the file: has no option, got "option"',
  ]);
  expect(problems("{")).toEqual([expect.stringMatching(/^masking.json: must be JSON, got: /)]);
});

test("the image knows the same masks", () => {
  const source = readFileSync(`${IMAGE}/wordpress/masking/masking-rules.php`, "utf8");
  const [, list = ""] = /const MASKS = array\(([^)]*)\)/.exec(source) ?? [];
  expect(list.match(/'[\w-]+'/g)?.map((mask) => mask.slice(1, -1))).toEqual([...MASKS]);
});
