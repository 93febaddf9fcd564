import type { Tone } from "../facts/finding";
import {
  type Block,
  type Cell,
  cell,
  code,
  finding,
  type Inline,
  type ReportDocument,
  type Section,
  table,
} from "../report/document";
import type { Framework } from "./control";
import type { Judged, Verdict } from "./judge";

const TONES: Readonly<Record<Verdict, Tone>> = {
  held: "good",
  "not held": "bad",
  "not shown by configuration": "plain",
};

export interface JudgedFramework {
  readonly framework: Framework;
  readonly judged: readonly Judged[];
}

/** The page of evidence. */
export function composeEvidence(title: string, all: readonly JudgedFramework[]): ReportDocument {
  return {
    title: `${title}, evidence`,
    subtitle:
      "What the configuration shows of each control. It is no certificate and no auditor's opinion: a control that is held here is held as far as the checks beside it go, in the stacks of this folder.",
    facts: [["As a table", "evidence.csv"]],
    sections: [overview(all), ...all.map(frameworkSection)],
  };
}

function overview(all: readonly JudgedFramework[]): Section {
  const figures = all.map(({ framework, judged }) => {
    const count = (verdict: Verdict): number => judged.filter((one) => one.verdict === verdict).length;
    return {
      value: `${count("held")} of ${judged.length}`,
      label: `held of ${framework.title}; not held: ${count("not held")}, not shown by configuration: ${count("not shown by configuration")}`,
      tone: count("not held") > 0 ? ("warn" as const) : ("good" as const),
      section: framework.id,
    };
  });
  return { id: "overview", title: "At a glance", lead: "", blocks: [{ kind: "figures", figures }] };
}

function frameworkSection({ framework, judged }: JudgedFramework): Section {
  const rows = judged.map(({ control, verdict, evidence }): Cell[] => [
    cell(code(control.id), ` ${control.title}`),
    cell(finding({ tone: TONES[verdict], text: verdict })),
    control.elsewhere ? cell(`Its proof lies with ${control.elsewhere}.`) : { lines: evidence.flatMap(lineOf) },
  ]);
  const details = judged.flatMap(({ control, evidence }): Block[] => {
    const found = evidence.flatMap(({ asks, shown }) =>
      shown.map(({ resource, held, text }): Cell[] => [
        [{ resource }],
        cell(asks),
        cell(finding({ tone: held ? "good" : "bad", text })),
      ]),
    );
    if (found.length === 0) return [];
    const failing = evidence.reduce((sum, { shown }) => sum + shown.filter(({ held }) => !held).length, 0);
    const wrong = failing === 0 ? "" : `, ${failing} not as asked`;
    const summary = `Evidence for ${control.id}: ${found.length} ${found.length === 1 ? "answer" : "answers"}${wrong}`;
    return [
      { kind: "folded", summary, blocks: [table(`Evidence for ${control.id}`, ["Resource", "Asked", "Shown"], found)] },
    ];
  });
  return {
    id: framework.id,
    title: framework.title,
    lead: `Numbers as in ${framework.source}; the titles are this project's words.`,
    blocks: [table(framework.title, ["Control", "Verdict", "Because"], rows), ...details],
  };
}

/** What was asked, how many resources hold it, and which do not. */
function lineOf({ asks, shown }: Judged["evidence"][number]): (readonly Inline[])[] {
  if (shown.length === 0) return [[`${asks}: the stacks have nothing of the kind.`]];
  const failing = shown.filter(({ held }) => !held);
  const count = `${asks}: ${shown.length - failing.length} of ${shown.length}.`;
  return [[count], ...failing.map(({ resource, text }): Inline[] => [{ resource }, ` ${text}`])];
}
