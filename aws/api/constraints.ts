import { kept } from "../kept";
import type { Constraint } from "./constraint";
import { DOCUMENTED } from "./documented";

/** The attributes and blocks of a type, or of a block, that the API says something of. */
export interface Constraints {
  readonly attributes: Readonly<Record<string, Constraint>>;
  readonly blocks: Readonly<Record<string, Constraints>>;
  /** Attributes with JSON text, whose keys are the API's. */
  readonly json: Readonly<Record<string, Constraints>>;
}

type Attributes = Readonly<Record<string, Constraint>>;

interface Models {
  readonly types: Readonly<Record<string, { readonly calls: readonly string[]; readonly attributes: Attributes }>>;
}

/** Arguments of a type that go together. */
export interface Groups {
  /** Of each group one must be set. */
  readonly some: readonly (readonly string[])[];
  /** What must be set beside an argument. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

interface Validators {
  readonly types: Readonly<Record<string, { readonly attributes: Attributes; readonly groups: Groups }>>;
}

/** What AWS's documentation limits and its models do not. */
export interface Limits {
  readonly types: Readonly<
    Record<string, { readonly source: string; readonly attributes: Readonly<Record<string, Constraint>> }>
  >;
}

/** Constraints while they are put together. */
interface Growing {
  attributes: Record<string, Constraint>;
  blocks: Record<string, Growing>;
  json: Record<string, Growing>;
}

const read = new Map<string, Constraints>();

export const limits = (): Limits => kept<Limits>("api/limits.json");

const models = (): Models => kept<Models>("api/models.json");

const validators = (): Validators => kept<Validators>("api/validators.json");

/** Terraform's types that something is known of. */
export const constrainedTypes = (): string[] => [
  ...new Set([models().types, validators().types, limits().types, DOCUMENTED].flatMap(Object.keys)),
];

/** Types with arguments that go together. */
export const groupedTypes = (): string[] => {
  const known = Object.entries(validators().types);
  return known
    .filter(([, { groups }]) => groups.some.length + Object.keys(groups.needs).length > 0)
    .map(([type]) => type);
};

export const groupsOf = (type: string): Groups => validators().types[type]?.groups ?? { some: [], needs: {} };

/** The calls of the API that take a type's attributes, such as `rds:CreateDBInstance`. */
export const callsOf = (type: string): readonly string[] => models().types[type]?.calls ?? [];

/** How many values, patterns, lengths and ranges are known, in how many types. */
export function countConstraints(...kinds: readonly (keyof Constraint)[]): { attributes: number; types: number } {
  const found = constrainedTypes().map((type) => {
    const all = Object.values(flat(type));
    return all.filter((constraint) => kinds.some((kind) => constraint[kind] !== undefined)).length;
  });
  return { attributes: found.reduce((sum, count) => sum + count, 0), types: found.filter((count) => count > 0).length };
}

/** What is known of a type: from the API's models, from the provider's own checks, and from AWS's documentation. */
export function constraintsOf(type: string): Constraints {
  const known = read.get(type) ?? grow(flat(type));
  read.set(type, known);
  return known;
}

/** By path. What the provider refuses stands back where the API or its documentation speaks of the same thing. */
function flat(type: string): Attributes {
  const known: Record<string, Constraint> = { ...validators().types[type]?.attributes };
  for (const [path, constraint] of Object.entries(models().types[type]?.attributes ?? {})) {
    const says = constraint.values !== undefined || constraint.pattern !== undefined;
    const { values, pattern, shortest, longest, ...numbers } = known[path] ?? {};
    known[path] = { ...(says ? numbers : known[path]), ...constraint };
  }
  for (const [path, limit] of Object.entries(limits().types[type]?.attributes ?? {}))
    known[path] = { ...known[path], ...limit };
  for (const [path, { source, ...constraint }] of Object.entries(DOCUMENTED[type] ?? {})) known[path] = constraint;
  return known;
}

const empty = (): Growing => ({ attributes: {}, blocks: {}, json: {} });

/** `rule.action.type` is an attribute in a block in a block; `x{}.y` one in JSON. */
function grow(paths: Readonly<Record<string, Constraint>>): Constraints {
  const root = empty();
  for (const [path, constraint] of Object.entries(paths)) {
    const steps = path.split(".");
    const name = steps.pop() ?? "";
    let at = root;
    for (const step of steps) {
      const inside = step.endsWith("{}") ? at.json : at.blocks;
      const key = step.replace("{}", "");
      inside[key] ??= empty();
      at = inside[key];
    }
    at.attributes[name] = constraint;
  }
  return root;
}
