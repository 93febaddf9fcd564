import { isObject } from "../json";
import { hasInterpolation } from "../reference";
import { soleExpression, splitTemplate } from "../template";

/**
 * What an expression comes to. Texts are templates, as in Terraform's JSON syntax: what nobody knows stands in them as `${…}`,
 * and a text that shows these two characters has `$${`.
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
/** Stands for what Terraform does not know before the apply: an expression that leads nowhere. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a Terraform expression, no template of JavaScript
export const UNKNOWN = "${known_after.apply.value}";

export type Fields = { readonly [key: string]: Value };

/** Thrown where an expression needs a value that is not known before Terraform runs. */
export class NotKnown extends Error {}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isFields = (value: Value): value is Fields => isObject(value);

/** Whether a value is nothing but an expression that Terraform has to evaluate. */
export const isOpen = (value: Value): value is string =>
  typeof value === "string" && hasInterpolation(value) && sole(value) !== undefined;

/** Whether all of a value is known. */
export function isKnown(value: Value): boolean {
  if (typeof value === "string") return !hasInterpolation(value);
  if (isList(value)) return value.every(isKnown);
  return isFields(value) ? Object.values(value).every(isKnown) : true;
}

/** The characters of a known text. @throws {NotKnown} */
export function plainText(value: Value | undefined): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || hasInterpolation(value)) throw new NotKnown();
  return value.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** The template that shows these characters. */
export const template = (characters: string): string => characters.replaceAll("${", "$${").replaceAll("%{", "%%{");

/** A value as part of a template. @throws {NotKnown} for a list, a map and null */
export function pieceOf(value: Value | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new NotKnown();
}

/** A value as Terraform's language writes it. */
export function sourceOf(value: Value): string {
  if (isList(value)) return `[${value.map(sourceOf).join(", ")}]`;
  if (isFields(value))
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)} = ${sourceOf(inner)}`)
      .join(", ")}}`;
  if (typeof value !== "string") return String(value);
  return sole(value) ?? `"${quote(value)}"`;
}

/** The inside of the one sequence that a text is. */
function sole(text: string): string | undefined {
  try {
    return soleExpression(text);
  } catch {
    return undefined;
  }
}

const quote = (text: string): string =>
  splitTemplate(text)
    .map(({ kind, text: piece }) => (kind === "literal" ? JSON.stringify(piece).slice(1, -1) : piece))
    .join("");
