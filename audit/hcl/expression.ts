import { isObject, type Json } from "../../terraform/json";
import { soleExpression, splitTemplate } from "../../terraform/template";

const NAME = /^[A-Za-z_][\w-]*$/;
/** Names that an object's key cannot be without quotes. */
const NOT_A_KEY = new Set(["for", "null", "true", "false"]);

/** The HCL expression with the value that Terraform gives to this JSON. */
export function expression(value: Json): string {
  if (typeof value === "string") return template(value);
  if (Array.isArray(value)) return list(value.map((item) => expression(item)));
  if (!isObject(value)) return String(value);
  return object(Object.entries(value).map(([key, item]) => [objectKey(key), expression(item)]));
}

/**
 * A text of JSON syntax, where Terraform reads templates, as HCL. A template of one `${…}` becomes the expression itself, as
 * `terraform fmt` would have it.
 */
function template(text: string): string {
  const whole = soleExpression(text);
  if (whole !== undefined) return whole.includes("\n") ? `(${whole})` : whole;
  return quoted(text);
}

/** The template in quotes. */
function quoted(text: string): string {
  return `"${splitTemplate(text)
    .map(({ kind, text: piece }) => (kind === "literal" ? escaped(piece) : piece))
    .join("")}"`;
}

/** A text of several lines as a heredoc, where that keeps every character; undefined elsewhere. */
export function heredoc(text: string): string | undefined {
  const lines = text.split("\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a heredoc cannot show
  if (lines.length < 3 || !text.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(text)) return undefined;
  if (lines.some((line) => line.trim() === "EOT")) return undefined;
  return `<<EOT\n${text}EOT`;
}

/** An address such as `aws_lb.Web`, which JSON syntax writes as a text and HCL as it is. */
export function reference(value: Json): string {
  if (typeof value !== "string") return expression(value);
  return soleExpression(value) ?? value;
}

export function references(value: Json): string {
  return Array.isArray(value) ? list(value.map((item) => reference(item))) : reference(value);
}

function list(items: readonly string[]): string {
  if (items.length === 0) return "[]";
  if (items.length === 1 && !items[0]?.includes("\n")) return `[${items[0]}]`;
  return `[\n${items.map((item) => `${item},\n`).join("")}]`;
}

export function object(entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, item]) => `${key} = ${item}\n`).join("")}}`;
}

function objectKey(key: string): string {
  return NAME.test(key) && !NOT_A_KEY.has(key) ? key : quoted(key);
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: HCL writes control characters as escapes
  return text.replace(/[\\"\u0000-\u001f\u007f]/g, (character) => {
    return ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
