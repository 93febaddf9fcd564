import { describeLeft, type LeftStack } from "../../terraform/leftovers/left-stacks";
import { describeRemoval } from "../../terraform/removals";
import type { StackUpgrade } from "../upgrade";

export interface UpgradeReport {
  /** What was deployed before, for people. */
  readonly from: string;
  readonly to: string;
  readonly stacks: readonly StackUpgrade[];
  readonly left: readonly LeftStack[];
}

const LEFTOVERS =
  "npm run leftovers writes what ends it, after a deploy to AWS (docs/operations.md#stacks-that-left-the-app)";

/** What the upgrade replaces, destroys, refuses and leaves behind, by stack. */
export function reportLines({ stacks, left }: UpgradeReport): string[] {
  const lines = stacks.flatMap((one) => {
    const said = linesOf(one);
    return said.length === 0 ? [] : [one.stack, ...said.map((line) => `  ${line}`)];
  });
  const unchanged = stacks.filter((one) => linesOf(one).length === 0).map(({ stack }) => stack);
  return [
    ...lines,
    ...(unchanged.length > 0 ? [`unchanged: ${unchanged.join(", ")}`] : []),
    ...left.flatMap((one) => [`LEFT BEHIND: ${describeLeft(one)}`, `  ${LEFTOVERS}`]),
  ];
}

function linesOf({ removals, counts, refused, notReached }: StackUpgrade): string[] {
  if (notReached !== undefined) return [`not reached, since ${notReached} is refused`];
  const { add, change, destroy } = counts;
  return [
    ...removals.map((removal) => `${removal.data ? "DATA: " : ""}${describeRemoval(removal)}`),
    ...(add + change + destroy > 0 ? [`${add} to add, ${change} to change, ${destroy} to destroy`] : []),
    ...(refused === undefined ? [] : ["REFUSED:", ...refused.split("\n").map((line) => `  ${line}`)]),
  ];
}

/** The same as Markdown, for the summary of a workflow. */
export function reportMarkdown(report: UpgradeReport): string {
  return [`### From ${report.from} to ${report.to}`, "", "```text", ...reportLines(report), "```", ""].join("\n");
}

/** Why the upgrade is not good as it is; empty when it is. @param loseData whether data may go */
export function objections({ stacks, to }: UpgradeReport, loseData: boolean): string[] {
  const refused = stacks.filter((one) => one.refused !== undefined).map(({ stack }) => stack);
  const lost = stacks.flatMap(({ stack, removals }) =>
    removals.filter(({ data }) => data).map((removal) => `${stack}: ${describeRemoval(removal)}`),
  );
  return [
    ...(refused.length > 0 ? [`${to} cannot be deployed: ${refused.join(", ")} refused, see above`] : []),
    ...(lost.length > 0 && !loseData
      ? [
          "data would be lost:",
          ...lost.map((line) => `  ${line}`),
          "If they may go, add --lose-data. On AWS take a snapshot first (docs/operations.md#restore).",
        ]
      : []),
  ];
}
