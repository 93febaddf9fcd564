import { expect, test } from "vitest";
import { awaited, startOrder } from "../../../rehearsal/effects/ecs/start-order";
import type { ContainerDefinition } from "../../../rehearsal/effects/ecs/task-definition";

const container = (name: string, ...after: [containerName: string, condition: string][]): ContainerDefinition => ({
  name,
  image: "web",
  dependsOn: after.map(([containerName, condition]) => ({ containerName, condition })),
});

test("containers start after those that they depend on, and else as they stand", () => {
  const containers = [
    container("web", ["user", "SUCCESS"]),
    container("log"),
    container("user", ["net", "START"]),
    container("net"),
  ];
  expect(startOrder({ containers }).map(({ name }) => name)).toEqual(["log", "net", "user", "web"]);
});

test("a container that is no part of the task holds nothing up", () => {
  expect(startOrder({ containers: [container("web", ["gone", "START"])] })).toHaveLength(1);
});

test("containers that wait for each other are refused", () => {
  const containers = [container("a", ["b", "START"]), container("b", ["a", "START"])];
  expect(() => startOrder({ containers })).toThrow("containers depend on each other: a, b");
});

test("knows whose end is waited for", () => {
  const containers = [container("web", ["user", "SUCCESS"], ["log", "START"]), container("log"), container("user")];
  expect(awaited({ containers })).toEqual(["user"]);
});
