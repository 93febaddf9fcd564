import { objectOf, textOf } from "../../../terraform/json";
import type { PolicyFinding } from "../../policy/result";
import { type Block, type Cell, cell, code, finding, lines, type Section, table } from "../document";
import type { Subject } from "../subject";

export function policies({ policy, tree, imageExceptions }: Subject): Section {
  const waived = tree.managed.flatMap((resource) =>
    Object.entries(objectOf(resource.comment.waived)).map(([rule, reason]): Cell[] => [
      [{ resource }],
      cell(code(rule)),
      cell(textOf(reason) ?? ""),
    ]),
  );
  const blocks: Block[] = policy.kind === "off" ? [off(policy.why)] : checked(policy);
  const note: Block = { kind: "note", tone: "plain", text: ["No rule of the project is waived in these stacks."] };
  blocks.push(waived.length > 0 ? table("Waived rules of the project", ["Resource", "Rule", "Reason"], waived) : note);
  const excused = imageExceptions.map(({ resource, id, until, reason }): Cell[] => [
    cell(code(id)),
    cell(until),
    cell(reason),
    [{ resource }],
  ]);
  blocks.push(
    excused.length > 0
      ? table("Findings of the image's scan that nobody hears of", ["Finding", "Through", "Reason", "By"], excused)
      : { kind: "note", tone: "plain", text: ["No finding of the image's scan is left out by an exception."] },
  );
  return {
    id: "policy",
    title: "Policy checks",
    lead: "What an independent checker says of the stacks, and what the project accepts, with reasons.",
    blocks,
  };
}

function off(why: string): Block {
  return { kind: "note", tone: "warn", text: [`Not checked: ${why}.`] };
}

function checked({ checker, passed, findings, unused }: Extract<Subject["policy"], { kind: "checked" }>): Block[] {
  const open = findings.filter(({ reason }) => reason === undefined);
  const accepted = findings.filter(({ reason }) => reason !== undefined);
  const summary = `${checker}: ${passed} checks passed, ${open.length} open, ${accepted.length} accepted with a reason.`;
  return [
    { kind: "note", tone: open.length > 0 ? "warn" : "good", text: [summary] },
    ...tableOf("Open findings", ["Check", "What it asks", "Resources"], byCheck(open)),
    ...tableOf("Accepted findings", ["Check", "What it asks", "Resources", "Reason"], byCheck(accepted)),
    ...(unused.length > 0
      ? [
          {
            kind: "note",
            tone: "warn",
            text: [`Exceptions that nothing needs any more: ${unused.join(", ")}.`],
          } as const,
        ]
      : []),
  ];
}

function tableOf(caption: string, columns: readonly string[], rows: Cell[][]): Block[] {
  return rows.length > 0 ? [table(caption, columns, rows)] : [];
}

/** One row for each check and reason. */
function byCheck(findings: readonly PolicyFinding[]): Cell[][] {
  const groups = new Map<string, PolicyFinding[]>();
  for (const one of findings) {
    const key = `${one.check}\n${one.reason ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group): Cell[] => {
    const [first] = group;
    const { check = "", title = "", reason } = first ?? {};
    const resources = group.map(({ resource, stack, address }) => (resource ? { resource } : `${stack} ${address}`));
    const why = reason === undefined ? [] : [cell(reason)];
    const tone = reason === undefined ? "warn" : "plain";
    return [cell(finding({ tone, text: check })), cell(title), lines(resources), ...why];
  });
}
