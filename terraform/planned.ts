import { UNKNOWN } from "./evaluation/value";
import { isObject, objectOf } from "./json";

/** A resource in `planned_values` of a plan. */
interface PlannedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

interface PlannedModule {
  readonly resources?: readonly PlannedResource[];
  readonly child_modules?: readonly PlannedModule[];
}

interface WrittenResource {
  readonly address: string;
  readonly provider_config_key?: string;
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly depends_on?: readonly string[];
}

interface WrittenModule {
  readonly resources?: readonly WrittenResource[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: WrittenModule }>>;
}

/** What `terraform show -json` says of a plan. */
export interface Plan {
  readonly planned_values?: { readonly root_module?: PlannedModule };
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly after_unknown?: unknown };
  }[];
  readonly configuration?: {
    readonly provider_config?: Readonly<Record<string, ProviderConfig>>;
    readonly root_module?: WrittenModule;
  };
}

interface ProviderConfig {
  readonly name: string;
  readonly alias?: string;
  readonly expressions?: Readonly<Record<string, { readonly constant_value?: unknown }>>;
}

/**
 * The configuration that a plan comes to: functions, `for_each`, dynamic blocks and modules are evaluated, and each instance is
 * a resource of its own. A value that is known only after the apply refers to the resource that it is taken from, where the
 * configuration names one; else it is unknown.
 *
 * @returns JSON configuration as rules read it
 */
export function plannedConfiguration(plan: Plan): Record<string, unknown> {
  const unknown = new Map((plan.resource_changes ?? []).map(({ address, change }) => [address, change.after_unknown]));
  const written = new Map(writtenIn(plan.configuration?.root_module ?? {}, "").map((one) => [one.address, one]));
  const resource: Record<string, Record<string, unknown>> = {};
  for (const planned of resourcesIn(plan.planned_values?.root_module ?? {})) {
    if (planned.mode !== "managed") continue;
    const source = written.get(planned.address.replaceAll(/\[(?:\d+|"[^"]*")\]/g, ""));
    // `module.data:aws.copies` is the alias `copies` of a module.
    const provider = source?.provider_config_key?.replace(/^.*:/, "");
    const values = merge(chosen(planned, source), unknown.get(planned.address), source?.expressions);
    const named = resource[planned.type] ?? {};
    resource[planned.type] = named;
    named[nameOf(planned)] = {
      ...objectOf(values),
      ...(provider?.includes(".") && { provider }),
      ...(source?.depends_on && { depends_on: source.depends_on }),
    };
  }
  return { resource, provider: providersOf(plan) };
}

/**
 * The values without what AWS has computed for a resource that is there already, such as an empty `name_prefix` beside a name. Blocks stay:
 * the configuration of a plan does not name dynamic ones.
 */
function chosen({ values = {} }: PlannedResource, source: WrittenResource | undefined): Record<string, unknown> {
  const { expressions } = source ?? {};
  const entries = Object.entries(values).filter(
    ([name, value]) => expressions === undefined || name in expressions || typeof value === "object",
  );
  return Object.fromEntries(entries);
}

function resourcesIn({ resources = [], child_modules = [] }: PlannedModule): PlannedResource[] {
  return [...resources, ...child_modules.flatMap(resourcesIn)];
}

/** The resources of all modules, by the address that their instances have without an index. */
function writtenIn({ resources = [], module_calls = {} }: WrittenModule, path: string): WrittenResource[] {
  const own = resources.map((one) => ({ ...one, address: `${path}${one.address}` }));
  const inner = Object.entries(module_calls).flatMap(([name, { module = {} }]) =>
    writtenIn(module, `${path}module.${name}.`),
  );
  return [...own, ...inner];
}

/** The name, with what tells instances and modules apart: `module.a.aws_x.b["c"]` is `a.b["c"]` of its type. */
function nameOf({ address, type, name }: PlannedResource): string {
  const [module = "", own = ""] = address.split(`${type}.${name}`);
  return `${module.replaceAll("module.", "")}${name}${own}`;
}

function merge(value: unknown, unknown: unknown, expression: unknown, isNested = false): unknown {
  // What is unknown and not written is what AWS computes.
  if (unknown === true) return expression === undefined ? undefined : (referenceIn(expression) ?? UNKNOWN);
  if (Array.isArray(value)) {
    const unknowns = Array.isArray(unknown) ? unknown : [];
    const expressions = Array.isArray(expression) ? expression : referencesOfElements(expression, unknowns);
    return value.map((one, index) => merge(one, unknowns[index], expressions[index], true));
  }
  if (!isObject(value)) return value;
  const names = new Set([...Object.keys(value), ...Object.keys(objectOf(unknown))]);
  const entries = [...names].map((name) => {
    return [name, merge(value[name], objectOf(unknown)[name], objectOf(expression)[name], true)] as const;
  });
  return Object.fromEntries(entries.filter(([, one]) => isGiven(one, isNested)));
}

/** Arguments that are not written are null in a plan or, in the blocks of some types, empty texts, and blocks are empty lists. */
function isGiven(value: unknown, isNested: boolean): boolean {
  if (value === "") return !isNested;
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** One reference for each element of a list that is not known, in their order, when the list holds nothing else. */
function referencesOfElements(expression: unknown, unknowns: readonly unknown[]): unknown[] {
  const { references } = objectOf(expression);
  if (!Array.isArray(references)) return [];
  const attributes = references.map(String).filter((one, index, all) => {
    const owner = all[index + 1];
    return owner !== undefined && one.startsWith(`${owner}.`);
  });
  const isWhole = attributes.length * 2 === references.length;
  const open = unknowns.filter((one) => one === true).length;
  const left = isWhole && attributes.length === open ? attributes : [];
  const next = left.values();
  return unknowns.map((one) => {
    const attribute: unknown = one === true ? next.next().value : undefined;
    return attribute === undefined
      ? {}
      : { references: [attribute, String(attribute).split(".").slice(0, -1).join(".")] };
  });
}

/** The attribute that an expression is, when it is nothing but a reference to one. */
function referenceIn(expression: unknown): string | undefined {
  const { references } = objectOf(expression);
  if (!Array.isArray(references)) return undefined;
  const [attribute, owner, ...others] = references.map(String);
  const isWhole =
    attribute !== undefined && owner !== undefined && others.length === 0 && attribute.startsWith(`${owner}.`);
  return isWhole ? `\${${attribute}}` : undefined;
}

function providersOf({ configuration }: Plan): Record<string, unknown[]> {
  const providers: Record<string, unknown[]> = {};
  for (const { name, alias, expressions = {} } of Object.values(configuration?.provider_config ?? {})) {
    const constants = Object.entries(expressions).map(([key, value]) => [key, plain(value)] as const);
    const known = Object.fromEntries(constants.filter(([, value]) => value !== undefined));
    providers[name] = [...(providers[name] ?? []), { ...known, ...(alias && { alias }) }];
  }
  return providers;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return undefined;
  if ("constant_value" in value) return value.constant_value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
