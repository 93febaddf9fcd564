import { FIXED_KEYS, type Item, itemOf } from "./items";
import { type OfferRow, readOffer } from "./offer-file";
import type { PriceTable } from "./price-book";

/** The offer file of a service in a region, line by line; undefined where AWS has none. */
export type OpenOffer = (
  service: string,
  region: string,
) => Promise<AsyncIterable<string> | Iterable<string> | undefined>;

export interface Renewed {
  readonly table: PriceTable;
  /** Keys whose price is the old one, since the list has none under that name. */
  readonly kept: readonly string[];
  /** Keys for which the list has several prices, of which none was taken. */
  readonly ambiguous: readonly string[];
}

/** Families of sizes, by usage type; general, compute, memory and burstable ones. */
const SIZED: readonly { readonly family: string; readonly usage: RegExp }[] = [
  { family: "ec2", usage: /^BoxUsage:([tmcr]\d+[a-z]*\.[a-z0-9]+)$/ },
  { family: "rds-mysql", usage: /^InstanceUsage:(db\.[tmrx]\d+[a-z]*\.[a-z0-9]+)$/ },
  { family: "rds-aurora", usage: /^InstanceUsage:(db\.[tmrx]\d+[a-z]*\.[a-z0-9]+)$/ },
  { family: "valkey", usage: /^NodeUsage:(cache\.[tmr]\d+[a-z]*\.[a-z0-9]+)$/ },
];
const ORIGIN = "list";

/** A region's table with today's prices of AWS's list; what the list does not have stays as it was, with its origin. */
export async function renew(region: string, old: PriceTable | undefined, open: OpenOffer): Promise<Renewed> {
  const found = new Map<string, Set<number>>();
  const published: string[] = [];
  const add = (key: string, usd: number) => found.set(key, (found.get(key) ?? new Set()).add(usd));
  for (const service of services()) {
    const lines = await open(service, region);
    if (lines === undefined) continue;
    const head = await readOffer(lines, (row) => {
      for (const key of keysOf(row, service)) add(key, row.usd);
    });
    published.push(head.published);
  }
  const ambiguous = [...found].filter(([, prices]) => prices.size > 1).map(([key]) => key);
  const sure = [...found].filter(([, prices]) => prices.size === 1);
  const prices: Record<string, PriceTable["prices"][string]> = { ...old?.prices };
  for (const [key, [usd = 0]] of sure.map(([key, set]) => [key, [...set]] as const))
    prices[key] = { usd, from: ORIGIN };
  const kept = Object.keys(prices).filter((key) => !sure.some(([known]) => known === key));
  const origin = { what: "AWS's price list", date: published.sort().at(-1) ?? "" };
  return {
    table: {
      region,
      origins: origins(old, kept, sure.length > 0 ? origin : undefined),
      prices: sorted(relabelled(prices, kept)),
    },
    kept: kept.sort(),
    ambiguous: ambiguous.sort(),
  };
}

/** The old origins that something still has; the old one of the same name moves aside. */
function origins(
  old: PriceTable | undefined,
  kept: readonly string[],
  list: PriceTable["origins"][string] | undefined,
) {
  const used = new Set(kept.map((key) => old?.prices[key]?.from));
  const before = Object.entries(old?.origins ?? {}).filter(([name]) => used.has(name));
  return Object.fromEntries([
    ...before.map(([name, origin]) => [name === ORIGIN ? OLDER : name, origin]),
    ...(list === undefined ? [] : [[ORIGIN, list]]),
  ]);
}

const OLDER = "older";

function relabelled(prices: PriceTable["prices"], kept: readonly string[]): PriceTable["prices"] {
  return Object.fromEntries(
    Object.entries(prices).map(([key, price]) => [
      key,
      kept.includes(key) && price.from === ORIGIN ? { ...price, from: OLDER } : price,
    ]),
  );
}

const sorted = <Value>(of: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(of).sort(([one], [other]) => (one < other ? -1 : 1)));

const ITEMS_WITH_OFFER = FIXED_KEYS.map((key) => [key, itemOf(key)] as const).filter(
  ([, { offer }]) => offer !== undefined,
);
const EXAMPLES: readonly string[] = [
  "ec2/m7g.large",
  "rds-mysql/db.m7g.large",
  "rds-aurora/db.r7g.large",
  "valkey/cache.m7g.large",
];

/** Services whose offer files are needed. */
function services(): string[] {
  const all = [...ITEMS_WITH_OFFER.map(([, item]) => item), ...EXAMPLES.map(itemOf)];
  return [...new Set(all.flatMap(({ offer }) => offer?.service ?? []))].sort();
}

/** What a row is the price of: nothing, mostly. */
function keysOf(row: OfferRow, service: string): string[] {
  const fixed = ITEMS_WITH_OFFER.filter(([, item]) => isOf(row, service, item)).map(([key]) => key);
  const sized = SIZED.flatMap(({ family, usage }) => {
    const size = usage.exec(row.usage)?.[1];
    const key = `${family}/${size}`;
    return size !== undefined && isOf(row, service, itemOf(key)) ? [key] : [];
  });
  return [...fixed, ...sized];
}

function isOf(row: OfferRow, service: string, { offer }: Item): boolean {
  if (offer === undefined || offer.service !== service || offer.usage !== row.usage) return false;
  return Object.entries(offer.where ?? {}).every(([column, value]) => row.column(column) === value);
}
