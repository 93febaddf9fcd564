import { type Json, objectOf, textOf, textsWithin } from "../../terraform/json";
import { readsState } from "../../terraform/remote-state";
import { expressionsIn, splitTemplate } from "../../terraform/template";
import type { Stack } from "../project/stack";
import { type Resource, readResources } from "./resource";

/** An attribute of a resource that a value is taken from. */
export interface Reference {
  readonly resource: Resource;
  /** For example `arn`; empty for the whole resource. */
  readonly attribute: string;
}

const REMOTE = /data\.terraform_remote_state\.([\w-]+)\.outputs(?:\.([\w-]+)|\["([^"]+)"\])/g;
const LOCAL = /(?<![\w.-])([a-z][a-z0-9]*_\w+)\.([A-Za-z_][\w-]*)((?:\[[^\]]*\]|\.[A-Za-z_*]\w*)*)/g;

const DATA = /^\$\{data\.(\w+)\.([\w-]+)\.\w+\}$/;

/** All stacks together: resources, and what refers to what, across stacks too. */
export class System {
  readonly resources: readonly Resource[];
  private readonly byAddress = new Map<string, Resource>();

  constructor(readonly stacks: readonly Stack[]) {
    this.resources = readResources(stacks);
    for (const resource of this.resources) this.byAddress.set(`${resource.stack} ${resource.address}`, resource);
  }

  of(...types: string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  find(stack: string, address: string): Resource | undefined {
    return this.byAddress.get(`${stack} ${address}`);
  }

  /** What the value of a resource of `stack` is taken from, in order, each once. */
  references(stack: string, value: Json | undefined): Reference[] {
    const found = new Map<string, Reference>();
    for (const text of textsWithin(value)) {
      for (const reference of expressionsIn(text).flatMap((expression) => this.inExpression(stack, expression))) {
        found.set(`${reference.resource.stack} ${reference.resource.address} ${reference.attribute}`, reference);
      }
    }
    return [...found.values()];
  }

  /** The resources that the value is taken from, of the given types when there are any, each once. */
  targets(stack: string, value: Json | undefined, ...types: string[]): Resource[] {
    const all = this.references(stack, value).map(({ resource }) => resource);
    return [...new Set(all)].filter(({ type }) => types.length === 0 || types.includes(type));
  }

  /** The resources of the given types whose `argument` takes a value from `owner`. */
  referring(owner: Resource, argument: string, ...types: string[]): Resource[] {
    return this.of(...types).filter(({ stack, body }) => this.targets(stack, body[argument]).includes(owner));
  }

  /** The text with each reference replaced by what a reader calls it. */
  readable(stack: string, text: string): string {
    return splitTemplate(text)
      .map(({ kind, text: piece }) => {
        if (kind === "literal") return piece;
        const [reference, ...others] = this.inExpression(stack, piece.slice(2, -1));
        if (!reference || others.length > 0) return this.dataName(stack, piece) ?? piece;
        const attribute = reference.attribute === "" ? "" : `.${reference.attribute}`;
        return `‹${reference.resource.label}${attribute}›`;
      })
      .join("");
  }

  /** The name by which a data source is looked up, such as that of AWS's own prefix list. */
  private dataName(stack: string, piece: string): string | undefined {
    const [, type = "", name = ""] = DATA.exec(piece) ?? [];
    const document = this.stacks.find((one) => one.name === stack)?.document;
    return textOf(objectOf(objectOf(objectOf(document?.data)[type])[name]).name);
  }

  private inExpression(stack: string, expression: string): Reference[] {
    const remote = [...expression.matchAll(REMOTE)].flatMap(([, data = "", plain, bracketed]) =>
      this.throughOutput(stack, data, plain ?? bracketed ?? ""),
    );
    const local = [...expression.replaceAll(REMOTE, "").matchAll(LOCAL)].flatMap(([, type, name, path = ""]) => {
      const resource = this.find(stack, `${type}.${name}`);
      return resource ? [{ resource, attribute: path.replace(/^\./, "") }] : [];
    });
    return [...remote, ...local];
  }

  private throughOutput(stack: string, data: string, output: string): Reference[] {
    const document = this.stacks.find(({ name }) => name === stack)?.document;
    const remote = objectOf(objectOf(objectOf(document?.data).terraform_remote_state)[data]);
    const owner = this.stacks.find(({ document: { terraform } }) => readsState(remote, objectOf(terraform).backend));
    if (!owner || owner.name === stack) return [];
    return this.references(owner.name, objectOf(objectOf(owner.document.output)[output]).value);
  }
}
