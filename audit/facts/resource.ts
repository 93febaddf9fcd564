import { isObject, type JsonObject, objectOf, textOf } from "../../terraform/json";
import type { Stack } from "../project/stack";

/** One resource as the stacks define it. */
export interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  /** Terraform's address within the stack. */
  readonly address: string;
  /** What a reader calls it: the construct path within the stack, or the name where there is none. */
  readonly label: string;
  readonly body: JsonObject;
  /** cdktf's comment: path, waived rules, skipped checks. */
  readonly comment: JsonObject;
}

/** The resources of all stacks, stack by stack, sorted by address. */
export function readResources(stacks: readonly Stack[]): Resource[] {
  return stacks.flatMap((stack) =>
    Object.entries(objectOf(stack.document.resource))
      .flatMap(([type, byName]) => Object.entries(objectOf(byName)).map(([name, body]) => ({ type, name, body })))
      .filter(({ body }) => isObject(body))
      .map(({ type, name, body }) => {
        const address = `${type}.${name}`;
        const comment = stack.comments.get(address) ?? {};
        const label = labelOf(stack.name, name, comment);
        return { stack: stack.name, type, name, address, label, body: objectOf(body), comment };
      })
      .sort((left, right) => (left.address < right.address ? -1 : 1)),
  );
}

/** `production-data/Database/Secret/Resource` is `Database/Secret` to a reader. */
function labelOf(stack: string, name: string, comment: JsonObject): string {
  const path = textOf(objectOf(comment.metadata).path);
  if (path === undefined) return name;
  const parts = path.split("/");
  if (parts[0] === stack) parts.shift();
  if (parts.length > 1 && parts.at(-1) === "Resource") parts.pop();
  return parts.join("/");
}
