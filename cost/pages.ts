import { environmentNames, loadEnvironment } from "../environments";
import type { Environment } from "../environments/schema/sections";
import { type Bill, billOf, type Line, type Stacks, sum } from "./bill";
import { capacityOf, firstToEnd, type Need, needOf } from "./capacity/capacity";
import { type Measured, measured } from "./capacity/measured";
import { siteOf } from "./capacity/site";
import { PARTS } from "./charge";
import { itemOf } from "./prices/items";
import { PriceBook, type PriceTable, readTable, regionsWithPrices } from "./prices/price-book";
import { synthesizeEnvironment } from "./synthesized";
import { DEFAULT_USE } from "./use";
import { count } from "./words";

/** The environments that the pages are about; a clone has more, or others. */
const SHIPPED = ["dev", "production", "small-production"];
/** The region of the estimate; the tables of the others say how much dearer they are. */
const ESTIMATED_IN = "us-east-1";
const GROWTH = [1, 10, 100, 1000];

interface Shown {
  readonly name: string;
  readonly environment: Environment;
  readonly stacks: Stacks;
}

/** Tables by the name between their two marks in the page. */
export type Tables = Readonly<Record<string, string>>;

const mark = (name: string) => [`<!-- made by npm run docs: ${name} -->`, `<!-- end of ${name} -->`] as const;

/** The page with each table between its marks. @throws when a page lacks a mark */
export function withTables(page: string, tables: Tables): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [start, end] = mark(name);
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`the page lacks ${start} or ${end}`);
    return `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`;
  }, page);
}

let read: Promise<readonly Shown[]> | undefined;

/** Synthesized once for all tables. */
function shipped(): Promise<readonly Shown[]> {
  read ??= Promise.all(
    SHIPPED.filter((name) => environmentNames().includes(name)).map(async (name) => {
      const environment = await loadEnvironment(name);
      return { name, environment, stacks: await synthesizeEnvironment(environment) };
    }),
  );
  return read;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const whole = (usd: number): string => (usd === 0 ? "–" : usd.toFixed(0));

function billIn(region: string, { stacks, environment }: Shown): Bill {
  const book = new PriceBook(region);
  return billOf(stacks, { use: DEFAULT_USE, region: environment.region, prices: () => book });
}

const byTheHour = ({ lines }: Bill): Line[] => lines.filter(({ kind }) => kind === "by the hour");

/** @returns the tables of docs/costs.md */
export async function costsTables(): Promise<Tables> {
  const all = await shipped();
  return {
    quantities: table(["", ...all.map(({ name }) => `\`${name}\``)], quantities(all)),
    estimate: table(["", ...all.map(({ name }) => `\`${name}\``)], amounts(all)),
    regions: table(["", ...all.map(({ name }) => `\`${name}\``), "prices of us-east-1 in their place"], regions(all)),
    prices: prices(all),
    unread: unread(),
  };
}

/** What is there by the hour, in numbers: `3 × NAT gateway`. */
function quantities(all: readonly Shown[]): string[][] {
  const columns = all.map((one) => byTheHour(billIn(ESTIMATED_IN, one)));
  return PARTS.flatMap((part) => {
    const cells = columns.map((lines) => merged(lines.filter((line) => line.part === part)).join("<br>") || "–");
    return cells.every((cell) => cell === "–") ? [] : [[part, ...cells]];
  });
}

/** Lines of one thing in several regions are one here. */
function merged(lines: readonly Line[]): string[] {
  const quantities = new Map<string, number>();
  for (const { name, quantity, share } of lines) {
    const shown = share < 1 ? `${name}, ${Math.round(share * 100)} % of the month` : name;
    quantities.set(shown, (quantities.get(shown) ?? 0) + quantity);
  }
  return [...quantities].map(([name, quantity]) => `${count(quantity)} × ${name}`);
}

function amounts(all: readonly Shown[]): string[][] {
  const bills = all.map((one) => byTheHour(billIn(ESTIMATED_IN, one)));
  const rows = PARTS.map((part) => [
    part,
    ...bills.map((lines) => whole(sum(lines.filter((line) => line.part === part)))),
  ]);
  return [
    ...rows.filter(([, ...cells]) => cells.some((cell) => cell !== "–")),
    ["**Sum**", ...bills.map((lines) => `**${whole(sum(lines))}**`)],
    [
      "Spot takes off at most",
      ...bills.map((lines) => whole(lines.reduce((all, line) => all + line.spotMayTakeOff, 0))),
    ],
  ];
}

function regions(all: readonly Shown[]): string[][] {
  return regionsWithPrices().map((region) => {
    const bills = all.map((one) => byTheHour(billIn(region, one)));
    const standIns = bills.flat().filter(({ standIn }) => standIn !== undefined);
    const names = [...new Set(standIns.map(({ name }) => name))].sort();
    return [region, ...bills.map((lines) => whole(sum(lines))), names.join(", ") || "none"];
  });
}

/** Every price that the shipped environments need, in each region, with where it comes from. */
function prices(all: readonly Shown[]): string {
  const names = regionsWithPrices();
  const tables = names.map((region) => readTable(region) as PriceTable);
  const keys = [...new Set(all.flatMap((one) => billIn(ESTIMATED_IN, one).lines.map(({ item }) => item)))].sort();
  const rows = keys.map((key) => {
    const { name, per, page } = itemOf(key);
    const cells = tables.map(({ prices: known }) =>
      known[key] === undefined ? "–" : `${known[key].usd} (${known[key].from})`,
    );
    return [name, per, ...cells, `[${page}](https://aws.amazon.com/${page}/pricing/)`];
  });
  const origins = new Map(tables.flatMap(({ origins: known }) => Object.entries(known)));
  const legend = [...origins].map(([name, { what, date }]) => `\`${name}\`: ${what}, ${date}`).join("; ");
  return `${table(["what", "per", ...names, "AWS's page"], rows)}\n\n${legend}.`;
}

/** The origin of a price that nobody compared with AWS's own page or list. */
const UNREAD = "quoted";

/** How many prices nobody has read at AWS, and which. */
function unread(): string {
  const tables = regionsWithPrices().map((region) => readTable(region) as PriceTable);
  const all = tables.flatMap(({ region, prices: known }) =>
    Object.entries(known).map(([key, { from }]) => ({ region, name: itemOf(key).name, isUnread: from === UNREAD })),
  );
  const left = new Map<string, string[]>();
  for (const { name, region } of all.filter(({ isUnread }) => isUnread))
    left.set(name, [...(left.get(name) ?? []), region]);
  const names = [...left].sort(([one], [other]) => (one < other ? -1 : 1));
  const count = names.reduce((sum, [, regions]) => sum + regions.length, 0);
  const list = names.map(([name, regions]) => `${name} (${regions.join(", ")})`).join("; ");
  return `Of the ${all.length} prices of these tables ${count} are only quoted: ${list || "none"}.`;
}

/** @returns the tables of docs/scale.md */
export async function scaleTables(figures: Measured = measured()): Promise<Tables> {
  const all = await shipped();
  return {
    inputs: table(
      ["input", "value", "where from"],
      [
        ["processor time of a cached page", `${figures.cachedMs} ms`, "bench, Capacity"],
        ["of an uncached page", `${figures.uncachedMs} ms`, "bench, Capacity"],
        ["of an uncached page with an object cache", `${figures.uncachedWithCacheMs.toFixed(1)} ms`, "bench, Image"],
        ["of a file", `${figures.fileMs} ms`, "bench, Image"],
        ["of the database for an uncached page", `${figures.databaseMs} ms`, "bench, Capacity"],
      ],
    ),
    bears: bears(all, figures),
    needs: all.map(({ name, stacks }) => `\`${name}\`:\n\n${needs(stacks, figures)}`).join("\n\n"),
  };
}

/** Pages a second at which each thing ends, in each environment; the first of each in bold. */
function bears(all: readonly Shown[], figures: Measured): string {
  const sites = all.flatMap(({ name, stacks }) => {
    const site = siteOf(stacks);
    return site === undefined ? [] : [{ name, site, limits: capacityOf(site, DEFAULT_USE, figures).limits }];
  });
  const kind = (what: string) => what.replace(/ \(.*\)$/, "");
  const kinds = [...new Set(sites.flatMap(({ limits }) => limits.map(({ what }) => kind(what))))];
  const rows = kinds.map((what) => [
    what,
    ...sites.map(({ limits }) => {
      const limit = limits.find((one) => kind(one.what) === what);
      const shown = limit === undefined ? "–" : count(limit.pagesASecond);
      return limit !== undefined && limit === firstToEnd({ limits }) ? `**${shown}**` : shown;
    }),
  ]);
  const sizes = sites.map(
    ({ site }) => `${site.mostTasks} × ${site.vcpus} vCPU, ${site.workers} workers, ${site.database.name}`,
  );
  return table(
    ["pages/s at which it ends", ...sites.map(({ name }) => `\`${name}\``)],
    [["tasks at most, database", ...sizes], ...rows],
  );
}

function needs(stacks: Stacks, figures: Measured): string {
  const site = siteOf(stacks);
  if (site === undefined) return "no service";
  const rows = GROWTH.map((times) => {
    const need: Need = needOf(site, { ...DEFAULT_USE, visits: DEFAULT_USE.visits * times }, figures);
    return [
      ...[
        String(need.visits),
        count(need.pagesASecond),
        String(need.tasks),
        String(need.workers),
        String(need.connections),
      ],
      ...[need.database, count(need.efsOperationsASecond), count(need.loadBalancerUnits), need.endsFirst ?? "nothing"],
    ];
  });
  return table(
    [
      "visits a month",
      "pages/s at the peak",
      "tasks",
      "workers",
      "connections",
      "database",
      "EFS operations/s",
      "load balancer's units",
      "as set, first ends",
    ],
    rows,
  );
}
