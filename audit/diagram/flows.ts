import type { Resource } from "../../terraform/block";
import { containersIn } from "../../terraform/containers";
import { isTrue, type Json } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import { ANYWHERE, type GroupRule, isOpen, membersOf } from "../facts/security-groups";
import { type Box, type Flow, INTERNET } from "./boxes";

/** Every arrow of the diagram, one for each pair of boxes and kind. */
export function drawnFlows(tree: Tree, rules: readonly GroupRule[], boxes: readonly Box[]): Flow[] {
  const finder = new BoxFinder(tree, boxes);
  return merged([
    ...rules.flatMap((rule) => (rule.direction === "in" ? inbound(rule, finder) : outbound(rule, finder))),
    ...edges(finder),
    ...uses(finder),
  ]);
}

class BoxFinder {
  private readonly owners = new Map<Resource, Box>();

  constructor(
    readonly tree: Tree,
    readonly boxes: readonly Box[],
  ) {
    for (const box of boxes) for (const resource of box.resources) this.owners.set(resource, box);
  }

  /** The box of the resource, or of what it belongs to: a mount target to its file system, a template to its instances. */
  of(resource: Resource): Box | undefined {
    const direct = this.owners.get(resource);
    if (direct) return direct;
    if (resource.type === "aws_efs_mount_target") {
      const [owner] = resource.sources("file_system_id");
      return owner && this.owners.get(owner);
    }
    if (resource.type !== "aws_launch_template") return undefined;
    const [user] = this.tree.referring(resource, "launch_template", "aws_autoscaling_group");
    return user && this.owners.get(user);
  }

  inGroup(group: Resource): Box[] {
    const members = membersOf(this.tree, group).map((resource) => this.of(resource));
    return [...new Set(members.filter((box) => box !== undefined))];
  }

  ofType(...types: string[]): Box[] {
    return this.boxes.filter(({ resources }) => resources.some(({ type }) => types.includes(type)));
  }

  named(stack: string, value: Json | undefined): Box[] {
    const found = this.tree.sources(value, stack).map((resource) => this.of(resource));
    return [...new Set(found.filter((box) => box !== undefined))];
  }
}

function inbound(rule: GroupRule, finder: BoxFinder): Flow[] {
  const to = finder.inGroup(rule.group);
  const from = typeof rule.peer === "string" ? sourcesOf(rule, finder) : finder.inGroup(rule.peer).map(({ id }) => id);
  return to.flatMap((box) => {
    const hidden = box.resources.some(({ json }) => isTrue(json.internal));
    const senders = hidden && isOpen(rule) ? finder.ofType("aws_cloudfront_distribution").map(({ id }) => id) : from;
    return senders
      .filter((id) => id !== box.id)
      .map((id) => ({ from: id, to: box.id, label: rule.ports, kind: "traffic" as const }));
  });
}

function sourcesOf(rule: GroupRule, finder: BoxFinder): string[] {
  if (isOpen(rule)) return [INTERNET];
  const prefix = typeof rule.peer === "string" && rule.peer.startsWith("prefix list");
  return prefix ? finder.ofType("aws_cloudfront_distribution").map(({ id }) => id) : [];
}

/** What leaves a private subnet passes the NAT gateways; from a public one it leaves by itself. */
function outbound(rule: GroupRule, finder: BoxFinder): Flow[] {
  if (typeof rule.peer !== "string" || !ANYWHERE.has(rule.peer)) return [];
  const gateways = finder.ofType("aws_nat_gateway");
  return finder.inGroup(rule.group).flatMap((box) => {
    if (box.zone === "public") return [{ from: box.id, to: INTERNET, label: rule.ports, kind: "out" as const }];
    return gateways.flatMap(({ id }) => [
      { from: box.id, to: id, label: rule.ports, kind: "out" as const },
      { from: id, to: INTERNET, label: "", kind: "out" as const },
    ]);
  });
}

function edges(finder: BoxFinder): Flow[] {
  const { tree } = finder;
  const viewers = finder
    .ofType("aws_cloudfront_distribution")
    .map(({ id }) => ({ from: INTERNET, to: id, label: "443/tcp", kind: "traffic" as const }));
  const origins = tree.all("aws_cloudfront_distribution").flatMap((distribution) => {
    const direct = finder.named(distribution.stack, distribution.json.origin);
    const internal = distribution
      .sources("origin", "aws_cloudfront_vpc_origin")
      .flatMap(({ stack, json }) => finder.named(stack, json.vpc_origin_endpoint_config));
    const from = finder.of(distribution)?.id ?? "";
    return [...new Set([...direct, ...internal])].map(({ id }) => {
      return { from, to: id, label: "", kind: "traffic" as const };
    });
  });
  const acls = tree.all("aws_wafv2_web_acl").flatMap((acl) => {
    const box = finder.of(acl);
    const guarded = tree.referring(acl, "web_acl_id", "aws_cloudfront_distribution");
    const associated = tree
      .referring(acl, "web_acl_arn", "aws_wafv2_web_acl_association")
      .flatMap(({ stack, json }) => finder.named(stack, json.resource_arn));
    const targets = [...guarded.map((one) => finder.of(one)), ...associated];
    return targets.flatMap((target) =>
      box && target ? [{ from: box.id, to: target.id, label: "filters", kind: "use" as const }] : [],
    );
  });
  return [...viewers, ...origins, ...acls];
}

/** What the containers of a service need from AWS's own services. */
function uses(finder: BoxFinder): Flow[] {
  const { tree } = finder;
  return tree.all("aws_ecs_service").flatMap((service) => {
    const from = finder.of(service)?.id;
    const [task] = service.sources("task_definition", "aws_ecs_task_definition");
    if (!from || !task) return [];
    return (containersIn(task.json.container_definitions) ?? []).flatMap((container) =>
      [
        { value: container.secrets, label: "reads secrets" },
        { value: container.image, label: "pulls image" },
        { value: container.logConfiguration, label: "writes logs" },
      ].flatMap(({ value, label }) =>
        finder
          .named(task.stack, value)
          .filter(({ zone }) => zone === "services")
          .map(({ id }) => ({ from, to: id, label, kind: "use" as const })),
      ),
    );
  });
}

/** One arrow for what would lie on top of each other, with all ports: `80, 443/tcp`. */
function merged(flows: readonly Flow[]): Flow[] {
  const labels = new Map<string, { flow: Flow; labels: Set<string> }>();
  for (const flow of flows) {
    const key = [flow.from, flow.to, flow.kind].join("\n");
    const known = labels.get(key) ?? { flow, labels: new Set<string>() };
    if (flow.label !== "") known.labels.add(flow.label);
    labels.set(key, known);
  }
  return [...labels.keys()].sort().flatMap((key) => {
    const { flow, labels: all } = labels.get(key) ?? {};
    return flow && all ? [{ ...flow, label: joined([...all]) }] : [];
  });
}

function joined(labels: readonly string[]): string {
  const tcp = labels.filter((label) => /^\d+\/tcp$/.test(label)).map((label) => Number.parseInt(label, 10));
  const others = labels.filter((label) => !/^\d+\/tcp$/.test(label));
  const ports = tcp.sort((left, right) => left - right).join(", ");
  return [...(tcp.length > 0 ? [`${ports}/tcp`] : []), ...others].join(", ");
}
