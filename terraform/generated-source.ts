/**
 * Reads the JavaScript that cdktf generates for a provider's resource. The schema that it was generated from is not in the package,
 * but the code still says nearly all of it: which attributes there are, of which type, which can be set and which must.
 */

/** One attribute or block as the generated class shows it. */
export interface Member {
  /** Terraform's name. */
  readonly name: string;
  /** `string`, `stringList`, `EcsServiceAlarms` …: cdktf's name of the type, when the member can be set. */
  readonly storage?: string;
  /** How the value is kept: `simple`, `list`, `set`, `map` or `struct` (exactly one). */
  readonly collection?: string;
  /** Written as a block. JSON writes blocks and attributes alike. @default false */
  readonly block?: true;
  /** The class of its parts, when it is not a plain value. */
  readonly nested?: { readonly className: string; readonly many: boolean; readonly set: boolean };
  /** The `getXxxAttribute` that its getter calls, when it is a plain value. */
  readonly getter?: string;
  readonly required: boolean;
  readonly settable: boolean;
  /** Said by the generator itself, for nested members only. */
  readonly computed?: boolean;
}

export interface GeneratedClass {
  readonly name: string;
  readonly members: readonly Member[];
  /** Whether it stands for the whole resource, data source or provider. */
  readonly main: boolean;
  /** Whether Terraform nests exactly one value and not a list of at most one. */
  readonly single: boolean;
}

interface Assigned {
  readonly storage: string;
  readonly collection: string;
  readonly block?: true;
}

const PART = /^(?:class (\w+) extends cdktf\.\w+ \{|function (\w+)ToHclTerraform\(\w+\) \{)$([\s\S]*?)^\}$/gm;
const ASSIGNED =
  /^ +"?(\w+)"?: \{\n +value: .*,\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "([^"]*)",\n +\},$/gm;
const NESTED =
  /\/\/ \w+ - computed: (true|false), optional: (?:true|false), required: (true|false)\n +this\._\w+ = new ((?:cdktf\.)?\w+)\(this, "(\w+)"(?:, (true|false))?\);/g;
const GETTER = /^ {4}get (\w+)\(\) \{\n +return (.*);\n {4}\}$/gm;

/** The classes of one generated file, by name. */
export function readGeneratedSource(source: string): Map<string, GeneratedClass> {
  const bodies = new Map<string, string>();
  const assigned = new Map<string, Map<string, Assigned>>();
  for (const [, className, struct, body = ""] of source.matchAll(PART)) {
    if (className) bodies.set(className, body);
    if (struct) assigned.set(struct.charAt(0).toUpperCase() + struct.slice(1), readAssigned(body));
  }
  const classes = new Map<string, GeneratedClass>();
  for (const [name, body] of bodies) {
    if (/(?:List|Map)$/.test(name) && !body.includes("synthesizeAttributes") && !body.includes("internalValue()"))
      continue;
    const main = body.includes("synthesizeHclAttributes()");
    const own = main
      ? readAssigned(body)
      : (assigned.get(name.replace(/OutputReference$/, "")) ?? new Map<string, Assigned>());
    classes.set(name, {
      name,
      members: readMembers(body, own),
      main,
      single: body.includes("super(terraformResource, terraformAttribute, false);"),
    });
  }
  for (const [struct, own] of assigned) {
    const name = `${struct}OutputReference`;
    if (!classes.has(name)) classes.set(name, { name, members: structMembers(own), main: false, single: false });
  }
  return classes;
}

/** Which of its arguments are required is not in the code of a struct without a class. */
function structMembers(assigned: ReadonlyMap<string, Assigned>): Member[] {
  return [...assigned].map(([name, how]) => ({ name, ...how, ...structOf(how), required: false, settable: true }));
}

function readAssigned(body: string): Map<string, Assigned> {
  const all = new Map<string, Assigned>();
  for (const [, name = "", block, collection = "", storage = ""] of body.matchAll(ASSIGNED)) {
    all.set(name, { collection, storage, ...(block === "true" ? { block: true as const } : {}) });
  }
  return all;
}

function readMembers(body: string, assigned: ReadonlyMap<string, Assigned>): Member[] {
  const members = new Map<string, Member>();
  const properties = readProperties(body);
  for (const { property, name, getter } of properties) {
    if (getter) members.set(name, { name, getter, ...assigned.get(name), ...access(body, property) });
  }
  for (const [, computed, required, className = "", name = "", set] of body.matchAll(NESTED)) {
    if (className.startsWith("cdktf.")) {
      const flags = { computed: computed === "true", required: required === "true", settable: assigned.has(name) };
      members.set(name, { name, getter: className, ...assigned.get(name), ...flags });
      continue;
    }
    const many = !className.endsWith("OutputReference");
    members.set(name, {
      name,
      nested: {
        className: many ? className.replace(/(?:List|Map)$/, "OutputReference") : className,
        many,
        set: set === "true",
      },
      ...assigned.get(name),
      computed: computed === "true",
      required: required === "true",
      settable: assigned.has(name),
    });
  }
  for (const [name, how] of assigned) {
    if (!members.has(name))
      members.set(name, { name, ...how, ...structOf(how), required: !hasReset(body, name), settable: true });
  }
  return [...members.values()];
}

const PLAIN = /^(?:string|number|boolean|any)(?:List|Map)*$/;

/** A provider's own blocks have no class, only a function that writes them. */
function structOf({ storage, collection }: Assigned): Pick<Member, "nested"> {
  if (PLAIN.test(storage)) return {};
  const many = collection !== "struct";
  return { nested: { className: `${storage.replace(/List$/, "")}OutputReference`, many, set: collection === "set" } };
}

/** `db_name` and `db-name` make `dbName`; a provider's own attributes have getters that name no attribute. */
function hasReset(body: string, name: string): boolean {
  const camel = name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const reset = `    reset${camel.charAt(0).toUpperCase()}${camel.slice(1)}`.toLowerCase();
  return body.toLowerCase().includes(`${reset}()`) || body.toLowerCase().includes(`${reset}attribute()`);
}

function readProperties(body: string): { property: string; name: string; getter?: string }[] {
  return [...body.matchAll(GETTER)].map(([, property = "", expression = ""]) => {
    const plain = /this\.(get\w+Attribute|interpolationForAttribute)\(['"](\w+)['"]\)/.exec(expression);
    if (!plain) return { property, name: property };
    const getter = expression.includes("Fn.tolist(") ? `set:${plain[1]}` : plain[1];
    return { property, name: plain[2] ?? property, getter };
  });
}

function access(body: string, property: string): { required: boolean; settable: boolean } {
  const settable = body.includes(`    set ${property}(`);
  const resettable = body.includes(`    reset${property.charAt(0).toUpperCase()}${property.slice(1)}()`);
  return { settable, required: settable && !resettable };
}
