import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";
import type { LoadBalancing } from "../load-balancer/effects";
import type { LocalNotes } from "../local-notes";
import { OneOffTasks } from "./one-off-tasks";
import { readTaskDefinition } from "./read-task-definition";
import { Service, type ServiceOptions, type ServiceSettings } from "./service";
import { ignoredAttributes, type TaskDefinition } from "./task-definition";

export interface EcsOptions extends ServiceOptions {
  readonly inventory: () => Inventory;
  readonly loadBalancing: LoadBalancing;
  readonly notes: LocalNotes;
  /** Addresses on AWS in a variable's value, as they are on this machine. */
  readonly localize: (value: string) => string;
  /** A list of the site's hosts as this machine answers them. */
  readonly localizeHosts: (list: string) => string;
}

/** `aws_ecs_service`: runs the task definition that was applied, in Docker. */
export class Ecs {
  private readonly services = new Map<string, Service>();
  readonly oneOff: OneOffTasks;

  constructor(private readonly options: EcsOptions) {
    const { task, inventory } = options;
    this.oneOff = new OneOffTasks({ task, inventory, definitionOf: (state) => this.definitionOf(state) });
  }

  get effects(): Effect[] {
    return [
      {
        type: "aws_ecs_service",
        create: async ({ state }) => {
          const settings = this.settings(state);
          const service = new Service(settings, this.options);
          this.services.set(String(state.id), service);
          await service.deploy();
          return undefined;
        },
        update: async ({ state }) => {
          await this.services.get(String(state.id))?.deploy(this.settings(state));
          return undefined;
        },
        delete: async ({ state }) => {
          await this.services.get(String(state.id))?.close();
          this.services.delete(String(state.id));
        },
      },
    ];
  }

  /** Ends every wait for a service to become steady. */
  abort(): void {
    for (const service of this.services.values()) service.abort();
  }

  async close(): Promise<void> {
    await this.oneOff.close();
    await Promise.all([...this.services.values()].map((service) => service.close()));
    this.services.clear();
  }

  /** A state of `aws_ecs_task_definition` as it runs on this machine. */
  definitionOf(state: ObjectValue): TaskDefinition {
    return withLocalAddresses(readTaskDefinition(state), this.options);
  }

  private settings(state: ObjectValue): ServiceSettings {
    const { inventory, loadBalancing, notes } = this.options;
    const found = inventory().find("aws_ecs_task_definition", "arn", state.task_definition);
    if (!found) throw new Error(`task definition ${state.task_definition} was not applied here`);
    const definition = this.definitionOf(found);
    for (const container of definition.containers) {
      const ignored = ignoredAttributes(container);
      if (ignored.length > 0) notes.add(`container ${container.name}: without effect here: ${ignored.join(", ")}`);
    }
    notes.add("service: placement, capacity providers, security groups, roles and ECS Exec have no effect here");
    const [breaker] = blocksOf(state.deployment_circuit_breaker);
    return {
      name: String(state.name),
      definition,
      desiredCount: number(state.desired_count, 0),
      minimumHealthyPercent: number(state.deployment_minimum_healthy_percent, 100),
      maximumPercent: number(state.deployment_maximum_percent, 200),
      gracePeriod: number(state.health_check_grace_period_seconds, 0),
      circuitBreaker: { enable: breaker?.enable === true, rollback: breaker?.rollback === true },
      loadBalancers: blocksOf(state.load_balancer).map(
        ({ container_name: name, container_port: port, target_group_arn: arn }) => {
          const group = loadBalancing.group(String(arn));
          if (!group) throw new Error(`target group ${arn} was not applied here`);
          return { containerName: String(name), containerPort: Number(port), group };
        },
      ),
    };
  }
}

/** The image's setting of the hosts that it answers. */
const ANSWERED_HOSTS = "WP_ALLOWED_HOSTS";

function withLocalAddresses(
  definition: TaskDefinition,
  { localize, localizeHosts }: Pick<EcsOptions, "localize" | "localizeHosts">,
): TaskDefinition {
  const containers = definition.containers.map((container) => ({
    ...container,
    environment: container.environment?.map(({ name, value }) => ({
      name,
      value: name === ANSWERED_HOSTS ? localizeHosts(value) : localize(value),
    })),
  }));
  return { ...definition, containers };
}

function number(value: Value | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
