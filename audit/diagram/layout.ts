import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Zone } from "../types/audited-type";
import type { Box, Flow, Graph } from "./boxes";

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedZone extends Rectangle {
  readonly zone: Zone | "vpc" | "region";
  readonly title: string;
}
export interface PlacedBox extends Rectangle {
  readonly box: Box;
}
export interface PlacedFlow {
  readonly flow: Flow;
  /** From the sender to the receiver. */
  readonly points: readonly Point[];
  readonly label?: Rectangle;
}
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly zones: readonly PlacedZone[];
  readonly boxes: readonly PlacedBox[];
  readonly flows: readonly PlacedFlow[];
}

/** Widths in a sans-serif face; a few pixels too many do no harm. */
const TITLE_CHARACTER = 9.2;
const TEXT_CHARACTER = 7.6;
/** Wide enough for the title of a zone that holds nothing else. */
const NARROWEST_BOX = 172;
const BOX_HEIGHT = 58;
const DETAILED_BOX_HEIGHT = 74;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.spacing.nodeNodeBetweenLayers": "30",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.spacing.nodeNode": "28",
  "elk.spacing.edgeNode": "18",
  "elk.spacing.edgeEdge": "14",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.randomSeed": "1",
};
const ZONE_OPTIONS = {
  "elk.padding": "[top=38,left=18,bottom=18,right=18]",
};

/** Places boxes, zones and arrows with the Eclipse Layout Kernel; the same graph is placed alike on every machine. */
export async function layOut(graph: Graph): Promise<Drawing> {
  const inZone = (zone: Zone): ElkNode[] => graph.boxes.filter((box) => box.zone === zone).map(boxNode);
  const names = zoneTitles(graph);
  const zoneNode = (zone: PlacedZone["zone"], children: ElkNode[]): ElkNode[] => {
    return children.length > 0 ? [{ id: `zone ${zone}`, layoutOptions: ZONE_OPTIONS, children }] : [];
  };
  const tiers = (["public", "private", "isolated"] as const).flatMap((tier) => zoneNode(tier, inZone(tier)));
  const region = [
    ...zoneNode("edge", inZone("edge")),
    ...zoneNode("vpc", tiers),
    ...zoneNode("services", inZone("services")),
  ];
  const root: ElkNode = {
    id: "root",
    layoutOptions: { ...OPTIONS, "elk.padding": "[top=6,left=6,bottom=6,right=6]" },
    children: [...inZone("outside"), ...zoneNode("region", region)],
    edges: graph.flows.map(edge),
  };
  const placed = await new ELK().layout(root);
  const found = absolute(placed);
  return {
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    zones: ZONES.flatMap((zone) => {
      const rectangle = found.get(`zone ${zone}`);
      return rectangle ? [{ zone, title: names[zone] ?? "", ...rectangle }] : [];
    }),
    boxes: graph.boxes.flatMap((box) => {
      const rectangle = found.get(box.id);
      return rectangle ? [{ box, ...rectangle }] : [];
    }),
    flows: (placed.edges ?? []).flatMap((placedEdge, index) => {
      const flow = graph.flows[index];
      const container = found.get((placedEdge as { container?: string }).container ?? "root") ?? { x: 0, y: 0 };
      return flow ? [placedFlow(flow, placedEdge, container)] : [];
    }),
  };
}

const ZONES: readonly PlacedZone["zone"][] = ["region", "edge", "vpc", "public", "private", "isolated", "services"];

function zoneTitles({ vpc, tiers }: Graph): Readonly<Partial<Record<PlacedZone["zone"], string>>> {
  return { region: "AWS", edge: "Edge", services: "AWS services", vpc, ...tiers };
}

function boxNode(box: Box): ElkNode {
  const widest = Math.max(box.title.length * TITLE_CHARACTER, ...[box.name, box.detail].map(textWidth));
  const height = box.detail === "" ? BOX_HEIGHT : DETAILED_BOX_HEIGHT;
  return { id: box.id, width: Math.max(NARROWEST_BOX, Math.ceil(widest) + 34), height };
}

function textWidth(text: string): number {
  return text.length * TEXT_CHARACTER;
}

/**
 * Arrows that leave for the internet are laid out the other way round, so that what is nearer to it stands higher. How a
 * service is used stands in its box.
 */
function edge({ from, to, label, kind }: Flow, index: number): ElkExtendedEdge {
  const [source, target] = kind === "out" ? [to, from] : [from, to];
  const shown = label !== "" && kind !== "use";
  const labels = shown ? [{ text: label, width: Math.ceil(textWidth(label)) + 10, height: 18 }] : [];
  return { id: `edge ${index}`, sources: [source], targets: [target], labels };
}

function placedFlow(flow: Flow, { sections, labels }: ElkExtendedEdge, origin: Point): PlacedFlow {
  const moved = ({ x, y }: Point): Point => ({ x: x + origin.x, y: y + origin.y });
  const points = (sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(moved),
  );
  const [label] = labels ?? [];
  const { x = 0, y = 0, width = 0, height = 0 } = label ?? {};
  return {
    flow,
    points: flow.kind === "out" ? points.reverse() : points,
    ...(label ? { label: { ...moved({ x, y }), width, height } } : {}),
  };
}

/** ELK places each node within its parent; this adds the parents up. */
function absolute(node: ElkNode, origin: Point = { x: 0, y: 0 }): Map<string, Rectangle> {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const own = { x: origin.x + x, y: origin.y + y, width, height };
  const inner = (node.children ?? []).flatMap((child) => [...absolute(child, own)]);
  return new Map([[node.id, own], ...inner]);
}
