import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";
import type { CertificateAuthority } from "../certificate-authority";
import type { LocalNotes } from "../local-notes";
import { Logins } from "./logins";
import type { LoadBalancerProxy } from "./proxy";
import { hostsOf, locationOf, matchesHost, type Redirect, redirectOf } from "./redirects";
import { TargetGroup, type TargetGroupSettings } from "./target-group";
import { WebAcls } from "./web-acls";

export interface LoadBalancingOptions {
  /** Already listens, so that its port is known before anything is deployed. */
  readonly proxy: LoadBalancerProxy;
  /** `localhost:port`, where the proxy is reached. */
  readonly address: string;
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
  /** Stands for ACM. */
  readonly authority: Pick<CertificateAuthority, "issue">;
}

const LOCAL_NAME = "localhost";

/** What browsers lead to this machine without DNS (RFC 6761, section 6.3). */
const NAMES_BELOW = `*.${LOCAL_NAME}`;

/** Other names of this machine, by which the site does not know itself. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]"]);

/** `aws_lb`, its listeners, their rules and `aws_lb_target_group`: a proxy on the loopback interface with the target group's health check. */
export class LoadBalancing {
  private readonly groups = new Map<string, TargetGroup>();
  private readonly hosts = new Set<string>();
  /** By the rule's ARN. */
  private readonly redirects = new Map<string, Redirect>();
  private readonly logins = new Logins();
  private readonly webAcls: WebAcls;

  constructor(private readonly options: LoadBalancingOptions) {
    this.webAcls = new WebAcls(options.inventory, options.notes);
    this.sendOn();
    options.proxy.guard((request) => this.webAcls.answer(request));
    options.proxy.answer((request) => this.logins.answer(request));
  }

  get effects(): Effect[] {
    return [
      {
        type: "aws_lb",
        create: async ({ state }) => {
          this.options.notes.add(
            "load balancer: a proxy stands for it; security groups, access logs and subnets have no effect here",
          );
          this.options.notes.add(
            `load balancer: 127.0.0.1 is sent to ${this.options.address}, which the site knows itself by; AWS would forward it`,
          );
          // Where visitors come to is then another's, and the site's port its.
          if (state.internal === true) return { dns_name: `localhost:${await this.options.proxy.ownPort()}` };
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
        create: async ({ state }) => this.listen(state, state.default_action),
        update: async ({ state }) => this.listen(state, state.default_action),
      },
      {
        type: "aws_lb_listener_rule",
        create: async ({ state }) => this.obey(state),
        update: async ({ state }) => this.obey(state),
        delete: async ({ state }) => {
          this.redirects.delete(String(state.arn));
          this.logins.forget(String(state.arn));
          this.sendOn();
        },
      },
      ...this.webAcls.effects,
    ];
  }

  group(arn: string): TargetGroup | undefined {
    return this.groups.get(arn);
  }

  async close(): Promise<void> {
    for (const group of this.groups.values()) group.close();
    await this.options.proxy.close();
  }

  /** An address of the site as this machine answers to it: a host that a listener's rule names is the local port. */
  localAddress(value: string): string {
    const [, scheme, host = "", rest = ""] = /^(https?):\/\/([^/:]+)(\/.*)?$/.exec(value) ?? [];
    if (scheme !== this.options.proxy.protocol || !this.hosts.has(host)) return value;
    this.options.notes.add(
      `site: ${scheme}://${host} is ${scheme}://${this.options.address} here, and the tasks use that address`,
    );
    return `${scheme}://${this.options.address}${rest}`;
  }

  /** A list of hosts that the site answers, separated by commas: where the listener's rules name one, those of this machine too. */
  localHosts(list: string): string {
    const served = list.split(",").filter((host) => this.hosts.has(host));
    if (served.length === 0) return list;
    const hasNamesBelow = served.some((host) => host.startsWith("*."));
    return [list, LOCAL_NAME, ...(hasNamesBelow ? [NAMES_BELOW] : [])].join(",");
  }

  /** A rule that forwards is what the local port serves; its hosts are those of the site. One that redirects sends other hosts there. */
  private async obey(rule: ObjectValue): Promise<undefined> {
    const redirect = redirectOf(rule);
    if (redirect !== undefined) {
      this.redirects.set(String(rule.arn), redirect);
      this.sendOn();
      return undefined;
    }
    const listener = this.options.inventory().find("aws_lb_listener", "arn", rule.listener_arn);
    if (!listener || this.group(forwardedTo(rule.action) ?? "") === undefined) return undefined;
    if (this.logins.obey(rule))
      this.options.notes.add(
        "load balancer: asks for a login before some paths; a page stands for the provider here, and tasks get no x-amzn-oidc headers",
      );
    this.options.notes.add("load balancer: a host name that no rule redirects is forwarded here, whatever it is");
    for (const host of hostsOf(rule.condition)) this.hosts.add(host);
    return this.listen(listener, rule.action);
  }

  private sendOn(): void {
    const redirects = [...this.redirects.values()].sort((one, other) => one.priority - other.priority);
    this.options.proxy.redirect((host, url) => {
      if (LOOPBACK.has(host))
        return { status: 307, location: `${this.options.proxy.protocol}://${this.options.address}${url}` };
      if ([...this.hosts].some((served) => matchesHost(served, host))) return undefined;
      const redirect = redirects.find(({ hosts }) => hosts.some((pattern) => matchesHost(pattern, host)));
      return redirect && { status: redirect.status, location: this.localAddress(locationOf(redirect, { host, url })) };
    });
  }

  /** The one local port serves the listener that forwards; another that only redirects needs none. */
  private async listen(listener: ObjectValue, actions: Value | undefined): Promise<undefined> {
    const targets = this.group(forwardedTo(actions) ?? "");
    if (!targets) return undefined;
    const loadBalancer = this.options.inventory().find("aws_lb", "arn", listener.load_balancer_arn);
    const https = listener.protocol === "HTTPS";
    if (https)
      this.options.notes.add("load balancer: this run signs its certificate, so a browser asks whether to trust it");
    this.options.proxy.use({
      protocol: https ? "https" : "http",
      port: Number(listener.port ?? 80),
      identity: https ? await this.options.authority.issue([LOCAL_NAME, NAMES_BELOW, "127.0.0.1"]) : undefined,
      targets,
      idleTimeout: typeof loadBalancer?.idle_timeout === "number" ? loadBalancer.idle_timeout : 60,
    });
    return undefined;
  }
}

function forwardedTo(actions: Value | undefined): string | undefined {
  for (const action of blocksOf(actions)) {
    if (action.type !== "forward") continue;
    if (typeof action.target_group_arn === "string" && action.target_group_arn) return action.target_group_arn;
    const [group] = blocksOf(action.forward).flatMap(({ target_group: groups }) => blocksOf(groups));
    if (typeof group?.arn === "string") return group.arn;
  }
  return undefined;
}

/** AWS's defaults where the target group says nothing. */
export function targetGroupSettings(state: ObjectValue): TargetGroupSettings {
  const [check = {}] = blocksOf(state.health_check);
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
