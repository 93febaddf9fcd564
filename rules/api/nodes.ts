import { isObject, type JsonObject, listed, objectOf } from "../../terraform/json";
import type { Block, Finding, Resource } from "../rule";

/** A block, or an object of the JSON in an attribute: what a relation between values looks at. */
export interface Node {
  /** Everything that is written in it. */
  readonly json: JsonObject;
  /** Whether something is written that is more than a provider's empty default. */
  has(name: string): boolean;
  /** The value as Terraform will read it; undefined when nobody knows it, or nobody wrote it. */
  value(name: string): unknown;
  problem(name: string, detail: string): Finding;
  children(name: string): Node[];
}

/** What a provider writes by itself where nobody wrote anything. */
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || ["", "0", "false"].includes(String(value));

const nodeOf = (block: Block): Node => ({
  json: block.json,
  has: (name) => block.has(name) && (block.known(block.json[name], name) === undefined || !isEmpty(block.json[name])),
  value: (name) => knownOf(block, block.json[name], name),
  problem: (name, detail) => block.problem(name, detail),
  children: (name) =>
    name.endsWith("{}")
      ? inJson(block, name.slice(0, -2), block.decoded(name.slice(0, -2)))
      : block.blocks(name).map(nodeOf),
});

const inJson = (block: Block, at: string, json: unknown): Node[] =>
  listed(json).flatMap((part, index) =>
    isObject(part) ? [jsonNode(block, Array.isArray(json) ? `${at}[${index}]` : at, part)] : [],
  );

const jsonNode = (block: Block, at: string, json: JsonObject): Node => ({
  json,
  has: (name) => !isEmpty(json[name]),
  value: (name) => knownOf(block, json[name], `${at}.${name}`),
  problem: (name, detail) => block.problem(`${at}.${name}`, detail, json[name]),
  children: (name) => inJson(block, `${at}.${name}`, json[name]),
});

function knownOf(block: Block, written: unknown, at: string): unknown {
  if (!Array.isArray(written)) return isObject(written) ? written : block.known(written, at);
  return written.map((one, index) => (typeof one === "object" ? one : block.known(one, `${at}[${index}]`)));
}

/** The nodes at a path with dots, grouped by the node that holds them; `**` is what it begins from and all within. */
export function nodesAt(resource: Resource, path: string): Node[][] {
  let groups: Node[][] = [[nodeOf(resource)]];
  for (const step of path === "" ? [] : path.split(".")) {
    const holders = groups.flat();
    groups = step === "**" ? [holders.flatMap(withAllWithin)] : holders.map((node) => node.children(step));
  }
  return groups;
}

function withAllWithin(node: Node): Node[] {
  const names = Object.entries(objectOf(node.json)).flatMap(([name, value]) =>
    listed(value).some(isObject) && name !== "//" ? [name] : [],
  );
  return [node, ...names.flatMap((name) => node.children(name)).flatMap(withAllWithin)];
}
