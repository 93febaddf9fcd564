/** A value of Terraform's JSON syntax. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; anything else is an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** One value or a list of them, as JSON policies and Terraform blocks allow both. */
export const listed = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** Blocks may be written alone or as a list; both are the same to Terraform. */
export function blocksOf(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

/** The first block of that name; most blocks occur at most once. */
export function blockOf(value: Json | undefined): JsonObject {
  return blocksOf(value)[0] ?? {};
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

export function textsOf(value: Json | undefined): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.map((item) => textOf(item)).filter((item) => item !== undefined);
}

/** Terraform converts the texts `true` and `false`. */
export function isTrue(value: Json | undefined): boolean {
  return value === true || value === "true";
}

/** Every text within the value, keys left out, in order. */
export function textsWithin(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((item) => textsWithin(item));
  return isObject(value) ? Object.values(value).flatMap((item) => textsWithin(item)) : [];
}

/** The same value with every text, keys left out, replaced. */
export function mapTexts(value: Json, replace: (text: string) => string): Json {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, replace)]));
}

/** The same value with the keys of every object in the order of their code points. */
export function sorted<Value extends Json>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => sorted(item)) as Json as Value;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => compareTexts(left, right))) as Json as Value;
}

/** Like `localeCompare`, but the same on every machine. */
export function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Indented JSON with sorted keys and a newline at the end. */
export function printJson(value: Json): string {
  return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
}
