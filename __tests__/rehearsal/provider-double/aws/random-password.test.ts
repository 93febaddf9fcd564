import fc from "fast-check";
import { expect, test } from "vitest";
import { randomPassword } from "../../../../rehearsal/provider-double/aws/random-password";

test("makes passwords of the length asked for, with none of the excluded characters", () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 200 }), fc.constantFrom("", "/@\"' ", "abc123"), (length, excluded) => {
      const password = randomPassword({ password_length: length, exclude_characters: excluded });
      return password.length === length && ![...excluded].some((character) => password.includes(character));
    }),
  );
});

test("has at least one character of each class", () => {
  const password = randomPassword({ password_length: 4 });
  for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(kind);
});

test("is 32 characters long by default and never the same twice", () => {
  expect(randomPassword({})).toHaveLength(32);
  expect(randomPassword({})).not.toBe(randomPassword({}));
});

test("refuses when nothing is left to choose from", () => {
  const none = { exclude_lowercase: true, exclude_uppercase: true, exclude_numbers: true, exclude_punctuation: true };
  expect(() => randomPassword(none)).toThrow("every character is excluded");
});
