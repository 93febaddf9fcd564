import type { Constraint } from "../../aws/api/constraint";
import { kept } from "../../aws/kept";
import { isObject, listed } from "../../terraform/json";
import type { Finding, Resource, Rule } from "../rule";
import { refusalOf } from "./judgement";
import { type Node, nodesAt } from "./nodes";

/** What one value asks of others, in one block of a type. */
interface Relation {
  readonly types: readonly string[];
  /** Blocks on the way, with dots: `volume`, `container_definitions{}.ulimits`, `rule.**.geo_match_statement`. @default - the resource */
  readonly at?: string;
  /** Values that must stand there for the relation to hold; `true` for any, `null` for none. A name after ^ is the resource's. */
  readonly when?: Readonly<Record<string, readonly string[] | true | null>>;
  /** Attributes that must be written; `a|b` for one of both. */
  readonly needs?: readonly string[];
  readonly excludes?: readonly string[];
  /** What attributes take. */
  readonly takes?: Readonly<Record<string, Constraint>>;
  /** Attributes that together occur once among the blocks of one holder. */
  readonly distinct?: readonly string[];
  /** One block at most is such a one. */
  readonly alone?: true;
  /** Attributes of which the first is smaller than the second, or as large. */
  readonly ordered?: readonly string[];
  /** Keys of a map. */
  readonly keys?: {
    readonly of: string;
    readonly pattern?: string;
    readonly manyest?: number;
    readonly characters?: number;
  };
  readonly source: string;
}

type Kind = "needs" | "excludes" | "takes" | "distinct" | "alone" | "ordered" | "keys";

const relations = (): readonly Relation[] => kept<{ relations: readonly Relation[] }>("api/relations.json").relations;

function holds(node: Node, root: Node, when: Relation["when"]): boolean {
  return Object.entries(when ?? {}).every(([name, wanted]) => {
    const [of, attribute] = name.startsWith("^") ? [root, name.slice(1)] : [node, name];
    if (wanted === true) return of.has(attribute);
    if (wanted === null) return !of.has(attribute);
    return listed(of.value(attribute)).some((value) => wanted.includes(String(value)));
  });
}

function* broken(kind: Kind, relation: Relation, resource: Resource): Iterable<Finding> {
  const root = nodesAt(resource, "")[0]?.[0];
  if (!root) return;
  for (const group of nodesAt(resource, relation.at ?? "")) {
    const concerned = group.filter((node) => holds(node, root, relation.when));
    if (kind === "distinct") yield* twice(concerned, relation.distinct ?? []);
    else if (kind === "alone") yield* surplus(concerned, Object.keys(relation.when ?? {}));
    else for (const node of concerned) yield* IN_ONE_NODE[kind](relation, node, root);
  }
}

/** Why a relation holds at a node, for a message; empty where it always does. */
const because = (node: Node, root: Node, when: Relation["when"]): string =>
  Object.entries(when ?? {})
    .flatMap(([name, wanted]) => {
      const attribute = name.replace("^", "");
      const value = (name === attribute ? node : root).value(attribute);
      return wanted === null ? [] : Array.isArray(wanted) ? `${attribute} is ${value}` : attribute;
    })
    .join(", ");

const IN_ONE_NODE: Readonly<
  Record<Exclude<Kind, "distinct" | "alone">, (relation: Relation, node: Node, root: Node) => Iterable<Finding>>
> = {
  *needs({ needs = [], when }, node, root) {
    for (const names of needs) {
      const choices = names.split("|");
      if (choices.some((name) => (name.startsWith("^") ? root.has(name.slice(1)) : node.has(name)))) continue;
      const said = choices.map((name) => name.replace("^", ""));
      const reason = because(node, root, when);
      yield node.problem(said[0] ?? "", `${said.join(" or ")} is not there${reason && `: ${reason}`}`);
    }
  },
  *excludes({ excludes = [], when }, node, root) {
    for (const name of excludes)
      if (node.has(name)) yield node.problem(name, `AWS does not take it here: ${because(node, root, when)}`);
  },
  *takes({ takes = {}, when }, node, root) {
    const reason = because(node, root, when);
    for (const [name, constraint] of Object.entries(takes)) {
      const refusal = refusalOf(node.value(name), constraint);
      if (refusal !== undefined) yield node.problem(name, reason ? `${refusal} where ${reason}` : refusal);
    }
  },
  ordered: ({ ordered = [] }, node) => unordered(node, ordered),
  keys: ({ keys }, node) => (keys ? wrongKeys(node, keys) : []),
};

function* twice(nodes: readonly Node[], by: readonly string[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const node of nodes) {
    const values = by.map((name) => node.value(name));
    if (values.some((value) => value === undefined || value === "")) continue;
    const key = JSON.stringify(values);
    if (seen.has(key)) yield node.problem(by[0] ?? "", `${values.join(", ")} stands there twice`);
    seen.add(key);
  }
}

function* surplus([, second]: readonly Node[], [name = ""]: readonly string[]): Iterable<Finding> {
  if (second) yield second.problem(name, "a second one");
}

function* unordered(node: Node, [left = "", right = ""]: readonly string[]): Iterable<Finding> {
  const [smaller, larger] = [left, right].map((name) => (node.has(name) ? Number(node.value(name)) : Number.NaN));
  if (Number(smaller) > Number(larger)) yield node.problem(left, `larger than ${right}, ${larger}`);
}

function* wrongKeys(
  node: Node,
  { of, pattern, manyest, characters }: NonNullable<Relation["keys"]>,
): Iterable<Finding> {
  const map = node.json[of];
  if (!isObject(map)) return;
  const names = Object.keys(map);
  const wrong = names.find((name) => pattern !== undefined && !new RegExp(pattern, "u").test(name));
  if (wrong !== undefined) yield node.problem(of, `no key of it: ${wrong}`);
  if (manyest !== undefined && names.length > manyest)
    yield node.problem(of, `${names.length} of them, at most ${manyest} are taken`);
  const length = names.reduce((sum, name) => sum + name.length + String(map[name]).length, 0);
  if (characters !== undefined && length > characters)
    yield node.problem(of, `${length} characters, at most ${characters} are taken`);
}

function family(kind: Kind, title: string, fix: string): Rule {
  let own: readonly Relation[] | undefined;
  const mine = (): readonly Relation[] => {
    own ??= relations().filter((relation) => relation[kind] !== undefined);
    return own;
  };
  return {
    id: `setting-${kind}`,
    trap: 79,
    title: `${title} (${mine().length} relations)`,
    source: "https://docs.aws.amazon.com",
    severity: "error",
    fix,
    general: "attribute",
    on: [...new Set(mine().flatMap(({ types }) => types))],
    *check(resource) {
      for (const relation of mine())
        if (relation.types.includes(resource.type)) yield* broken(kind, relation, resource);
    },
  };
}

/** Rules of whole families, from what AWS's documentation says of settings that stand beside each other. */
export const relationRules: readonly Rule[] = [
  family("needs", "What one setting asks for stands beside it", "Add what is not there, or take the other away."),
  family("excludes", "No setting stands beside one that excludes it", "Take one of the two away."),
  family("takes", "A setting is what AWS takes beside the others", "Take a value that AWS takes there."),
  family(
    "distinct",
    "What tells things of a list apart is not given twice",
    "Give each another one, or take one away.",
  ),
  family("alone", "Of what may stand there once there is no second", "Put the values of both into one."),
  family("ordered", "The least is not larger than the most", "Exchange or change the two."),
  family("keys", "A map has keys that AWS takes, and not more or longer ones", "Rename or remove keys."),
];
