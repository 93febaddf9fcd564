import type { Bill, Line } from "./bill";

/** One line of a bill before and after a change. */
export interface Difference {
  readonly part: string;
  readonly name: string;
  readonly kind: Line["kind"];
  readonly before: { readonly quantity: number; readonly usd: number };
  readonly after: { readonly quantity: number; readonly usd: number };
}

const NOTHING = { quantity: 0, usd: 0 };
/** Dollars below which two sums are the same. */
const SAME = 0.005;

/** The lines that differ, the dearest change first. */
export function compareBills(before: Bill, after: Bill): Difference[] {
  const [old, now] = [byKey(before), byKey(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key) => {
      const line = (now.get(key) ?? old.get(key)) as Line;
      const { part, name, kind } = line;
      return { part, name, kind, before: figures(old.get(key)), after: figures(now.get(key)) };
    })
    .filter((one) => Math.abs(change(one)) >= SAME || one.before.quantity !== one.after.quantity)
    .sort((one, other) => Math.abs(change(other)) - Math.abs(change(one)));
}

export const change = ({ before, after }: Difference): number => after.usd - before.usd;

const figures = (line: Line | undefined) =>
  line === undefined ? NOTHING : { quantity: line.quantity * line.share, usd: line.usd ?? 0 };

const byKey = ({ lines }: Bill): Map<string, Line> =>
  new Map(lines.map((line) => [[line.kind, line.part, line.item, line.region, line.share].join(" "), line]));
