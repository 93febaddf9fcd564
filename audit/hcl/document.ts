import { format } from "@cdktf/hcl-tools";
import { blocksOf, compareTexts, isObject, type Json, type JsonObject, objectOf, sorted } from "../../terraform/json";
import type { Kind } from "../../terraform/provider-packages";
import { attribute, body, braces, resourceBody } from "./body";
import { object, reference } from "./expression";
import { FLAT, GUESSED, type Shape } from "./shape";
import type { Shapes } from "./shapes";

const ORDER = ["terraform", "variable", "locals", "provider", "data", "ephemeral", "resource", "module", "output"];
const PRECONDITION: Shape = { blocks: new Map([["precondition", { shape: FLAT, emptyMatters: false }]]) };
const VALIDATION: Shape = { blocks: new Map([["validation", { shape: FLAT, emptyMatters: false }]]) };
const MOVE = new Map(["from", "to", "provider"].map((name) => [name, reference] as const));
/** Terraform's own data sources and resources, whose members are all attributes. */
const BUILT_IN = new Set(["terraform_remote_state", "terraform_data"]);

/** The same configuration in Terraform's native syntax, laid out as `terraform fmt` does. */
export async function renderHcl(document: JsonObject, shapes: Shapes): Promise<string> {
  const names = Object.keys(document).sort((left, right) => rank(left) - rank(right) || compareTexts(left, right));
  const blocks = names.flatMap((name) => topLevel(name, sorted(document[name] ?? null), shapes));
  return `${(await format(blocks.join("\n"))).trim()}\n`;
}

function rank(name: string): number {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

function topLevel(name: string, content: Json, shapes: Shapes): string[] {
  if (name === "resource" || name === "data" || name === "ephemeral") {
    return labelled(content, (type, inner) =>
      labelled(inner, (label, block) => {
        return [braces(name, resourceBody(block, shapeOf(name, type, shapes)), type, label)];
      }),
    );
  }
  if (name === "terraform") return blocksOf(content).map((block) => braces(name, settings(block)));
  if (name === "locals") return blocksOf(content).map((block) => braces(name, body(block, FLAT)));
  if (name === "provider") {
    return labelled(content, (type, block) => [braces(name, body(block, shapes.of("provider", type)), type)]);
  }
  if (name === "module") return labelled(content, (label, block) => [braces(name, moduleBody(block), label)]);
  if (name === "output") {
    return labelled(content, (label, block) => [braces(name, resourceBody(block, PRECONDITION), label)]);
  }
  if (name === "variable") {
    const type = new Map([["type", reference]]);
    return labelled(content, (label, block) => [braces(name, body(block, VALIDATION, type), label)]);
  }
  if (name === "check") return labelled(content, (label, block) => [braces(name, checkBody(block, shapes), label)]);
  return blocksOf(content).map(({ lifecycle, ...block }) => {
    const keep = blocksOf(lifecycle).map((inner) => braces("lifecycle", body(inner, FLAT)));
    return braces(name, [body(block, FLAT, MOVE), ...keep].join("\n"));
  });
}

function shapeOf(kind: Kind | "ephemeral", type: string, shapes: Shapes): Shape {
  if (BUILT_IN.has(type)) return FLAT;
  return kind === "ephemeral" ? GUESSED : shapes.of(kind, type);
}

/** Blocks with a label: an object by label, each with one body or a list of them. */
function labelled(content: Json, render: (label: string, block: JsonObject) => string[]): string[] {
  return blocksOf(content).flatMap((byLabel) =>
    Object.entries(byLabel).flatMap(([label, value]) => blocksOf(value).flatMap((block) => render(label, block))),
  );
}

function settings({ backend, cloud, required_providers, provider_meta, ...own }: JsonObject): string {
  return [
    body(own, FLAT),
    ...blocksOf(required_providers).map((block) => braces("required_providers", body(block, FLAT))),
    ...labelled(backend ?? null, (type, block) => [braces("backend", body(block, GUESSED), type)]),
    ...blocksOf(cloud).map(({ workspaces, ...block }) => {
      const inner = blocksOf(workspaces).map((item) => braces("workspaces", body(item, FLAT)));
      return braces("cloud", [body(block, FLAT), ...inner].join("\n"));
    }),
    ...labelled(provider_meta ?? null, (type, block) => [braces("provider_meta", body(block, FLAT), type)]),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function moduleBody({ providers, ...own }: JsonObject): string {
  const pairs = Object.entries(objectOf(providers)).map(([key, value]) => [key, reference(value)] as const);
  const passed = isObject(providers) ? `providers = ${object(pairs)}\n` : "";
  return passed + resourceBody(own, FLAT);
}

function checkBody({ assert, data, ...own }: JsonObject, shapes: Shapes): string {
  return [
    ...Object.entries(own).map(([name, value]) => attribute(name, value)),
    ...topLevel("data", data ?? null, shapes),
    ...blocksOf(assert).map((block) => braces("assert", body(block, FLAT))),
  ].join("\n");
}
