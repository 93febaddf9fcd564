import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import { isObject, type ObjectValue, type Value } from "../../provider-double/value";
import type { LocalNotes } from "../local-notes";
import type { LoadBalancerProxy } from "./proxy";
import { TargetGroup, type TargetGroupSettings } from "./target-group";

export interface LoadBalancingOptions {
  /** Already listens, so that its port is known before anything is deployed. */
  readonly proxy: LoadBalancerProxy;
  /** `localhost:port`, where the proxy is reached. */
  readonly address: string;
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
}

/** `aws_lb`, its listeners, their rules and `aws_lb_target_group`: a proxy on the loopback interface with the target group's health check. */
export class LoadBalancing {
  private readonly groups = new Map<string, TargetGroup>();

  constructor(private readonly options: LoadBalancingOptions) {}

  get effects(): Effect[] {
    return [
      {
        type: "aws_lb",
        create: async () => {
          this.options.notes.add(
            "load balancer: a proxy stands for it; security groups, access logs, subnets and TLS have no effect here",
          );
          return { dns_name: this.options.address };
        },
      },
      {
        type: "aws_lb_target_group",
        create: async ({ state }) => {
          this.groups.set(String(state.arn), new TargetGroup(targetGroupSettings(state)));
          return undefined;
        },
        update: async ({ state }) => {
          this.groups.get(String(state.arn))?.configure(targetGroupSettings(state));
          return undefined;
        },
        delete: async ({ state }) => {
          this.groups.get(String(state.arn))?.close();
          this.groups.delete(String(state.arn));
        },
      },
      {
        type: "aws_lb_listener",
        create: async ({ state }) => this.forward(state, state.default_action),
        update: async ({ state }) => this.forward(state, state.default_action),
      },
      {
        type: "aws_lb_listener_rule",
        create: async ({ state }) => this.forwardByRule(state),
        update: async ({ state }) => this.forwardByRule(state),
      },
    ];
  }

  group(arn: string): TargetGroup | undefined {
    return this.groups.get(arn);
  }

  async close(): Promise<void> {
    for (const group of this.groups.values()) group.close();
    await this.options.proxy.close();
  }

  /** A listener that refuses what no rule admits forwards by its rules alone. */
  private forwardByRule(rule: ObjectValue): undefined {
    const listener = this.options.inventory().find("aws_lb_listener", "arn", rule.listener_arn);
    if (listener === undefined || this.group(forwardedTo(rule.action) ?? "") === undefined) return undefined;
    this.options.notes.add("load balancer: conditions of its rules have no effect here: every host name is forwarded");
    return this.forward(listener, rule.action);
  }

  /** The one local port serves the listener that forwards; another that only redirects needs none. */
  private forward(listener: ObjectValue, actions: Value | undefined): undefined {
    const targets = this.group(forwardedTo(actions) ?? "");
    if (!targets) return undefined;
    const loadBalancer = this.options.inventory().find("aws_lb", "arn", listener.load_balancer_arn);
    const https = listener.protocol === "HTTPS";
    if (https)
      this.options.notes.add(
        "load balancer: its HTTPS listener answers on plain HTTP here, and tells the tasks that it was HTTPS",
      );
    this.options.proxy.use({
      protocol: https ? "https" : "http",
      port: Number(listener.port ?? 80),
      targets,
      idleTimeout: typeof loadBalancer?.idle_timeout === "number" ? loadBalancer.idle_timeout : 60,
    });
    return undefined;
  }
}

function forwardedTo(actions: Value | undefined): string | undefined {
  for (const action of blocks(actions)) {
    if (action.type !== "forward") continue;
    if (typeof action.target_group_arn === "string" && action.target_group_arn) return action.target_group_arn;
    const [group] = blocks(action.forward).flatMap(({ target_group: groups }) => blocks(groups));
    if (typeof group?.arn === "string") return group.arn;
  }
  return undefined;
}

/** AWS's defaults where the target group says nothing. */
export function targetGroupSettings(state: ObjectValue): TargetGroupSettings {
  const [check = {}] = blocks(state.health_check);
  const number = (value: Value | undefined, otherwise: number) =>
    value === null || value === undefined || value === "" ? otherwise : Number(value);
  return {
    algorithm:
      state.load_balancing_algorithm_type === "least_outstanding_requests"
        ? "least_outstanding_requests"
        : "round_robin",
    deregistrationDelay: number(state.deregistration_delay, 300),
    healthCheck: {
      path: typeof check.path === "string" ? check.path : "/",
      interval: number(check.interval, 30),
      timeout: number(check.timeout, 5),
      healthyThreshold: number(check.healthy_threshold, 5),
      unhealthyThreshold: number(check.unhealthy_threshold, 2),
      matcher: typeof check.matcher === "string" ? check.matcher : "200",
    },
  };
}

function blocks(value: Value | undefined): ObjectValue[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
