import type { Json } from "../../../terraform/json";
import { type Block, type Cell, cell, code, lines, type Section, table } from "../document";
import type { Subject } from "../subject";

export function inventory({ stacks, tree }: Subject): Section {
  const blocks = stacks.map(({ name, dependencies }): Block => {
    const rows = tree.managed
      .filter(({ stack }) => stack === name)
      .map((resource): Cell[] => [[{ resource }], cell(code(resource.type)), cell(code(resource.name))]);
    const after = dependencies.length > 0 ? `, after ${dependencies.join(", ")}` : "";
    return {
      kind: "folded",
      summary: `${name}: ${rows.length} resources${after}`,
      blocks: [table(`Resources of ${name}`, ["Construct", "Type", "Name in Terraform"], rows)],
    };
  });
  return {
    id: "inventory",
    title: "Inventory",
    lead: "Every resource, stack by stack, in the order of deployment.",
    blocks,
  };
}

const LONGEST_VALUE = 160;

export function changes({ comparison }: Subject): Section[] {
  if (!comparison) return [];
  const { against, changes: all, files } = comparison;
  const rows = all.map(({ kind, stack, address, values }): Cell[] => [
    cell({ finding: { tone: kind === "removed" ? "bad" : kind === "added" ? "good" : "warn", text: kind } }),
    cell(stack),
    cell(code(address)),
    values.length === 0
      ? cell("–")
      : lines(values.map(({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}`)),
  ]);
  const copied = files.map(({ path, kind }): Cell[] => [cell(code(path)), cell(kind)]);
  const commit = against.commit
    ? ` (commit ${against.commit.id.slice(0, 12)}${against.commit.dirty ? ", with local changes" : ""})`
    : "";
  const none: Block = { kind: "note", tone: "good", text: ["Nothing: the stacks and the copied files are the same."] };
  return [
    {
      id: "changes",
      title: "What changed",
      lead: `Against the audit given with --against${commit}.`,
      blocks: [
        ...(rows.length + copied.length === 0 ? [none] : []),
        ...(rows.length > 0 ? [table("Changes in the stacks", ["Change", "Stack", "Address", "Values"], rows)] : []),
        ...(copied.length > 0 ? [table("Changes in copied files", ["File", "Change"], copied)] : []),
      ],
    },
  ];
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
