import { expect, test } from "vitest";
import { SecretStore } from "../../../rehearsal/provider-double/secrets";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:wordpress/db-AbCdEf";

test("gives the whole secret for its ARN and one value for a JSON key", () => {
  const store = new SecretStore();
  store.put(arn, '{"username":"wp","port":3306}');
  expect(store.resolve(arn)).toBe('{"username":"wp","port":3306}');
  expect(store.resolve(`${arn}:username::`)).toBe("wp");
  expect(store.resolve(`${arn}:port::`)).toBe("3306");
});

test("says which secret has no value and which key is missing", () => {
  const store = new SecretStore();
  expect(() => store.get(arn)).toThrow(`secret ${arn} has no value`);
  store.put(arn, "{}");
  expect(() => store.resolve(`${arn}:password::`)).toThrow(`secret ${arn} has no key "password"`);
});
