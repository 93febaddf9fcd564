import type { Resource } from "../../terraform/block";
import { textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";

export interface LogGroup {
  readonly group: Resource;
  readonly name: string;
  /** Days; undefined for ever. */
  readonly retention: number | undefined;
  /** What names the group: containers, flow logs, the cluster's exec sessions … */
  readonly writers: readonly Resource[];
}

export function readLogGroups(tree: Tree): LogGroup[] {
  return tree.all("aws_cloudwatch_log_group").map((group) => {
    const retention = Number(group.json.retention_in_days ?? 0);
    const writers = tree.managed.filter(({ stack, attributes, type }) => {
      return !type.startsWith("aws_iam_") && tree.sources(attributes, stack).includes(group);
    });
    const name = textOf(group.json.name) ?? textOf(group.json.name_prefix) ?? group.label;
    return { group, name: group.readable(name), retention: retention || undefined, writers };
  });
}
