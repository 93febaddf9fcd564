import type { Resource } from "../terraform/block";
import { Tree } from "../terraform/tree";
import type { Charge, Context, Part } from "./charge";
import { runningShare } from "./off-hours";
import { HOURS_A_MONTH, itemOf } from "./prices/items";
import { type Price, PriceBook } from "./prices/price-book";
import { PRICED_TYPES } from "./types";
import type { Use } from "./use";

/** One thing of a bill, and the resources that bring it. */
export interface Line {
  readonly part: Part;
  readonly kind: "by the hour" | "by use";
  /** Key of cost/prices/items.ts. */
  readonly item: string;
  readonly name: string;
  readonly region: string;
  readonly quantity: number;
  /** Part of the month, from 0 to 1. */
  readonly share: number;
  readonly per: string;
  /** Undefined where no table has the price; such a line is in no sum. */
  readonly usdEach?: number;
  readonly usd?: number;
  /** What Spot takes off `usd` at most, in dollars a month. */
  readonly spotMayTakeOff: number;
  /** What stands in for the region's own price. */
  readonly standIn?: string;
  readonly notes: readonly string[];
  /** Addresses with their stack. */
  readonly resources: readonly string[];
}

export interface Bill {
  readonly lines: readonly Line[];
  /** What AWS asks for and nobody can reckon from a configuration. */
  readonly notCounted: readonly string[];
  /** Resource types of which nothing is known. */
  readonly unknownTypes: readonly string[];
  /** Names of what no table has a price of. */
  readonly unpriced: readonly string[];
  /** Regions of these lines that have no price table, so that another region's stands in. */
  readonly regionsWithoutPrices: readonly string[];
}

export type Stacks = ConstructorParameters<typeof Tree>[0];

interface BillOptions {
  readonly use: Use;
  /** Region of what has none of its own. */
  readonly region: string;
  /** @default by the schedules that stop and start things */
  readonly running?: Context["running"];
  readonly prices?: (region: string) => PriceBook;
}

/** What an environment costs a month, from its synthesized stacks. */
export function billOf(stacks: Stacks, options: BillOptions): Bill {
  const tree = new Tree(stacks);
  const books = new Map<string, PriceBook>();
  const bookOf = (region: string): PriceBook => {
    const book = books.get(region) ?? (options.prices ?? ((name) => new PriceBook(name)))(region);
    books.set(region, book);
    return book;
  };
  const price = (region: string, item: string): Price | undefined => bookOf(region).price(item);
  const context: Context = { tree, use: options.use, running: options.running ?? runningShare(tree) };
  const lines = new Map<string, Line>();
  const [notCounted, unknownTypes] = [new Set<string>(), new Set<string>()];
  for (const resource of tree.resources.filter(({ mode }) => mode === "resource")) {
    const known = PRICED_TYPES[resource.type];
    if (known === undefined) {
      unknownTypes.add(resource.type);
      continue;
    }
    const left = typeof known.notCounted === "function" ? known.notCounted(resource) : known.notCounted;
    if (left !== undefined) notCounted.add(left);
    const add = (kind: Line["kind"], charges: readonly Charge[] = []) => {
      for (const charge of charges)
        addLine(lines, { kind, charge, resource, region: resource.region ?? options.region, price });
    };
    add("by the hour", known.byHour?.(resource, context));
    add("by use", known.byUse?.(resource, context));
  }
  const all = [...lines.values()].filter(({ quantity, kind }) => quantity > 0 || kind === "by use");
  return {
    lines: all,
    notCounted: [...notCounted].sort(),
    unknownTypes: [...unknownTypes].sort(),
    unpriced: [...new Set(all.filter(({ usd }) => usd === undefined).map(({ name }) => name))].sort(),
    regionsWithoutPrices: [...new Set(all.map(({ region }) => region))].filter((one) => !bookOf(one).hasTable).sort(),
  };
}

interface Added {
  readonly kind: Line["kind"];
  readonly charge: Charge;
  readonly resource: Resource;
  readonly region: string;
  readonly price: (region: string, item: string) => Price | undefined;
}

function addLine(lines: Map<string, Line>, { kind, charge, resource, region, price }: Added): void {
  const { part, item, quantity, share = 1, note, spot } = charge;
  const key = [kind, part, item, region, share].join(" ");
  const before = lines.get(key);
  const { name, per } = itemOf(item);
  const found = price(region, item);
  const total = quantity + (before?.quantity ?? 0);
  const months = (per === "hour" ? HOURS_A_MONTH : 1) * share;
  lines.set(key, {
    ...{ part, kind, item, name, region, per, share, quantity: total },
    ...(found && { usdEach: found.usd, usd: total * found.usd * months, standIn: found.standIn }),
    spotMayTakeOff: (before?.spotMayTakeOff ?? 0) + takenOff(spot, quantity * (found?.usd ?? 0) * months),
    notes: [...new Set([...(before?.notes ?? []), ...(note === undefined ? [] : [note])])],
    resources: [...new Set([...(before?.resources ?? []), `${resource.stack}: ${resource.address}`])],
  });
}

const takenOff = (spot: Charge["spot"], usd: number): number =>
  spot === undefined ? 0 : usd * spot.part * spot.mayTakeOff;

/** Dollars a month of the lines that have a price. */
export const sum = (lines: readonly Line[]): number => lines.reduce((total, { usd = 0 }) => total + usd, 0);
