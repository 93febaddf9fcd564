// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { expect, test } from "vitest";
import { containersIn, containersOf } from "../../terraform/containers";
import { Tree } from "../../terraform/tree";

const written = JSON.stringify([{ name: "wordpress", image: "${docker_image.main.name}" }]);

test.each([
  ["JSON text", written],
  ["jsonencode", '${jsonencode([{ name = "wordpress", image = docker_image.main.name }])}'],
])("containers are read from %s, with their references", (_, definitions) => {
  expect(containersIn(definitions)).toEqual([{ name: "wordpress", image: "${docker_image.main.name}" }]);
});

test.each([["${file(var.containers)}"], [undefined], ["{}"]])("no containers are known from %s", (definitions) => {
  expect(containersIn(definitions)).toBeUndefined();
});

test("a task definition may take its containers from another one", () => {
  const own = "${aws_ecs_task_definition.first.container_definitions}";
  const aws_ecs_task_definition = {
    first: { container_definitions: written },
    second: { container_definitions: own },
  };
  const tree = new Tree({ stack: { resource: { aws_ecs_task_definition } } });
  expect(tree.all("aws_ecs_task_definition").map((one) => containersOf(one)?.map(({ name }) => name))).toEqual([
    ["wordpress"],
    ["wordpress"],
  ]);
});
