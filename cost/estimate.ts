import { Failure } from "../cli/outcome";
import { type Bill, billOf, type Stacks, sum } from "./bill";
import { type Capacity, capacityOf, type Need, needOf } from "./capacity/capacity";
import { type Measured, measured } from "./capacity/measured";
import { siteOf } from "./capacity/site";
import { compareBills, type Difference } from "./compare";
import { type FlatRatePlan, flatRatePlan } from "./flat-rate";
import type { Use } from "./use";

/** All that `npm run cost` says. */
export interface Estimate {
  readonly environment: string;
  readonly region: string;
  readonly use: Use;
  readonly bill: Bill;
  readonly usd: { readonly byTheHour: number; readonly byUse: number; readonly all: number };
  /** What schedule.offHours takes off a month, already taken off above. */
  readonly offHoursSave: number;
  /** For a distribution: the plan that a month of this use fits in. */
  readonly flatRate?: FlatRatePlan;
  /** What Spot takes off a month at most; it is in all sums above. */
  readonly spotMayTakeOff: number;
  /** Why there is no capacity, or what the sizes bear. */
  readonly capacity: string | { readonly bears: Capacity; readonly needs: readonly Need[]; readonly measured: string };
  readonly against?: { readonly what: string; readonly usd: number; readonly differences: readonly Difference[] };
}

export interface EstimateOptions {
  readonly environment: string;
  readonly region: string;
  readonly stacks: Stacks;
  readonly use: Use;
  /** What the stacks are compared with. */
  readonly against?: { readonly what: string; readonly stacks: Stacks };
  /** @default the figures of docs/benchmarks.md */
  readonly figures?: () => Measured;
}

/** Times today's visits for which the sizes are asked. */
const GROWTH = [1, 10, 100, 1000];

export function estimate({ environment, region, stacks, use, against, figures = measured }: EstimateOptions): Estimate {
  const bill = billOf(stacks, { use, region });
  const of = (kind: string) => sum(bill.lines.filter((line) => line.kind === kind));
  const [byTheHour, byUse] = [of("by the hour"), of("by use")];
  const hasCdn = bill.lines.some(({ part }) => part === "CDN");
  const always = billOf(stacks, { use, region, running: () => 1 });
  const before = against && billOf(against.stacks, { use, region });
  return {
    ...{ environment, region, use, bill, usd: { byTheHour, byUse, all: byTheHour + byUse } },
    offHoursSave: sum(always.lines) - sum(bill.lines),
    spotMayTakeOff: bill.lines.reduce((all, line) => all + line.spotMayTakeOff, 0),
    ...(hasCdn ? { flatRate: flatRatePlan(use) } : {}),
    capacity: capacity(stacks, use, figures),
    ...(against && before
      ? { against: { what: against.what, usd: sum(before.lines), differences: compareBills(before, bill) } }
      : {}),
  };
}

function capacity(stacks: Stacks, use: Use, figures: () => Measured): Estimate["capacity"] {
  const site = siteOf(stacks);
  if (site === undefined) return "the stacks have no ECS service";
  try {
    const known = figures();
    const needs = GROWTH.map((times) => needOf(site, { ...use, visits: use.visits * times }, known));
    return { bears: capacityOf(site, use, known), needs, measured: known.circumstances };
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
