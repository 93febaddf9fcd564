import { expect, test } from "vitest";
import { unlisted } from "../../setup/aws-data/api-model";
import { portablePattern } from "../../setup/aws-data/pattern";
import { byFamily } from "../../setup/aws-data/tables";

test("a pattern without anchors is meant of the whole text", () => {
  expect(portablePattern("[a-z]+")).toBe("^(?:[a-z]+)$");
  expect(portablePattern("^[a-z]+")).toBe("^[a-z]+");
});

test("a class of POSIX is written out, within a set and without", () => {
  expect(new RegExp(portablePattern("\\p{Alnum}+") ?? "", "u").test("aB3")).toBe(true);
  expect(new RegExp(portablePattern("[\\p{Alnum}_-]+") ?? "", "u").test("a_B-3")).toBe(true);
  expect(new RegExp(portablePattern("\\p{L}+") ?? "", "u").test("é")).toBe(true);
});

test("escapes that mean nothing are taken away, so that the pattern compiles", () => {
  expect(portablePattern("^[a-zA-Z0-9\\-\\_]{2,50}$")).toBe("^[a-zA-Z0-9\\-_]{2,50}$");
});

test.each([".*", "[\\s\\S]*", "(?i)abc", "a++", "\\Aabc\\z"])(
  "%s is left out: it says nothing, or nothing in JavaScript",
  (pattern) => expect(portablePattern(pattern)).toBeUndefined(),
);

test("sizes are listed by family, in an order that does not depend on that of the source", () => {
  expect(byFamily(["m7g.xlarge", "serverless", "m7g.large", "m7g.large"])).toEqual({
    m7g: "large xlarge",
    serverless: "",
  });
});

test("CloudFront's lists are lists", () => {
  const shapes = { List: { type: "list", member: { shape: "Text" } }, Text: { type: "string" } } as const;
  const shapeNamed = (name: string) => shapes[name as keyof typeof shapes];
  const members = { Quantity: { shape: "Number" }, Items: { shape: "List" } };
  expect(unlisted({ type: "structure", members }, shapeNamed)).toEqual({ type: "string" });
});
