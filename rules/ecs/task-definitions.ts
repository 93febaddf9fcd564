import { containerKeys, type Keys } from "../../aws/ecs/container-keys";
import { containersOf } from "../../terraform/containers";
import { isObject, listed, objectOf } from "../../terraform/json";
import { hasInterpolation } from "../../terraform/reference";
import type { Finding, Resource, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest";

export const taskDefinitionRules: readonly Rule[] = [
  {
    id: "container-keys",
    trap: 37,
    title: "Container definitions use only keys that ECS knows; others are dropped unseen",
    source: `${GUIDE}/APIReference/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Correct the key, or build the containers from a typed object.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      for (const [index, container] of (containersOf(resource) ?? []).entries()) {
        yield* unknownKeys(resource, container, containerKeys, `container_definitions[${index}]`);
      }
      const text = resource.raw("container_definitions");
      if (text !== undefined && !hasInterpolation(text) && !Array.isArray(resource.decoded("container_definitions"))) {
        yield resource.problem("container_definitions", "not a JSON list");
      }
    },
  },
  {
    id: "container-host-port",
    trap: 40,
    title: "In awsvpc mode the host port is the container port",
    source: `${GUIDE}/APIReference/API_PortMapping.html`,
    severity: "error",
    fix: "Leave hostPort out.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (resource.text("network_mode") !== "awsvpc") return;
      for (const { container, mapping, at } of portMappings(resource)) {
        const { hostPort, containerPort } = mapping;
        if (hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort) {
          yield resource.problem(`${at}.hostPort`, `${container} listens on ${String(containerPort)}`, hostPort);
        }
      }
    },
  },
  {
    id: "container-essential",
    trap: 37,
    title: "A task has an essential container, names its containers once, and mounts only volumes that it declares",
    source: `${GUIDE}/developerguide/task_definition_parameters.html`,
    severity: "error",
    fix: "Declare the volume, rename the container, or leave essential at its default for one container.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource);
      if (!containers || containers.length === 0) return;
      if (containers.every(({ essential }) => essential === false))
        yield resource.problem("container_definitions", "none is essential", "essential = false");
      const names = containers.map(({ name }) => name);
      if (new Set(names).size < names.length)
        yield resource.problem("container_definitions", "a name occurs twice", names);
      const volumes = resource.blocks("volume").map((volume) => volume.text("name"));
      for (const [index, container] of containers.entries()) {
        for (const mount of listed(container.mountPoints).map(objectOf)) {
          const source = resource.known(mount.sourceVolume, `container_definitions[${index}].mountPoints`);
          if (typeof source === "string" && !volumes.includes(source) && !volumes.includes(undefined)) {
            yield resource.problem(`container_definitions[${index}].mountPoints`, "no such volume", source);
          }
        }
      }
    },
  },
];

/** All port mappings of all containers, with the place where each stands. */
function portMappings(resource: Resource) {
  return (containersOf(resource) ?? []).flatMap((container, index) =>
    listed(container.portMappings).map((mapping, port) => ({
      container: String(container.name),
      mapping: objectOf(mapping),
      at: `container_definitions[${index}].portMappings[${port}]`,
    })),
  );
}

function* unknownKeys(resource: Resource, value: unknown, keys: Keys, at: string): Iterable<Finding> {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* unknownKeys(resource, element, keys, `${at}[${index}]`);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!known) yield resource.problem(`${at}.${key}`, `one of ${Object.keys(keys).slice(0, 8).join(", ")} …`, inner);
    else if (known !== true) yield* unknownKeys(resource, inner, known, `${at}.${key}`);
  }
}
