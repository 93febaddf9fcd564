import { expect, test } from "vitest";
import { SecretValues } from "../../../rehearsal/effects/ecs/secret-values";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { SecretStore } from "../../../rehearsal/provider-double/secrets";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-AbCdEf";

function values(made: readonly string[] = []) {
  const secrets = new SecretStore();
  const notes = new LocalNotes();
  const find = (_type: string, _key: string, arn: unknown) =>
    made.includes(String(arn)) ? { arn: String(arn) } : undefined;
  return { secrets, notes, values: new SecretValues(secrets, () => ({ find }) as never, notes) };
}

test("a value that is there is handed on, whole or by key", () => {
  const { secrets, notes, values: own } = values([ARN]);
  secrets.put(ARN, '{"key":"value"}');
  expect(own.resolve(`${ARN}:key::`)).toBe("value");
  expect(own.resolve(ARN)).toBe('{"key":"value"}');
  expect(notes.all()).toEqual([]);
});

test("a secret that a person fills has a made-up value, and the run says that AWS would start no task", () => {
  const { notes, values: own } = values([ARN]);
  expect(own.resolve(ARN)).toBe("made-up");
  expect(notes.all()).toEqual([
    "secret own-AbCdEf: has no value, so containers get a made-up one; on AWS no task starts before it is filled",
  ]);
});

test("a secret of elsewhere has a made-up value, by key too", () => {
  const { notes, values: own } = values();
  expect(own.resolve(`${ARN}:key::`)).toBe("made-up");
  expect(notes.all()).toEqual(["secret own-AbCdEf: is not made by these stacks, so containers get a made-up value"]);
});

test("a value that Terraform should have made and has not is an error", () => {
  expect(() => values([ARN]).values.resolve(`${ARN}:key::`)).toThrow("its version is not made yet");
});
