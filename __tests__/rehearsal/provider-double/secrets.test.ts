import { expect, test } from "vitest";
import { SecretStore } from "../../../rehearsal/provider-double/secrets";
import { TestAccount } from "./support/account";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:wordpress/db-AbCdEf";

test("gives the whole secret for its ARN and one value for a JSON key", () => {
  const store = new SecretStore();
  store.put(ARN, '{"username":"wp","port":3306}');
  expect(store.resolve(ARN)).toBe('{"username":"wp","port":3306}');
  expect(store.resolve(`${ARN}:username::`)).toBe("wp");
  expect(store.resolve(`${ARN}:port::`)).toBe("3306");
});

test("says which secret has no value and which key is missing", () => {
  const store = new SecretStore();
  expect(() => store.get(ARN)).toThrow(`secret ${ARN} has no value`);
  store.put(ARN, "{}");
  expect(() => store.resolve(`${ARN}:password::`)).toThrow(`secret ${ARN} has no key "password"`);
});

test("a write-only value is written when its version is raised, and not before", async () => {
  const account = new TestAccount();
  const type = "aws_secretsmanager_secret_version";
  const first = { secret_id: ARN, secret_string_wo: "first", secret_string_wo_version: 1 };
  const made = await account.create(type, first);
  const written = () => account.account.secrets.get(ARN);
  const same = await account.update(type, made, { secret_string_wo: "second" });
  expect(written()).toBe("first");
  await account.update(type, same, { secret_string_wo: "third", secret_string_wo_version: 2 });
  expect(written()).toBe("third");
});
