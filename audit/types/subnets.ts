import { blockOf } from "../../terraform/json";
import type { Resource } from "../facts/resource";
import type { System } from "../facts/system";
import type { SubnetSource } from "./audited-type";

/** Subnets that an attribute names, by its path. */
export const own =
  (...path: string[]) =>
  ({ stack, body }: Resource): SubnetSource[] => {
    const parents = path.slice(0, -1).reduce((block, name) => blockOf(block[name]), body);
    return [{ stack, value: parents[path.at(-1) ?? ""] }];
  };

/** Subnets of the group that an attribute names. */
export const through =
  (argument: string, type: string) =>
  ({ stack, body }: Resource, system: System): SubnetSource[] =>
    system.targets(stack, body[argument], type).map((group) => ({ stack: group.stack, value: group.body.subnet_ids }));
