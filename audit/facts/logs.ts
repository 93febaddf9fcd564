import { textOf } from "../../terraform/json";
import type { Resource } from "./resource";
import type { System } from "./system";

export interface LogGroup {
  readonly group: Resource;
  readonly name: string;
  /** Days; undefined for ever. */
  readonly retention: number | undefined;
  /** What names the group: containers, flow logs, the cluster's exec sessions … */
  readonly writers: readonly Resource[];
}

export function readLogGroups(system: System): LogGroup[] {
  return system.of("aws_cloudwatch_log_group").map((group) => {
    const retention = Number(group.body.retention_in_days ?? 0);
    const writers = system.resources.filter(({ stack, body, type }) => {
      return !type.startsWith("aws_iam_") && system.targets(stack, Object.values(body)).includes(group);
    });
    const name = textOf(group.body.name) ?? textOf(group.body.name_prefix) ?? group.label;
    return { group, name: system.readable(group.stack, name), retention: retention || undefined, writers };
  });
}
