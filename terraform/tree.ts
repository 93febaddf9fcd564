import { type Lookup, Resource, type Stacks, unknown } from "./block";
import { withConstants } from "./constants";
import { isObject, objectOf } from "./json";
import { bareReference, hasInterpolation, type Reference, replaceReferences, wholeReference } from "./reference";
import { readsState } from "./remote-state";

/** All stacks of an app: finds resources, follows references between them (also from stack to stack), counts what it cannot know. */
export class Tree implements Lookup {
  readonly resources: readonly Resource[];
  private readonly byAddress = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  /** How often each rule met a value that the tree does not know. */
  readonly skipped = new Map<string, number>();
  /** Id of the rule that is running. */
  rule = "";

  constructor(readonly stacks: Stacks) {
    this.resources = Object.keys(stacks).flatMap((stack) => this.read(stack));
    for (const resource of this.resources) {
      this.byAddress.set(`${resource.stack}:${resource.address}`, resource);
      const key = resource.mode === "resource" ? resource.type : `${resource.mode}.${resource.type}`;
      this.byType.set(key, [...(this.byType.get(key) ?? []), resource]);
    }
  }

  /** Resources of one type in all stacks; data sources as `data.aws_x`, ephemeral ones as `ephemeral.aws_x`. */
  all(...types: readonly string[]): Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Resources of the given types whose attribute refers to the resource. */
  referring(target: Resource, attribute: string, ...types: readonly string[]): Resource[] {
    return this.all(...types).filter((resource) => resource.followAll(attribute).includes(target));
  }

  countSkip(): void {
    this.skipped.set(this.rule, (this.skipped.get(this.rule) ?? 0) + 1);
  }

  /** The value with every reference replaced by what the tree knows, or `unknown`. Lists and maps are returned as they are. */
  resolve(value: unknown, stack: string, depth = 0): unknown {
    if (typeof value !== "string" || !hasInterpolation(value)) return value;
    if (depth > 8) return unknown;
    const constant = withConstants(value, this.stacks[stack] ?? {});
    if (constant !== value) return this.resolve(constant, stack, depth + 1);
    const reference = wholeReference(value);
    if (reference) return this.lookUp(reference, stack, depth);
    const text = replaceReferences(value, (inner) => {
      const known = this.lookUp(inner, stack, depth);
      return typeof known === "string" || typeof known === "number" ? String(known) : undefined;
    });
    return hasInterpolation(text) ? unknown : text;
  }

  /** The resource that a value refers to, through outputs of other stacks, and the attribute asked of it. */
  referent(value: unknown, stack: string, depth = 0): { resource: Resource; path: readonly string[] } | undefined {
    const reference = wholeReference(value) ?? bareReference(value);
    if (!reference || depth > 8) return undefined;
    const remote = this.remoteOutput(reference, stack);
    if (remote) return this.referent(remote.value, remote.stack, depth + 1);
    const resource = this.find(reference, stack);
    return resource && { resource, path: reference.path };
  }

  find({ mode, type, name }: Reference, stack: string): Resource | undefined {
    return this.byAddress.get(`${stack}:${mode === "resource" ? "" : `${mode}.`}${type}.${name}`);
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
    let value: unknown = this.find(reference, stack)?.json;
    for (const step of reference.path)
      value = isObject(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
    const owner = this.find(reference, stack);
    if (value === undefined || value === null || !owner) return unknown;
    return this.resolve(value, owner.stack, depth + 1);
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

const backendOf = (stack: Readonly<Record<string, unknown>> | undefined): unknown => objectOf(stack?.terraform).backend;
