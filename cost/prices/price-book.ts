import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SIZE_STEPS } from "../../aws/rds/instance-size";
import { itemOf } from "./items";

/** Where a price comes from. */
export interface Origin {
  readonly what: string;
  /** Day, month or year. */
  readonly date: string;
}

/** A table of one region, as cost/prices/<region>.json has it. US dollars, on demand, without tax. */
export interface PriceTable {
  readonly region: string;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly prices: Readonly<Record<string, { readonly usd: number; readonly from: string }>>;
}

/** A price that was found, and how far it can be trusted. */
export interface Price {
  readonly usd: number;
  readonly origin: Origin;
  /** What stands in for the region's own price; undefined where none does. */
  readonly standIn?: string;
}

/** Has every price that a region's table may lack, as the region with the most of them. */
const REFERENCE = "us-east-1";
const EXTENSION = ".json";

/** Burstable families, whose prices do not go with their sizes. */
const BURSTABLE = /(^|\.)t\d/;

export const regionsWithPrices = (directory = __dirname): string[] =>
  readdirSync(directory)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => basename(file, EXTENSION))
    .sort();

export function readTable(region: string, directory = __dirname): PriceTable | undefined {
  const file = join(directory, `${region}${EXTENSION}`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** The prices of a region; those that its table lacks come from another size of the family, else from us-east-1, and say so. */
export class PriceBook {
  private readonly own: PriceTable | undefined;
  private readonly reference: PriceTable | undefined;

  constructor(
    readonly region: string,
    read: (region: string) => PriceTable | undefined = readTable,
  ) {
    this.own = read(region);
    this.reference = region === REFERENCE ? undefined : read(REFERENCE);
  }

  /** Whether cost/prices has a table of the region itself. */
  get hasTable(): boolean {
    return this.own !== undefined;
  }

  /** @returns undefined when no table has the thing or its family */
  price(key: string): Price | undefined {
    itemOf(key);
    const own = found(this.own, key);
    if (own !== undefined) return own;
    const elsewhere = found(this.reference, key);
    const standIn = `the price of ${REFERENCE}, as the table of ${this.region} has none`;
    return elsewhere && { ...elsewhere, standIn: [elsewhere.standIn, standIn].filter(Boolean).join("; ") };
  }
}

function found(table: PriceTable | undefined, key: string): Price | undefined {
  if (table === undefined) return undefined;
  const listed = table.prices[key];
  if (listed !== undefined) return { usd: listed.usd, origin: originOf(table, listed.from) };
  return bySize(table, key);
}

function bySize(table: PriceTable, key: string): Price | undefined {
  const [family = "", size = ""] = split(key);
  const wanted = SIZE_STEPS[size];
  if (wanted === undefined || BURSTABLE.test(family.split("/")[1] ?? "")) return undefined;
  for (const [other, { usd, from }] of Object.entries(table.prices)) {
    const [otherFamily, otherSize = ""] = split(other);
    const known = SIZE_STEPS[otherSize];
    if (otherFamily === family && known !== undefined)
      return {
        usd: (usd / known) * wanted,
        origin: originOf(table, from),
        standIn: `in proportion to ${other.split("/")[1]}`,
      };
  }
  return undefined;
}

/** `rds-mysql/db.m7g.large` into `rds-mysql/db.m7g` and `large`. */
function split(key: string): [string, string] | [] {
  const at = key.lastIndexOf(".");
  return key.includes("/") && at > 0 ? [key.slice(0, at), key.slice(at + 1)] : [];
}

function originOf(table: PriceTable, from: string): Origin {
  const origin = table.origins[from];
  if (origin === undefined) throw new Error(`cost/prices/${table.region}.json names no origin ${JSON.stringify(from)}`);
  return origin;
}
