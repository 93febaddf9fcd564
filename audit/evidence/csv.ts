import type { Framework } from "./control";
import type { Judged } from "./judge";

const COLUMNS = ["Framework", "Control", "Title", "Verdict", "Asked", "Stack", "Resource", "Held", "Shown", "Source"];

/** One row for each control, check and resource; RFC 4180, with a line break after each row. */
export function renderCsv(
  all: readonly { readonly framework: Framework; readonly judged: readonly Judged[] }[],
): string {
  const rows = all.flatMap(({ framework, judged }) =>
    judged.flatMap(({ control, verdict, evidence }) => {
      const head = [framework.title, control.id, control.title, verdict];
      const found = evidence.flatMap(({ asks, shown }) =>
        shown.map(({ resource, held, text }) => {
          return [...head, asks, resource.stack, resource.address, held ? "yes" : "no", text, framework.source];
        }),
      );
      const why = control.elsewhere ? `proof lies with ${control.elsewhere}` : "the stacks have nothing of the kind";
      return found.length > 0 ? found : [[...head, evidence[0]?.asks ?? "", "", "", "", why, framework.source]];
    }),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A spreadsheet takes what begins with = + - @ for a formula; a quote before it says that it is text. */
function field(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
