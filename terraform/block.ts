import { decode } from "./expression";
import { isObject, type JsonObject, objectOf } from "./json";
import { hasInterpolation, mentions, type Reference } from "./reference";

/** Stands for a value that only Terraform or AWS can know. */
export const unknown: unique symbol = Symbol("unknown");

/** Terraform JSON configuration of each stack, as cdktf synthesizes it. */
export type Stacks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a block asks of the tree that it stands in. */
export interface Lookup {
  readonly stacks: Stacks;
  resolve(value: unknown, stack: string): unknown;
  referent(value: unknown, stack: string): { resource: Resource; path: readonly string[] } | undefined;
  find(reference: Reference, stack: string): Resource | undefined;
  identity(value: unknown, stack: string): string | undefined;
  sources(value: unknown, stack: string, ...types: readonly string[]): Resource[];
  readable(text: string, stack: string): string;
  /** Notes that the rule which is running met a value that nobody knows yet. */
  leave(resource: Resource, attribute: string, expression: unknown): void;
}

/** One place where a rule is broken. */
export interface Finding {
  readonly resource: Resource;
  /** Attribute path inside the resource. */
  readonly attribute: string;
  readonly value: unknown;
  /** What is wrong here in particular. @default - the rule's title says it all */
  readonly detail?: string;
}

/** A resource, or a nested block of one, read with its references resolved. Values that nobody can know yet read as undefined and are counted. */
export class Block {
  constructor(
    readonly tree: Lookup,
    readonly stack: string,
    readonly json: JsonObject,
    private readonly parent: Resource | undefined,
    /** Path from the resource, `""` for the resource itself, else ending in a dot. */
    private readonly at: string,
  ) {}

  get resource(): Resource {
    if (this.parent) return this.parent;
    throw new Error("a block without a resource");
  }

  /** Whether the attribute or block is written at all, be its value known or not. */
  has(name: string): boolean {
    const value = this.json[name];
    const written = value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
    return written || name in objectOf(this.json.dynamic);
  }

  /** The attribute as text when it is known. */
  text(name: string): string | undefined {
    const value = this.known(this.json[name], name);
    return value === undefined || typeof value === "object" ? undefined : String(value);
  }

  /** The attribute as text, or what AWS takes where it is not written; undefined when it is written and unknown. */
  textOr(name: string, byDefault: string): string | undefined {
    return this.has(name) ? this.text(name) : byDefault;
  }

  /** The attribute as text where all references stay as they are written. */
  raw(name: string): string | undefined {
    const value = this.json[name];
    return typeof value === "string" ? value : undefined;
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined || text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
  }

  numberOr(name: string, byDefault: number): number | undefined {
    return this.has(name) ? this.number(name) : byDefault;
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name);
    return text === "true" ? true : text === "false" ? false : undefined;
  }

  /** The elements of a list or set; undefined when the whole list is unknown. */
  list(name: string): unknown[] | undefined {
    const value = this.json[name];
    if (value === undefined || value === null) return [];
    const known = Array.isArray(value) ? value : this.known(value, name);
    return Array.isArray(known) ? known : undefined;
  }

  /** The elements that are known texts. */
  texts(name: string): string[] {
    const known = (this.list(name) ?? []).map((element, index) => this.known(element, `${name}[${index}]`));
    return known.filter((element) => element !== undefined && typeof element !== "object").map(String);
  }

  map(name: string): Readonly<Record<string, unknown>> {
    return objectOf(this.json[name]);
  }

  /** Nested blocks of a name, written as one object or as a list. */
  blocks(name: string): Block[] {
    const value = this.json[name];
    if (Array.isArray(value)) return value.map((json, index) => this.nested(objectOf(json), `${name}[${index}]`));
    return isObject(value) ? [this.nested(value, name)] : [];
  }

  block(name: string): Block | undefined {
    return this.blocks(name)[0];
  }

  /** The resource that the attribute refers to. */
  follow(name: string): Resource | undefined {
    return this.tree.referent(this.json[name], this.stack)?.resource;
  }

  followAll(name: string): Resource[] {
    const value = this.json[name];
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((element) => this.tree.referent(element, this.stack)?.resource ?? []);
  }

  /** The resources that the attribute takes a value from, by whatever expression; of the given types when there are any. */
  sources(name: string, ...types: readonly string[]): Resource[] {
    return this.tree.sources(this.json[name], this.stack, ...types);
  }

  /** The text with each reference replaced by what a reader calls it. */
  readable(text: string): string {
    return this.tree.readable(text, this.stack);
  }

  /** JSON text (or `jsonencode`) in an attribute, decoded with its references kept; undefined when it is unknown or no JSON. */
  decoded(name: string): unknown {
    const value = this.json[name];
    if (typeof value !== "string") return undefined;
    const plain = decode(value);
    if (plain !== undefined) return plain;
    const target = this.tree.referent(value, this.stack);
    const attribute = target?.path.length === 1 ? target.path[0] : undefined;
    if (target && attribute && target.resource !== this.parent) return target.resource.decoded(attribute);
    if (hasInterpolation(value)) this.tree.leave(this.resource, `${this.at}${name}`, value);
    return undefined;
  }

  /** A value as Terraform will read it; undefined and noted when nobody knows it yet. @param at where in the block it stands */
  known(value: unknown, at: string): unknown {
    const resolved = this.tree.resolve(value, this.stack);
    if (resolved === unknown) this.tree.leave(this.resource, `${this.at}${at}`, value);
    return resolved === unknown || resolved === null ? undefined : resolved;
  }

  identity(name: string): string | undefined {
    return this.tree.identity(this.json[name], this.stack);
  }

  /** A finding at an attribute of this block. */
  problem(attribute: string, detail?: string, value: unknown = this.json[attribute]): Finding {
    return { resource: this.resource, attribute: `${this.at}${attribute}`, value, detail };
  }

  private nested(json: JsonObject, name: string): Block {
    return new Block(this.tree, this.stack, json, this.resource, `${this.at}${name}.`);
  }
}

export class Resource extends Block {
  constructor(
    tree: Lookup,
    stack: string,
    readonly mode: "resource" | "data" | "ephemeral" | "backend",
    readonly type: string,
    readonly name: string,
    json: JsonObject,
  ) {
    super(tree, stack, json, undefined, "");
  }

  override get resource(): Resource {
    return this;
  }

  get address(): string {
    return `${this.mode === "resource" ? "" : `${this.mode}.`}${this.type}.${this.name}`;
  }

  /** What the configuration says of the resource, without cdktf's comment. */
  get attributes(): JsonObject {
    const { "//": _, ...attributes } = this.json;
    return attributes;
  }

  /** cdktf's comment: path, waived rules, skipped checks. */
  get comment(): JsonObject {
    return objectOf(this.json["//"]);
  }

  get constructPath(): string {
    const { path } = objectOf(this.comment.metadata);
    return typeof path === "string" ? path : this.stack;
  }

  /** What a reader calls it: `production-data/Database/Secret/Resource` is `Database/Secret`; the name where there is no path. */
  get label(): string {
    const { path } = objectOf(this.comment.metadata);
    if (typeof path !== "string") return this.name;
    const parts = path.split("/");
    if (parts[0] === this.stack) parts.shift();
    if (parts.length > 1 && parts.at(-1) === "Resource") parts.pop();
    return parts.join("/");
  }

  /** Reasons by rule id, as `waive` wrote them. */
  get waivers(): JsonObject {
    return objectOf(this.comment.waived);
  }

  /** Resources that Terraform finishes before this one: named in `depends_on` or mentioned in any attribute. */
  get prerequisites(): Resource[] {
    const dependencies = this.followAll("depends_on");
    const mentioned = mentions(this.attributes).flatMap((reference) => this.tree.find(reference, this.stack) ?? []);
    return [...dependencies, ...mentioned];
  }

  /** Whether Terraform finishes the other resource first, directly or through others. */
  isAfter(other: Resource, seen = new Set<Resource>()): boolean {
    return this.prerequisites.some((resource) => {
      if (resource === other) return true;
      if (seen.has(resource)) return false;
      seen.add(resource);
      return resource.isAfter(other, seen);
    });
  }

  /** Tags that the resource's provider gives to all. */
  get defaultTags(): Readonly<Record<string, unknown>> {
    const [block] = [this.configuredProvider.default_tags].flat();
    return objectOf(objectOf(block).tags);
  }

  /** AWS region of the resource: its own argument, else its provider's; undefined when neither is known. */
  get region(): string | undefined {
    if (this.has("region") && this.type.startsWith("aws_")) return this.text("region");
    const { region } = this.configuredProvider;
    return typeof region === "string" && !hasInterpolation(region) ? region : undefined;
  }

  private get configuredProvider(): Readonly<Record<string, unknown>> {
    const configured = objectOf(this.tree.stacks[this.stack]?.provider).aws;
    const alias = String(this.json.provider ?? "").split(".")[1];
    const providers = (Array.isArray(configured) ? configured : [configured]).map(objectOf);
    return providers.find((provider) => provider.alias === alias) ?? {};
  }
}
