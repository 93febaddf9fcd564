import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { expect, test } from "vitest";
import { KEYS_AND_SALTS, WordPressSecrets } from "../../../constructs/secrets/wordpress-secrets";
import { synth } from "../../support/synth";

test("keeps the eight keys and salts in one secret and the administrator in another", () => {
  const { all, parsed } = synth((stack) => {
    const secrets = new WordPressSecrets(stack, "Secrets", { name: "site", version: 1, recoveryWindowDays: 0 });
    for (const key of KEYS_AND_SALTS) expect(secrets.keyOrSalt(key).jsonKey).toBe(key);
    expect(new Set(KEYS_AND_SALTS.map((key) => secrets.keyOrSalt(key).secretArn)).size).toBe(1);
    expect(secrets.administratorPassword.secretArn).not.toBe(secrets.keyOrSalt("AUTH_KEY").secretArn);
  });
  expect(all(SecretsmanagerSecret)).toHaveLength(2);
  const lengths = Object.values(parsed.ephemeral?.aws_secretsmanager_random_password ?? {}).map(
    (password) => password.password_length,
  );
  expect(lengths.sort()).toEqual([32, ...Array(8).fill(64)]);
});
