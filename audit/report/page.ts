import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "../../terraform/block";
import { type Markup, markup, trusted } from "../markup";
import type { Block, Cell, Figure, Inline, ReportDocument, Section, Table } from "./document";

/** The report as one HTML file that needs nothing else: no script, no font, no request. */
export function renderPage(report: ReportDocument): string {
  const style = readFileSync(join(__dirname, "style.css"), "utf8");
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit: ${report.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#overview">Skip to the report</a>
<header class="top">
<p class="kind">Audit report</p>
<h1>${report.title}</h1>
<p class="subtitle">${report.subtitle}</p>
<dl class="facts">${report.facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<div class="columns">
<nav aria-label="Sections"><ol>${report.sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main>
${report.sections.map(section)}
</main>
</div>
<footer>Made from the synthesized Terraform alone; nothing was read from AWS. manifest.json holds the hashes of every file.</footer>
</body>
</html>
`;
  return page.text;
}

function section({ id, title, lead, blocks }: Section): Markup {
  const text = lead === "" ? undefined : markup`<p class="lead">${lead}</p>`;
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${text}
${blocks.map(block)}
</section>
`;
}

function block(one: Block): Markup {
  if (one.kind === "table") return tableMarkup(one);
  if (one.kind === "paragraph") return markup`<p>${one.text.map(inline)}</p>\n`;
  if (one.kind === "note") return markup`<p class="note ${one.tone}">${one.text.map(inline)}</p>\n`;
  if (one.kind === "figures") return markup`<ul class="figures">${one.figures.map(figure)}</ul>\n`;
  if (one.kind === "diagram") return diagram(one.svg);
  return markup`<details><summary>${one.summary}</summary>${one.blocks.map(block)}</details>\n`;
}

function diagram(svg: string): Markup {
  return markup`<figure class="drawing" tabindex="0" role="group" aria-label="Architecture diagram">${trusted(svg)}<figcaption><ul class="legend"><li><span class="key traffic"></span>may connect, on this port</li><li><span class="key out"></span>calls out to the internet</li><li><span class="key use"></span>uses an AWS service</li></ul></figcaption></figure>\n`;
}

function figure({ value, label, tone, section: id }: Figure): Markup {
  return markup`<li class="${tone}"><a href="#${id}"><strong>${value}</strong> <span>${label}</span></a></li>`;
}

function tableMarkup({ caption, columns, rows }: Table): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => (column === "" ? markup`<td></td>` : markup`<th scope="col">${column}</th>`))}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((one, index) => cell(one, index === 0))}</tr>\n`)}</tbody>
</table></div>
`;
}

function cell(content: Cell, head: boolean): Markup {
  const inner = "lines" in content ? lines(content.lines) : content.map(inline);
  return head ? markup`<th scope="row">${inner}</th>` : markup`<td>${inner}</td>`;
}

function lines(all: readonly (readonly Inline[])[]): Markup[] {
  return all.map((one) => markup`<div>${one.map(inline)}</div>`);
}

function inline(one: Inline): Markup {
  if (typeof one === "string") return markup`${one}`;
  if ("code" in one) return markup`<code>${one.code}</code>`;
  if ("strong" in one) return markup`<strong>${one.strong}</strong>`;
  if ("finding" in one) return markup`<span class="badge ${one.finding.tone}">${one.finding.text}</span>`;
  if ("resource" in one) return resource(one.resource);
  return markup`<a href="#${one.section}">${one.text}</a>`;
}

function resource({ label, type, stack }: Resource): Markup {
  return markup`<span class="resource"><b>${label}</b> <small>${type.replace(/^aws_/, "")} · ${stack}</small></span>`;
}
