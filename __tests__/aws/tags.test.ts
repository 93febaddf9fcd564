import { expect, test } from "vitest";
import { keyTwice, tagKeyRefusal, tagValueRefusal } from "../../aws/tags";

test.each(["Owner", "cost centre", "Größe", "a".repeat(128), "team@example"])("a tag may have the key %s", (key) =>
  expect(tagKeyRefusal(key)).toBeUndefined(),
);

test.each(["", "aws:x", "AWS:x", "a<b", "a&b", "a".repeat(129)])("a tag may not have the key %s", (key) =>
  expect(tagKeyRefusal(key)).toBeDefined(),
);

test("a value may be empty, and has at most 256 characters of the same kind", () => {
  expect(["", "a".repeat(256)].map(tagValueRefusal)).toEqual([undefined, undefined]);
  expect(["a".repeat(257), "<x>"].map((value) => tagValueRefusal(value) !== undefined)).toEqual([true, true]);
});

test("keys that differ by case alone are found, the later of them", () => {
  expect(keyTwice(["Project", "Owner", "project"])).toBe("project");
  expect(keyTwice(["Project", "Owner"])).toBeUndefined();
});
