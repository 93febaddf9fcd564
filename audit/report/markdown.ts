import type { Tone } from "../facts/finding";
import type { Block, Cell, Inline, ReportDocument, Section, Table } from "./document";

const MARKS: Readonly<Record<Tone, string>> = { good: "✓ ", warn: "⚠ ", bad: "✗ ", plain: "" };

/** The report as Markdown, for review beside the code. */
export function renderMarkdown({ title, subtitle, facts, sections }: ReportDocument): string {
  const head = [
    `# Audit: ${escaped(title)}`,
    escaped(subtitle),
    facts.map(([name, value]) => `- ${name}: ${escaped(value)}`).join("\n"),
  ];
  return `${[...head, ...sections.flatMap(section)].join("\n\n")}\n`;
}

function section({ title, lead, blocks }: Section): string[] {
  return [`## ${title}`, ...(lead === "" ? [] : [escaped(lead)]), ...blocks.flatMap(block)];
}

function block(one: Block): string[] {
  if (one.kind === "table") return [`### ${escaped(one.caption)}`, table(one)];
  if (one.kind === "paragraph") return [one.text.map(inline).join("")];
  if (one.kind === "note") return [`> ${MARKS[one.tone]}${one.text.map(inline).join("")}`];
  if (one.kind === "figures") {
    return [one.figures.map(({ value, label, tone }) => `- ${MARKS[tone]}**${value}** ${label}`).join("\n")];
  }
  if (one.kind === "diagram") return ["![Architecture](architecture.svg)", escaped(one.description)];
  return one.blocks.flatMap(block);
}

function table({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns.map(escaped)), line(columns.map(() => "---")), ...rows.map((row) => line(row.map(cell)))].join(
    "\n",
  );
}

function cell(content: Cell): string {
  if ("lines" in content) return content.lines.map((one) => one.map(inline).join("")).join("<br>");
  return content.map(inline).join("");
}

function inline(one: Inline): string {
  if (typeof one === "string") return escaped(one);
  if ("code" in one) return code(one.code);
  if ("strong" in one) return `**${escaped(one.strong)}**`;
  if ("finding" in one) return `${MARKS[one.finding.tone]}${escaped(one.finding.text)}`;
  if ("resource" in one)
    return `${escaped(one.resource.label)} (${code(one.resource.type)}, ${escaped(one.resource.stack)})`;
  return `[${escaped(one.text)}](#${one.section})`;
}

/** Characters that mean something to Markdown, or to the HTML that Markdown lets through. */
function escaped(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_[\]{}#|~]/g, "\\$&")
    .replace(/\r?\n/g, "<br>");
}

/** A table's cell ends at a bar even within backquotes, so bars are escaped there too. */
function code(text: string): string {
  const flat = text.replace(/\r?\n/g, " ").replace(/\|/g, "\\|");
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${flat}${pad}${fence}`;
}
