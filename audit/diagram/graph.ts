import type { Resource } from "../../terraform/block";
import { compareTexts } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import type { GroupRule } from "../facts/security-groups";
import { subnetTiers, type Tier, tierOf } from "../facts/tiers";
import { AUDITED_TYPES } from "../types";
import type { Kind, Zone } from "../types/audited-type";
import { type Box, type Flow, type Graph, INTERNET } from "./boxes";
import { drawnFlows } from "./flows";

/** Who may reach whom, as the stacks say it. Boxes that nothing reaches and that reach nothing are left out. */
export function readGraph(tree: Tree, rules: readonly GroupRule[]): Graph {
  const tiers = subnetTiers(tree);
  const internet: Box = {
    id: INTERNET,
    title: "Internet",
    name: "visitors",
    detail: "",
    zone: "outside",
    group: "outside",
    resources: [],
  };
  const boxes = [internet, ...resourceBoxes(tree, tiers)];
  const flows = drawnFlows(tree, rules, boxes);
  const touched = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const [vpc] = tree.all("aws_vpc");
  return {
    boxes: boxes.filter(({ id }) => touched.has(id)).map((box) => ({ ...box, detail: detailOf(box, flows) })),
    flows,
    vpc: vpc ? `VPC ${String(vpc.json.cidr_block ?? "")}`.trim() : "VPC",
    tiers: tierNames(tiers),
  };
}

/** How the service is used, where the box says nothing of itself. */
function detailOf({ id, detail }: Box, flows: readonly Flow[]): string {
  const uses = flows.filter(({ from, to, kind }) => kind === "use" && (to === id || from === id));
  return detail === ""
    ? [...new Set(uses.map(({ to, label }) => (to === id ? USED[label] : label)))].join(", ")
    : detail;
}

/** A service's side of a use. */
const USED: Readonly<Record<string, string>> = {
  "pulls image": "image is pulled",
  "reads secrets": "secrets are read",
  "writes logs": "logs are written",
};

function resourceBoxes(tree: Tree, tiers: ReadonlyMap<Resource, Tier>): Box[] {
  const boxes = new Map<string, Box>();
  for (const resource of tree.managed) {
    const kind = AUDITED_TYPES[resource.type]?.box;
    if (!kind) continue;
    const zone = kind.zone ?? zoneOf(tree, tiers, resource, kind);
    const id = kind.together ? `${resource.type} ${zone}` : `${resource.stack} ${resource.address}`;
    const resources = [...(boxes.get(id)?.resources ?? []), resource];
    boxes.set(id, { id, ...naming(tree, kind, resources), zone, group: kind.group, resources });
  }
  return [...boxes.values()].sort((left, right) => compareTexts(left.id, right.id));
}

function naming(tree: Tree, kind: Kind, resources: readonly Resource[]): Pick<Box, "title" | "name" | "detail"> {
  const [first, ...others] = resources;
  if (!first) return { title: kind.title, name: "", detail: "" };
  if (others.length > 0) return { title: kind.title, name: `${resources.length} of them`, detail: "" };
  return { title: kind.title, name: first.label, detail: kind.detail?.(first, tree) ?? "" };
}

function zoneOf(tree: Tree, tiers: ReadonlyMap<Resource, Tier>, resource: Resource, kind: Kind): Zone {
  return tierOf(tiers, kind.subnets?.(resource, tree) ?? []) ?? "services";
}

function tierNames(tiers: ReadonlyMap<Resource, Tier>): Partial<Record<Tier, string>> {
  const names: Partial<Record<Tier, string>> = {};
  for (const tier of ["public", "private", "isolated"] as const) {
    const zones = [...tiers].filter(([, own]) => own === tier).map(([{ json }]) => json.availability_zone);
    const count = new Set(zones.map((zone) => JSON.stringify(zone))).size;
    if (count > 0) names[tier] = `${tier} subnets in ${count} ${count === 1 ? "zone" : "zones"}`;
  }
  return names;
}
