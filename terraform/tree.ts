import { type Lookup, Resource, type Stacks, unknown } from "./block";
import { evaluated } from "./evaluation/configuration";
import { evaluate, type Scope } from "./evaluation/evaluate";
import { isKnown, type Value } from "./evaluation/value";
import { isObject, objectOf, textOf } from "./json";
import { bareReference, hasInterpolation, mentions, type Reference, wholeReference } from "./reference";
import { readsState } from "./remote-state";
import { splitTemplate } from "./template";

/** An attribute of a resource that a value is taken from. */
interface Source {
  readonly resource: Resource;
  /** Names and indexes: empty for the whole resource. */
  readonly path: readonly string[];
}

/** A value that a rule needs and that only Terraform or AWS knows. */
export interface Unjudged {
  /** Id of the rule. */
  readonly rule: string;
  readonly stack: string;
  readonly address: string;
  /** Path inside the resource. */
  readonly attribute: string;
  /** What stands there. */
  readonly expression: unknown;
}

/** All stacks of an app: finds resources, follows references between them (also from stack to stack), notes what it cannot know. */
export class Tree implements Lookup {
  readonly resources: readonly Resource[];
  private readonly byAddress = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly byReference = new Map<string, Map<Resource, Resource[]>>();
  /** Values that rules met and nobody knows yet, by rule and place. */
  private readonly left = new Map<string, Unjudged>();
  /** Id of the rule that is running. */
  rule = "";

  readonly stacks: Stacks;
  /** What locals and variables stand for, by stack. */
  private readonly constants: ReadonlyMap<string, Scope>;

  constructor(stacks: Stacks) {
    const known = Object.entries(stacks).map(([name, stack]) => [name, evaluated(stack)] as const);
    this.stacks = Object.fromEntries(known.map(([name, { configuration }]) => [name, configuration]));
    this.constants = new Map(known.map(([name, { scope }]) => [name, scope]));
    this.resources = Object.keys(stacks).flatMap((stack) => this.read(stack));
    for (const resource of this.resources) {
      this.byAddress.set(`${resource.stack}:${resource.address}`, resource);
      const type = typeOf(resource);
      const same = this.byType.get(type) ?? [];
      same.push(resource);
      this.byType.set(type, same);
    }
  }

  /** What Terraform makes, in all stacks. */
  get managed(): Resource[] {
    return this.resources.filter(({ mode }) => mode === "resource");
  }

  /** Resources of the types in all stacks; data sources as `data.aws_x`, ephemeral ones as `ephemeral.aws_x`. */
  all(...types: readonly string[]): Resource[] {
    const [type = "", ...others] = types;
    if (others.length === 0) return this.byType.get(type) ?? [];
    return this.resources.filter((resource) => types.includes(typeOf(resource)));
  }

  /** Resources of the given types whose attribute takes a value from the resource, by whatever expression. */
  referring(target: Resource, attribute: string, ...types: readonly string[]): Resource[] {
    return types.flatMap((type) => this.referringOf(attribute, type).get(target) ?? []);
  }

  /** Resources of a type by those that an attribute of theirs refers to; found once. */
  private referringOf(attribute: string, type: string): ReadonlyMap<Resource, readonly Resource[]> {
    const key = `${type}.${attribute}`;
    const known = this.byReference.get(key);
    if (known) return known;
    const found = new Map<Resource, Resource[]>();
    this.byReference.set(key, found);
    for (const resource of this.all(type))
      for (const target of new Set(resource.sources(attribute)))
        found.set(target, (found.get(target) ?? []).concat(resource));
    return found;
  }

  /** The resources that the value is taken from, through outputs of other stacks, each once; of the given types when there are any. */
  sources(value: unknown, stack: string, ...types: readonly string[]): Resource[] {
    const found = new Set(
      mentions(value)
        .flatMap((reference) => this.sourcesOf(reference, stack))
        .map(({ resource }) => resource),
    );
    return [...found].filter(({ type }) => types.length === 0 || types.includes(type));
  }

  /** The text with each reference replaced by what a reader calls it: `‹Database/Secret.arn›`, or the name of a data source. */
  readable(text: string, stack: string): string {
    return splitTemplate(text)
      .map(({ kind, text: piece }) => {
        if (kind === "literal") return piece;
        const [source, ...others] = mentions(piece).flatMap((reference) => this.sourcesOf(reference, stack));
        if (source && others.length === 0) return `‹${source.resource.label}${source.path.map(step).join("")}›`;
        const reference = wholeReference(piece);
        const data = reference?.mode === "data" ? this.find(reference, stack) : undefined;
        return textOf(data?.json.name) ?? piece;
      })
      .join("");
  }

  private sourcesOf(reference: Reference, stack: string, depth = 0): Source[] {
    const remote = this.remoteOutput(reference, stack);
    if (remote && depth < 8) {
      return mentions(remote.value).flatMap((inner) => this.sourcesOf(inner, remote.stack, depth + 1));
    }
    const found = reference.mode === "resource" ? this.locate(reference, stack) : undefined;
    return found ? [found] : [];
  }

  leave({ stack, address }: Resource, attribute: string, expression: unknown): void {
    const { rule } = this;
    this.left.set([rule, stack, address, attribute].join(), { rule, stack, address, attribute, expression });
  }

  /** What the rules could not judge, each value of a rule once. */
  get unjudged(): Unjudged[] {
    return [...this.left.values()];
  }

  /** The value with every reference replaced by what the tree knows, or `unknown`. Lists and maps are returned as they are. */
  resolve(value: unknown, stack: string, depth = 0): unknown {
    if (typeof value !== "string" || !hasInterpolation(value)) return value;
    if (depth > 8) return unknown;
    const reference = wholeReference(value);
    if (reference) return this.lookUp(reference, stack, depth);
    const known = evaluate(value, this.scopeOf(stack, depth));
    return isKnown(known) ? known : unknown;
  }

  /** What references to constants and resources stand for, in expressions around them. */
  private scopeOf(stack: string, depth: number): Scope {
    return (path) => {
      const constant = this.constants.get(stack)?.(path);
      if (constant) return constant;
      const mode = path[0] === "data" || path[0] === "ephemeral" ? path[0] : "resource";
      const [type = "", name = "", ...rest] = mode === "resource" ? path : path.slice(1);
      if (!type.includes("_") || rest.length === 0) return undefined;
      const value = this.lookUp({ mode, type, name, path: rest }, stack, depth);
      return value === unknown ? undefined : { value: value as Value, took: path.length };
    };
  }

  /** The resource that a value refers to, through outputs of other stacks, and the attribute asked of it. */
  referent(value: unknown, stack: string, depth = 0): { resource: Resource; path: readonly string[] } | undefined {
    const reference = wholeReference(value) ?? bareReference(value);
    if (!reference || depth > 8) return undefined;
    const remote = this.remoteOutput(reference, stack);
    if (remote) return this.referent(remote.value, remote.stack, depth + 1);
    return this.locate(reference, stack);
  }

  find(reference: Reference, stack: string): Resource | undefined {
    return this.locate(reference, stack)?.resource;
  }

  /** The resource of a reference, which may be one instance of several, and what of it is asked for. */
  private locate({ mode, type, name, path }: Reference, stack: string) {
    const address = `${stack}:${mode === "resource" ? "" : `${mode}.`}${type}.${name}`;
    const whole = this.byAddress.get(address);
    if (whole) return { resource: whole, path };
    const [key = "", ...rest] = path;
    const instance = this.byAddress.get(`${address}["${key}"]`) ?? this.byAddress.get(`${address}[${key}]`);
    return instance && { resource: instance, path: rest };
  }

  /** A key that is equal for values that name the same thing, be it by reference or as text. */
  identity(value: unknown, stack: string): string | undefined {
    const target = this.referent(value, stack);
    if (target) {
      const passed = target.path.length === 1 ? target.resource.json[target.path[0] ?? ""] : undefined;
      const origin = wholeReference(passed) && this.identity(passed, target.resource.stack);
      return origin || `${target.resource.stack}:${target.resource.address}`;
    }
    const known = this.resolve(value, stack);
    return typeof known === "string" ? known : undefined;
  }

  private lookUp(reference: Reference, stack: string, depth: number): unknown {
    const remote = this.remoteOutput(reference, stack);
    if (remote) return this.resolve(remote.value, remote.stack, depth + 1);
    const found = this.locate(reference, stack);
    let value: unknown = found?.resource.json;
    for (const step of found?.path ?? [])
      value = isObject(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
    if (value === undefined || value === null || !found) return unknown;
    return this.resolve(value, found.resource.stack, depth + 1);
  }

  /** The output of another stack that a value reads, as it is written there. */
  origin(value: unknown, stack: string): { value: unknown; stack: string } | undefined {
    const reference = wholeReference(value);
    return reference && this.remoteOutput(reference, stack);
  }

  private remoteOutput({ mode, type, name, path }: Reference, stack: string) {
    if (mode !== "data" || type !== "terraform_remote_state" || path[0] !== "outputs" || !path[1]) return undefined;
    const remote = this.byAddress.get(`${stack}:data.terraform_remote_state.${name}`)?.json;
    const owner = Object.keys(this.stacks).find(
      (other) => other !== stack && readsState(remote, backendOf(this.stacks[other])),
    );
    const output = objectOf(objectOf(owner === undefined ? undefined : this.stacks[owner]?.output)[path[1]]);
    if (owner !== undefined && "value" in output) return { value: output.value, stack: owner };
    return undefined;
  }

  private read(stack: string): Resource[] {
    const config = this.stacks[stack] ?? {};
    const sections = [
      ["resource", objectOf(config.resource)],
      ["data", objectOf(config.data)],
      ["ephemeral", objectOf(config.ephemeral)],
    ] as const;
    const backends = Object.entries(objectOf(objectOf(config.terraform).backend)).map(
      ([type, json]) => new Resource(this, stack, "backend", type, "terraform", objectOf(json)),
    );
    const blocks = sections.flatMap(([mode, types]) =>
      Object.entries(types).flatMap(([type, named]) =>
        Object.entries(objectOf(named)).map(
          ([name, json]) => new Resource(this, stack, mode, type, name, objectOf(json)),
        ),
      ),
    );
    return [...blocks, ...backends];
  }
}

/** The type as `all` takes it. */
const typeOf = ({ mode, type }: Resource): string => (mode === "resource" ? type : `${mode}.${type}`);

/** As Terraform writes it. */
const step = (name: string): string => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`);

const backendOf = (stack: Readonly<Record<string, unknown>> | undefined): unknown => objectOf(stack?.terraform).backend;
