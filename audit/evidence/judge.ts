import type { Facts } from "../facts/facts";
import type { Control, Framework } from "./control";
import { checkOf } from "./known-checks";
import type { Shown } from "./shown";

/** `held` where every resource shows it, `not held` where one does not, else configuration shows nothing. */
export type Verdict = "held" | "not held" | "not shown by configuration";

export interface Judged {
  readonly control: Control;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  /** What was asked. */
  readonly asks: string;
  readonly shown: readonly Shown[];
}

/** @returns every control of the framework. A check that finds no resource shows nothing, and so does its control. */
export function judge({ controls }: Framework, facts: Facts): Judged[] {
  return controls.map((control) => {
    const evidence = (control.checks ?? []).map((name) => {
      const check = checkOf(name);
      return { asks: check.asks, shown: check.read(facts) };
    });
    return { control, verdict: verdictOf(evidence), evidence };
  });
}

function verdictOf(evidence: readonly Evidence[]): Verdict {
  if (evidence.some(({ shown }) => shown.some(({ held }) => !held))) return "not held";
  return evidence.length > 0 && evidence.every(({ shown }) => shown.length > 0) ? "held" : "not shown by configuration";
}
