import { join } from "node:path";
import { z } from "zod";
import contract from "../../image/settings.json";
import { FIELDS } from "../image/fields";
import { INTERNAL } from "../image/internal";
import { schema } from "../schema/sections";
import { type Comment, fieldComments } from "./comments";

type Schema = z.core.JSONSchema.JSONSchema;
type Row = readonly string[];

/** docs/settings.md: every setting of an environment, from the schema and the comments in it, and every one of the image. */
export function settingsPage(): string {
  const comments = fieldComments(join(__dirname, "../schema/sections.ts"), "sections");
  const environment = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const fields = Object.entries(properties(environment));
  const single = fields.filter(([, field]) => nested(field).length === 0);
  const sections = fields.filter(([, field]) => nested(field).length > 0);
  const rowsOf = ([name, field]: [string, Schema], isRequired: boolean) => rows(name, field, isRequired, comments);
  const required = new Set(environment.required);
  return [
    "# Settings",
    "",
    "Made by `npm run docs` from `environments/schema` and `image/settings.json`; a test holds it. An environment is a file such as `environments/production.ts`.",
    "A setting that is left out has its default. What is wrong is refused before anything is synthesized, all of it in one message.",
    "",
    "## Environment",
    "",
    ...table(
      ["Field", "Type", "Default", "Meaning"],
      single.flatMap((one) => rowsOf(one, required.has(one[0]))),
    ),
    ...sections.flatMap(([name, field]) => [
      "",
      `### ${name}`,
      "",
      `${comments.get(name)?.text ?? ""}${required.has(name) || field.default !== undefined ? "" : ` Left out: ${comments.get(name)?.byDefault ?? "none"}.`}`,
      "",
      ...table(["Field", "Type", "Default", "Meaning"], inner(name, field, comments)),
    ]),
    "",
    "## Image",
    "",
    "The container reads these from its environment, each also from the file that `NAME_FILE` names. A wrong value ends the start with exit code 78.",
    "`From` says how an environment reaches a setting: by a field; by `service.environment` or `service.secrets` (`free`); or not at all, and why.",
    "",
    ...table(["Name, aliases", "Allowed", "Default", "From", "Meaning"], imageRows()),
    "",
  ].join("\n");
}

const properties = (of: Schema): Record<string, Schema> => (of.properties ?? {}) as Record<string, Schema>;

/** The objects with fields that a value may be or hold. */
function nested(field: Schema): Schema[] {
  const parts = [field, field.items, ...(field.oneOf ?? [])] as (Schema | undefined)[];
  return parts.filter((part): part is Schema => part?.properties !== undefined);
}

function inner(path: string, field: Schema, comments: ReadonlyMap<string, Comment>): Row[] {
  return nested(field).flatMap((part) =>
    Object.entries(properties(part)).flatMap(([name, child]) =>
      rows(`${path}.${name}`, child, part.required?.includes(name) ?? false, comments),
    ),
  );
}

/** A field's row, and those of the fields below it. */
function rows(path: string, field: Schema, isRequired: boolean, comments: ReadonlyMap<string, Comment>): Row[] {
  const comment = comments.get(path);
  const below = inner(path, field, comments);
  if (below.length > 0 && comment === undefined) return below;
  if (comment === undefined) throw new Error(`${path} has no comment in environments/schema`);
  const byDefault = isRequired ? "required" : (shown(field.default) ?? comment.byDefault ?? "none");
  return [
    [`\`${path}\``, typeOf(field), below.length > 0 && byDefault === "`{}`" ? "–" : byDefault, comment.text],
    ...below,
  ];
}

function typeOf(field: Schema): string {
  if (field.enum !== undefined || field.const !== undefined)
    return (field.enum ?? [field.const]).map((value) => `\`${value}\``).join(", ");
  if (field.oneOf !== undefined) return "one of the objects below";
  if (field.type === "array") {
    const items = field.items as Schema;
    return items.properties ? "list of objects" : `list of ${typeOf(items)}`;
  }
  if (field.type === "boolean") return "`true`, `false`";
  if (field.type === "object") return field.properties ? "object" : "names and texts";
  if (field.type !== "integer" && field.type !== "number") return "text";
  if (field.minimum === undefined || field.maximum === undefined) return "number";
  return `${field.minimum} to ${field.maximum}`;
}

function shown(value: unknown): string | undefined {
  return value === undefined ? undefined : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

interface ImageSetting {
  readonly type: string | Readonly<Record<string, unknown>>;
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  readonly default?: unknown;
  readonly meaning: string;
}

function imageRows(): Row[] {
  return Object.entries<ImageSetting>(contract.settings).map(
    ([name, { type, aliases = [], required, meaning, ...rest }]) => [
      [name, ...aliases].map((one) => `\`${one}\``).join(", "),
      allowed(type),
      required ? "required" : imageDefault(type, rest.default),
      from(name),
      meaning,
    ],
  );
}

/** How an environment reaches a setting of the image. */
function from(name: string): string {
  const field = Object.entries<{ path: string }>(FIELDS).find(([one]) => one === name)?.[1];
  return field === undefined ? ((INTERNAL as Record<string, string>)[name] ?? "free") : `\`${field.path}\``;
}

function allowed(type: ImageSetting["type"]): string {
  if (typeof type === "string") return (contract.types as Record<string, string>)[type] ?? type;
  const { integer, oneOf, size } = type as Record<string, (number | string)[] | undefined>;
  if (integer) return integer.join(" to ");
  if (size) return `${size.map((bytes) => `\`${Number(bytes) / 2 ** 20}M\``).join(" to ")}`;
  return oneOf ? oneOf.map((word) => `\`${word}\``).join(", ") : String(type.allowed);
}

function imageDefault(type: ImageSetting["type"], value: unknown): string {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  if (typeof value === "boolean") return value ? "`on`" : "`off`";
  return typeof type === "object" && "size" in type ? `\`${Number(value) / 2 ** 20}M\`` : `\`${value}\``;
}

function table(heads: readonly string[], lines: readonly Row[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...lines.map(line)];
}
