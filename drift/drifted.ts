import { isObject, type Json, objectOf, sorted } from "../terraform/json";

/** What `terraform show -json` says of a plan made with `-refresh-only`. */
export interface RefreshPlan {
  readonly resource_drift?: readonly Drift[];
  readonly configuration?: { readonly root_module?: WrittenModule };
}

interface Drift {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly before?: unknown; readonly after?: unknown };
}

interface WrittenModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly expressions?: Readonly<Record<string, unknown>>;
  }[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: WrittenModule }>>;
}

/** A resource that is not as Terraform left it. Its values are not here: an issue or a log may be public. */
export interface Drifted {
  readonly address: string;
  readonly how: "changed" | "deleted";
  /** Paths of what changed, such as `tags.Owner`; none for a deleted resource. */
  readonly paths: readonly string[];
}

export interface Knowledge {
  /** Arguments that the stack leaves to others, by `lifecycle.ignore_changes`. */
  readonly isIgnored: (address: string, argument: string) => boolean;
  /** Whether the value is Terraform's to say where the stack sets none: an attribute, and none that AWS fills in. */
  readonly isUnset: (type: string, argument: string) => boolean;
  /** Whether the order of its elements means nothing. */
  readonly isSet: (type: string, argument: string) => boolean;
}

/**
 * What somebody changed beside Terraform: arguments that the stack sets, and arguments that nobody sets and that AWS does not fill in either.
 * What AWS computes changes by itself, such as the time until which a database can be restored, and is left out.
 */
export function drifted(plan: RefreshPlan, { isIgnored, isUnset, isSet }: Knowledge): Drifted[] {
  const written = new Map(argumentsIn(plan.configuration?.root_module ?? {}, ""));
  return (plan.resource_drift ?? []).flatMap(({ address, mode, type, change }): Drifted[] => {
    if (mode !== "managed") return [];
    if (change.actions.includes("delete")) return [{ address, how: "deleted", paths: [] }];
    const source = withoutIndex(address);
    const set = written.get(source) ?? new Set();
    const [before, after] = [objectOf(change.before), objectOf(change.after)];
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((argument) => !isIgnored(source, argument) && (set.has(argument) || isUnset(type, argument)))
      .flatMap((argument) => differences(before[argument], after[argument], argument, isSet(type, argument)));
    return paths.length === 0 ? [] : [{ address, how: "changed", paths: paths.sort() }];
  });
}

/** The address as the configuration has it: `module.a["x"].aws_b.c[0]` is `module.a.aws_b.c`. */
export const withoutIndex = (address: string): string => address.replaceAll(/\[(?:\d+|"[^"]*")\]/g, "");

function argumentsIn({ resources = [], module_calls = {} }: WrittenModule, path: string): [string, Set<string>][] {
  const own = resources.map(({ address, expressions = {} }): [string, Set<string>] => [
    `${path}${address}`,
    new Set(Object.keys(expressions)),
  ]);
  const inner = Object.entries(module_calls).flatMap(([name, { module = {} }]) =>
    argumentsIn(module, `${path}module.${name}.`),
  );
  return [...own, ...inner];
}

/** Paths at which two values differ. Lists and blocks count as a whole. */
function differences(before: unknown, after: unknown, path: string, isSet: boolean): string[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(before[key], after[key], `${path}.${key}`, false));
  }
  return canonical(before, isSet) === canonical(after, isSet) ? [] : [path];
}

/** The value as text that is the same for the same value: keys, and the elements of a set, in one order, without what is empty. */
function canonical(value: unknown, isSet: boolean): string {
  const known = withoutEmpty(documentIn(value));
  if (!isSet || !Array.isArray(known)) return printed(known);
  return known.map(printed).sort().join();
}

const printed = (value: unknown): string => (value === undefined ? "" : JSON.stringify(sorted(value as Json)));

/** A provider writes what is not there as null, or as something empty. */
function withoutEmpty(value: unknown): unknown {
  if (value === null || value === "" || value === false || value === 0) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withoutEmpty(one)] as const);
  const kept = entries.filter(([, one]) => one !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** A document within a text, such as a policy, may come back with other spaces and in another order. */
function documentIn(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
