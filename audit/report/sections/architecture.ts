import { describe } from "../../diagram/svg";
import { type Cell, cell, code, type Section, table } from "../document";
import type { Subject } from "../subject";

export function architecture({ graph, svg }: Subject): Section {
  const names = new Map(graph.boxes.map(({ id, title, name }) => [id, `${title} (${name})`]));
  const verbs = { traffic: "may reach", use: "uses", out: "goes out through" };
  const rows = graph.flows.map(({ from, to, kind, label }): Cell[] => [
    cell(names.get(from) ?? from),
    cell(verbs[kind]),
    cell(names.get(to) ?? to),
    label === "" ? cell("") : kind === "use" ? cell(label) : cell(code(label)),
  ]);
  return {
    id: "architecture",
    title: "Architecture",
    lead: "Zones and tiers, and who may reach whom on which port. Drawn from security groups, routes and task definitions.",
    blocks: [
      { kind: "diagram", svg, description: describe(graph) },
      {
        kind: "folded",
        summary: "The same as a list",
        blocks: [table("Arrows of the diagram", ["From", "", "To", "How"], rows)],
      },
    ],
  };
}
