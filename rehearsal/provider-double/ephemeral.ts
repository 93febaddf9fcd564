import { randomInt } from "node:crypto";
import type { Block } from "./schema";
import type { ObjectValue, Value } from "./value";

const optional = (type: "string" | "bool" | "number") => ({ type, optional: true });
const given = { type: "string", computed: true } as const;
const secret = { type: "string", computed: true, sensitive: true } as const;

/** The packages hold no class for ephemeral resources, so their schemas are written down here, as hashicorp/aws 6 has them. */
export const EPHEMERAL_SCHEMAS: Readonly<Record<string, Block>> = {
  aws_secretsmanager_random_password: {
    attributes: {
      region: { ...optional("string"), computed: true },
      exclude_characters: optional("string"),
      exclude_lowercase: optional("bool"),
      exclude_numbers: optional("bool"),
      exclude_punctuation: optional("bool"),
      exclude_uppercase: optional("bool"),
      include_space: optional("bool"),
      password_length: optional("number"),
      require_each_included_type: optional("bool"),
      random_password: secret,
    },
    blocks: {},
  },
  aws_secretsmanager_secret_version: {
    attributes: {
      region: { ...optional("string"), computed: true },
      arn: given,
      created_date: given,
      secret_binary: secret,
      secret_id: { type: "string", required: true },
      secret_string: secret,
      version_id: { ...optional("string"), computed: true },
      version_stage: { ...optional("string"), computed: true },
      version_stages: { type: ["list", "string"], computed: true },
    },
    blocks: {},
  },
  aws_ecr_authorization_token: {
    attributes: {
      region: { ...optional("string"), computed: true },
      registry_id: optional("string"),
      authorization_token: secret,
      expires_at: given,
      password: secret,
      proxy_endpoint: given,
      user_name: given,
    },
    blocks: {},
  },
};

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const CLASSES = {
  exclude_lowercase: LOWER,
  exclude_uppercase: LOWER.toUpperCase(),
  exclude_numbers: "0123456789",
  exclude_punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
} as const;

/**
 * A password as Secrets Manager's GetRandomPassword makes one: 32 characters unless told otherwise, at least one of each class that is
 * not excluded (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html).
 */
export function randomPassword(config: ObjectValue): string {
  const excluded = String(config.exclude_characters ?? "");
  const classes = Object.entries(CLASSES)
    .filter(([flag]) => config[flag] !== true)
    .map(([, characters]) => [...characters].filter((character) => !excluded.includes(character)))
    .filter((characters) => characters.length > 0);
  if (config.include_space === true) classes.push([" "]);
  const all = classes.flat();
  if (all.length === 0) throw new Error("aws_secretsmanager_random_password: every character is excluded");
  const length = typeof config.password_length === "number" ? config.password_length : 32;
  const each = config.require_each_included_type === false ? [] : classes.slice(0, length).map(pick);
  const rest = Array.from({ length: length - each.length }, () => pick(all));
  return shuffle([...each, ...rest]).join("");
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? "";
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}

/** The login that ECR gives for twelve hours: always the user AWS and a base64 token. */
export function ecrLogin(account: string, region: string, now = new Date()): ObjectValue {
  const password = randomPassword({ exclude_punctuation: true, password_length: 64 });
  return {
    user_name: "AWS",
    password,
    authorization_token: Buffer.from(`AWS:${password}`).toString("base64"),
    expires_at: new Date(now.getTime() + 12 * 3_600_000).toISOString(),
    proxy_endpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
  } satisfies Record<string, Value>;
}
