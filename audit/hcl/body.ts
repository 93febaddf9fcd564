import { blocksOf, compareTexts, type Json, type JsonObject } from "../../terraform/json";
import { expression, heredoc, reference, references } from "./expression";
import { blockShape, FLAT, type Shape } from "./shape";

/** Terraform's own arguments, the same in every resource, data source, ephemeral resource and module. */
const META_REFERENCES = new Map([
  ["depends_on", references],
  ["provider", reference],
]);
const LIFECYCLE_REFERENCES = new Map([
  ["ignore_changes", references],
  ["replace_triggered_by", references],
]);
const LIFECYCLE: Shape = {
  blocks: new Map(["precondition", "postcondition"].map((name) => [name, { shape: FLAT, emptyMatters: false }])),
};
const FIRST = ["provider", "count", "for_each", "source", "version"];
const LAST = ["depends_on"];

type Writers = ReadonlyMap<string, (value: Json) => string>;

/** The body of a resource, a data source, an ephemeral resource or a module, with Terraform's own arguments. */
export function resourceBody(content: JsonObject, shape: Shape): string {
  const { lifecycle, dynamic, provisioner, connection, ...own } = content;
  return [
    body(own, shape, META_REFERENCES),
    ...blocksOf(dynamic).flatMap((blocks) => dynamicBlocks(blocks, shape)),
    ...blocksOf(connection).map((block) => braces("connection", body(block, FLAT))),
    ...blocksOf(provisioner).flatMap(provisioners),
    ...blocksOf(lifecycle).map((block) => braces("lifecycle", body(block, LIFECYCLE, LIFECYCLE_REFERENCES))),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** Attributes first, then blocks, each sorted by name; blocks of one name keep their order. */
export function body(content: JsonObject, shape: Shape, writers: Writers = new Map()): string {
  const attributes: string[] = [];
  const blocks: string[] = [];
  for (const [name, value] of Object.entries(content).sort(([left], [right]) => byPlace(left, right))) {
    const nested = name === "dynamic" ? undefined : blockShape(shape, name, value);
    const empty = Array.isArray(value) && value.length === 0;
    if (name === "dynamic") blocks.push(...blocksOf(value).flatMap((inner) => dynamicBlocks(inner, shape)));
    else if (!nested || typeof value === "string") attributes.push(attribute(name, value, writers.get(name)));
    else if (empty && nested.emptyMatters) attributes.push(`${name} = []`);
    else blocks.push(...blocksOf(value).map((block) => braces(name, body(block, nested.shape))));
  }
  return [attributes.join(""), ...blocks].filter((part) => part !== "").join("\n");
}

/** `name { … }`, or with labels `name "label" { … }`. */
export function braces(name: string, content: string, ...labels: string[]): string {
  const head = [name, ...labels.map((label) => JSON.stringify(label))].join(" ");
  return content === "" ? `${head} {}\n` : `${head} {\n${content}}\n`;
}

export function attribute(name: string, value: Json, write: (value: Json) => string = expression): string {
  const lines = write === expression && typeof value === "string" ? heredoc(value) : undefined;
  return `${name} = ${lines ?? write(value)}\n`;
}

function provisioners(labelled: JsonObject): string[] {
  return Object.entries(labelled).flatMap(([type, content]) =>
    blocksOf(content).map(({ connection, ...own }) => {
      const connections = blocksOf(connection).map((block) => braces("connection", body(block, FLAT)));
      const keywords = new Map(["when", "on_failure"].map((name) => [name, reference] as const));
      return braces("provisioner", [body(own, FLAT, keywords), ...connections].join("\n"), type);
    }),
  );
}

function dynamicBlocks(named: JsonObject, shape: Shape): string[] {
  return Object.entries(named).flatMap(([name, value]) =>
    blocksOf(value).map(({ content, ...how }) => {
      const inner = shape.blocks.get(name)?.shape ?? shape;
      const parts = blocksOf(content).map((block) => braces("content", body(block, inner)));
      return braces("dynamic", [body(how, FLAT, new Map([["iterator", reference]])), ...parts].join("\n"), name);
    }),
  );
}

function byPlace(left: string, right: string): number {
  return place(left) - place(right) || compareTexts(left, right);
}

function place(name: string): number {
  const first = FIRST.indexOf(name);
  return first >= 0 ? first : LAST.includes(name) ? FIRST.length + 1 : FIRST.length;
}
