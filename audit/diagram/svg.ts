import { type Markup, markup, trusted } from "../markup";
import type { Graph } from "./boxes";
import type { Drawing, PlacedBox, PlacedFlow, PlacedZone, Point } from "./layout";
import { STYLE } from "./style";

/** The drawing as one SVG element that brings its own colours, light and dark, and asks for nothing else. */
export function renderSvg(drawing: Drawing, graph: Graph): string {
  const { width, height } = drawing;
  const image = markup`<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="diagram-title diagram-text">
<title id="diagram-title">Architecture</title>
<desc id="diagram-text">${describe(graph)}</desc>
<style>${trusted(STYLE)}</style>
<defs>${(["traffic", "use", "out"] as const).map(arrowHead)}</defs>
${drawing.zones.map(zone)}
${drawing.flows.map(line)}
${drawing.zones.map(zoneTitle)}
${drawing.boxes.map(box)}
${drawing.flows.map(label)}
</svg>
`;
  return image.text;
}

/** The same in words: who reaches whom. */
export function describe({ boxes, flows }: Graph): string {
  const names = new Map(boxes.map(({ id, title, name }) => [id, `${title} (${name})`]));
  const verbs = { traffic: "reaches", use: "uses", out: "goes out to" };
  return flows
    .map(({ from, to, label: text, kind }) => {
      const how = text === "" ? "" : kind === "use" ? `: ${text}` : ` on ${text}`;
      return `${names.get(from)} ${verbs[kind]} ${names.get(to)}${how}.`;
    })
    .join(" ");
}

function arrowHead(kind: string): Markup {
  return markup`<marker id="arrow-${kind}" class="arrow ${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8Z"/></marker>`;
}

function zone({ zone: name, x, y, width, height }: PlacedZone): Markup {
  return markup`<g class="zone ${name}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="10"/></g>
`;
}

function zoneTitle({ zone: name, title, x, y }: PlacedZone): Markup {
  return markup`<text class="zone-title ${name}" x="${round(x + 14)}" y="${round(y + 23)}">${title}</text>
`;
}

function box({ box: { title, name, detail, group }, x, y, width, height }: PlacedBox): Markup {
  const left = round(x + 18);
  const third = detail === "" ? [] : [markup`<text class="small" x="${left}" y="${round(y + 60)}">${detail}</text>`];
  return markup`<g class="box ${group}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="7"/><path class="mark" d="M${round(x + 7)} ${round(y)}a7 7 0 0 0 -7 7V${round(y + height - 7)}a7 7 0 0 0 7 7Z"/><text class="title" x="${left}" y="${round(y + 24)}">${title}</text><text class="small" x="${left}" y="${round(y + 43)}">${name}</text>${third}</g>
`;
}

function line({ flow, points }: PlacedFlow): Markup {
  return markup`<path class="flow ${flow.kind}" d="${path(points)}" marker-end="url(#arrow-${flow.kind})"/>
`;
}

function label({ flow, label: place }: PlacedFlow): Markup {
  if (!place) return markup``;
  const { x, y, width, height } = place;
  return markup`<g class="label ${flow.kind}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="4"/><text x="${round(x + width / 2)}" y="${round(y + height - 5)}" text-anchor="middle">${flow.label}</text></g>
`;
}

const RADIUS = 7;

/** A line with its corners rounded. */
function path(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${pair(point)}`;
      if (!after) return `L${pair(point)}`;
      return `L${pair(towards(point, before))}Q${pair(point)} ${pair(towards(point, after))}`;
    })
    .join("");
}

function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = distance === 0 ? 0 : Math.min(RADIUS, distance / 2) / distance;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function pair({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

/** Tenths of a pixel are enough, and hide how machines differ in the last digits. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
