import { textsWithin } from "./json";
import { expressionsIn } from "./template";

/** One Terraform reference such as `aws_subnet.A.id` or `data.aws_region.current.name`. */
export interface Reference {
  readonly mode: "resource" | "data" | "ephemeral";
  readonly type: string;
  readonly name: string;
  /** What follows the address: `["id"]`, `["outputs", "vpc"]`, `["master_user_secret", "0", "secret_arn"]`. */
  readonly path: readonly string[];
}

const body = String.raw`(?:(data|ephemeral)\.)?([a-z][a-z0-9]*_[a-z0-9_]*)\.([A-Za-z_][\w-]*)((?:\.[\w*-]+|\[[^\]]*\])*)`;
const whole = new RegExp(String.raw`^\$\{${body}\}$`);
const bare = new RegExp(`^${body}$`);
const anywhere = new RegExp(String.raw`(?<![\w.-])${body}`, "g");

/** The reference that a value consists of; undefined for a literal, a mixture or an expression. */
export function wholeReference(value: unknown): Reference | undefined {
  return typeof value === "string" ? toReference(whole.exec(value)) : undefined;
}

/** The reference of a `depends_on` entry, which stands without `${}`. */
export function bareReference(value: unknown): Reference | undefined {
  return typeof value === "string" ? toReference(bare.exec(value)) : undefined;
}

/** Every address that a value mentions in any expression, in order: `jsondecode(ephemeral.aws_x.y.z)["k"]` mentions one. */
export function mentions(value: unknown): Reference[] {
  return textsWithin(value).flatMap((text) => expressionsIn(text).flatMap(addressesIn));
}

function addressesIn(expression: string): Reference[] {
  return [...expression.matchAll(anywhere)].flatMap((match) => toReference(match) ?? []);
}

export const hasInterpolation = (text: string): boolean => /(?<!\$)\$\{/.test(text);

function toReference(match: readonly (string | undefined)[] | null): Reference | undefined {
  if (!match) return undefined;
  const [, mode, type, name, rest = ""] = match;
  if (!type || !name) return undefined;
  const path = [...rest.matchAll(/\.([\w*-]+)|\["?([^\]"]*)"?\]/g)].map(
    ([, attribute, index]) => attribute ?? index ?? "",
  );
  return { mode: mode === "data" || mode === "ephemeral" ? mode : "resource", type, name, path };
}
