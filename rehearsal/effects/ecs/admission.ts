import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { overridden } from "./overrides";
import type { TaskDefinition } from "./task-definition";

/** A task that somebody wants to start by itself. */
export interface Wanted {
  readonly clusterArn: string;
  /** Without a revision: the family's newest. */
  readonly taskDefinitionArn: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Overrides of RunTask, as JSON. */
  readonly input?: string;
}

/**
 * The definition with the overrides, once all that it names is there.
 *
 * @param definitionOf a state of `aws_ecs_task_definition` as it runs on this machine
 * @throws with what RunTask refuses
 */
export function admitted(
  wanted: Wanted,
  inventory: Inventory,
  definitionOf: (state: ObjectValue) => TaskDefinition,
): TaskDefinition {
  const there = (type: string, attribute: string, value: string, refusal: string) => {
    if (inventory.find(type, attribute, value) === undefined) throw new Error(refusal);
  };
  there("aws_ecs_cluster", "arn", wanted.clusterArn, "ClusterNotFoundException: Cluster not found.");
  for (const subnet of wanted.subnets)
    there("aws_subnet", "id", subnet, `InvalidParameterException: The subnet ID '${subnet}' does not exist`);
  for (const group of wanted.securityGroups)
    there("aws_security_group", "id", group, `InvalidParameterException: The security group '${group}' does not exist`);
  const found = newest(inventory, wanted.taskDefinitionArn);
  if (found === undefined) throw new Error("ClientException: TaskDefinition not found.");
  return overridden(definitionOf(found), wanted.input);
}

/** An ARN without a revision is the family's newest. */
function newest(inventory: Inventory, arn: string): ObjectValue | undefined {
  const family = arn.split("/").pop();
  return inventory
    .all("aws_ecs_task_definition")
    .filter((state) => state.arn === arn || state.family === family)
    .sort((one, other) => Number(other.revision) - Number(one.revision))[0];
}
