import { randomInt } from "node:crypto";
import type { ObjectValue } from "../value";

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
