import type { TaskDefinition } from "./task-definition";

interface ContainerOverride {
  readonly name: string;
  readonly command?: readonly string[];
  readonly environment?: readonly { name: string; value: string }[];
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
}

/**
 * The task definition as one run has it (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html).
 * @throws on input that is no JSON, or names a container that the definition has not
 */
export function overridden(definition: TaskDefinition, input: string | undefined): TaskDefinition {
  const { containerOverrides: overrides = [], taskRoleArn } = parse(input);
  for (const { name } of overrides) {
    if (definition.containers.some((container) => container.name === name)) continue;
    throw new Error(
      `InvalidParameterException: Override for container named ${name} is not a container in the TaskDefinition.`,
    );
  }
  const containers = definition.containers.map((container) => {
    const { environment = [], ...given } = overrides.find(({ name }) => name === container.name) ?? { name: "" };
    if (given.name === "") return container;
    const named = new Set(environment.map(({ name }) => name));
    const kept = (container.environment ?? []).filter(({ name }) => !named.has(name));
    return { ...container, ...given, environment: [...kept, ...environment] };
  });
  return { ...definition, containers, ...(taskRoleArn === undefined ? {} : { taskRoleArn }) };
}

function parse(input = "{}"): { containerOverrides?: readonly ContainerOverride[]; taskRoleArn?: string } {
  try {
    return JSON.parse(input);
  } catch {
    throw new Error(`InvalidParameterException: the target's input is no JSON: ${input}`);
  }
}
