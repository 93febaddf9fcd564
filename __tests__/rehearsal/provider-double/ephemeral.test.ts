import fc from "fast-check";
import { expect, test } from "vitest";
import { ecrLogin, randomPassword } from "../../../rehearsal/provider-double/ephemeral";

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

test("logs in to ECR as the user AWS for twelve hours", () => {
  const login = ecrLogin("1", "eu-west-1", new Date(0));
  expect(login).toMatchObject({ user_name: "AWS", expires_at: "1970-01-01T12:00:00.000Z" });
  expect(login.proxy_endpoint).toBe("https://1.dkr.ecr.eu-west-1.amazonaws.com");
  expect(Buffer.from(String(login.authorization_token), "base64").toString()).toBe(`AWS:${login.password}`);
});
