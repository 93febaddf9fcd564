import fc from "fast-check";
import { expect, test } from "vitest";
import { wildcard } from "../../aws/wildcard";

test("a wildcard matches what it stands for and nothing that differs outside of it", () => {
  const word = fc.stringMatching(/^[a-z.+]{1,6}$/);
  fc.assert(
    fc.property(word, word, word, (before, middle, after) => {
      expect(wildcard(`${before}*${after}`).test(`${before}${middle}${after}`)).toBe(true);
      expect(wildcard(`${before}?${after}`).test(`${before}${middle}${after}`)).toBe(middle.length === 1);
      expect(wildcard(before).test(`${before}${middle}`)).toBe(false);
    }),
  );
});

test("capitals count unless they are said not to", () => {
  expect(["S3:getobject", "s3:GetObject"].map((one) => wildcard("s3:Get*").test(one))).toEqual([false, true]);
  expect(wildcard("s3:Get*", "i").test("S3:getobject")).toBe(true);
});
