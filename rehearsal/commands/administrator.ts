import { Failure } from "../../cli/outcome";
import { readTaskDefinition } from "../effects/ecs/read-task-definition";
import type { ContainerDefinition } from "../effects/ecs/task-definition";
import type { Inventory } from "../provider-double/inventory";
import type { World } from "../world";

/** Who may log in, as the containers' environment says: the value of `…ADMIN_USER` and the name of the secret `…ADMIN_PASSWORD`. */
export function administrator(inventory: Inventory): { user?: string; password?: string } {
  const containers = allContainers(inventory);
  return {
    user: containers.flatMap(({ environment = [] }) => environment).find(({ name }) => name.endsWith("ADMIN_USER"))
      ?.value,
    password: containers.flatMap(({ secrets = [] }) => secrets).find(({ name }) => name.endsWith("ADMIN_PASSWORD"))
      ?.name,
  };
}

/** The value that a container gets for the secret of this name. @throws {Failure} when there is none, naming those there are */
export function containerSecret({ inventory, secrets }: Pick<World, "inventory" | "secrets">, name: string): string {
  const all = allContainers(inventory).flatMap(({ secrets: own = [] }) => own);
  const found = all.find((secret) => secret.name === name);
  if (found) return secrets.resolve(found.valueFrom);
  throw new Failure(
    `no container has a secret ${JSON.stringify(name)}; there are: ${all.map((secret) => secret.name).join(", ")}`,
  );
}

function allContainers(inventory: Inventory): ContainerDefinition[] {
  return inventory.all("aws_ecs_task_definition").flatMap((state) => [...readTaskDefinition(state).containers]);
}
