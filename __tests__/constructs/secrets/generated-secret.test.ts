import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { expect, test } from "vitest";
import { GeneratedSecret, type GeneratedSecretProps } from "../../../constructs/secrets/generated-secret";
import { synth } from "../../support/synth";

const required: GeneratedSecretProps = {
  namePrefix: "site",
  description: "Test",
  fixed: { username: 'quote " and $' },
  generated: { password: 40 },
  version: 2,
  recoveryWindowDays: 7,
};

const secretOf = (use: (secret: GeneratedSecret) => void = () => {}, props: Partial<GeneratedSecretProps> = {}) =>
  synth((stack) => use(new GeneratedSecret(stack, "Secret", { ...required, ...props })));

test("has a name that a deleted secret does not hold", () => {
  expect(secretOf().all(SecretsmanagerSecret)).toMatchObject([{ name_prefix: "site-", recovery_window_in_days: 7 }]);
  expect(secretOf(() => {}, { namePrefix: "site-" }).all(SecretsmanagerSecret)).toMatchObject([
    { name_prefix: "site-" },
  ]);
});

test("writes generated values from ephemeral ones into a write-only argument", () => {
  const { all, parsed } = secretOf();
  const [version] = all(SecretsmanagerSecretVersion);
  expect(version).not.toHaveProperty("secret_string");
  expect(version).toMatchObject({ secret_string_wo_version: 2 });
  expect(version?.secret_string_wo).toMatch(
    /^\$\{jsonencode\(\{username = "quote \\" and \$", password = ephemeral\.aws_secretsmanager_random_password\.\w+\.random_password\}\)\}$/,
  );
  expect(Object.values(parsed.ephemeral?.aws_secretsmanager_random_password ?? {})).toEqual([
    { password_length: 40, exclude_punctuation: true },
  ]);
});

test("is read back only when another resource needs a value", () => {
  expect(secretOf().parsed.ephemeral).not.toHaveProperty("aws_secretsmanager_secret_version");
  const { parsed } = secretOf((secret) => {
    secret.writeOnly("password");
    secret.writeOnly("password");
  });
  const [stored, ...others] = Object.values(parsed.ephemeral?.aws_secretsmanager_secret_version ?? {});
  expect(others).toEqual([]);
  expect(stored?.secret_id).toMatch(/aws_secretsmanager_secret_version\.\w+\.secret_id/);
});

test("refers to its keys by ARN, and knows no others", () => {
  secretOf((secret) => {
    expect(secret.reference("password")).toEqual({ secretArn: secret.arn, jsonKey: "password" });
    expect(() => secret.reference("pasword")).toThrow(
      'test/Secret: the secret has the keys username, password, got "pasword"',
    );
    expect(() => secret.writeOnly("user")).toThrow('got "user"');
  });
});
