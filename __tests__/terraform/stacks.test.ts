import { expect, test } from "vitest";
import { inOrder } from "../../terraform/stacks";

const stack = (name: string, ...dependencies: string[]) => ({ name, dependencies });

test("each stack comes after those that it needs, in the order given among equals", () => {
  const stacks = [stack("service", "data", "image"), stack("image"), stack("data", "network"), stack("network")];
  expect(inOrder(stacks).map(({ name }) => name)).toEqual(["image", "network", "data", "service"]);
});

test("a circle is refused with the names in it", () => {
  expect(() => inOrder([stack("a", "b"), stack("b", "a"), stack("c")])).toThrow("in a circle: a, b");
});
