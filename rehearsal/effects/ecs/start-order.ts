import type { ContainerDefinition, TaskDefinition } from "./task-definition";

/** Names of the containers whose end others wait for. */
export function awaited({ containers }: Pick<TaskDefinition, "containers">): string[] {
  return containers
    .flatMap(({ dependsOn = [] }) => dependsOn)
    .filter(({ condition }) => condition === "SUCCESS" || condition === "COMPLETE")
    .map(({ containerName }) => containerName);
}

/**
 * The containers of a task in the order in which they start: each after those that it depends on.
 *
 * @throws when they depend on each other in a circle
 */
export function startOrder({ containers }: Pick<TaskDefinition, "containers">): ContainerDefinition[] {
  const ordered: ContainerDefinition[] = [];
  const left = [...containers];
  while (left.length > 0) {
    const ready = left.findIndex(({ dependsOn = [] }) =>
      dependsOn.every(({ containerName }) => !left.some(({ name }) => name === containerName)),
    );
    if (ready < 0) throw new Error(`containers depend on each other: ${left.map(({ name }) => name).join(", ")}`);
    ordered.push(...left.splice(ready, 1));
  }
  return ordered;
}
