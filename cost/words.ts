import type { Bill, Line } from "./bill";
import { PARTS } from "./charge";
import { change } from "./compare";
import type { Estimate } from "./estimate";
import { regionsWithPrices } from "./prices/price-book";
import { gigabytesOut, pages } from "./use";

const WIDTH = 78;

const dollars = (usd: number): string => usd.toFixed(2);
export const count = (value: number): string =>
  value === 0
    ? "0"
    : Math.abs(value) < 1
      ? String(Number(value.toPrecision(2)))
      : String(Number(value.toFixed(value < 100 ? 2 : 0)));
const signed = (usd: number): string => `${usd < 0 ? "−" : "+"}${dollars(Math.abs(usd))}`;

const row = (left: string, right: string): string => `${left.padEnd(WIDTH - right.length)} ${right}`;

function lineText({ quantity, name, usdEach, per, usd, standIn, share, notes }: Line): string[] {
  const price =
    usdEach === undefined ? "no price known" : `${usdEach} ${per === "hour" || per === "LCU-hour" ? "an" : "a"} ${per}`;
  const part = share < 1 ? `, ${Math.round(share * 100)} % of the month` : "";
  const mark = standIn === undefined ? "" : " *";
  const text = row(`    ${count(quantity)} × ${name}, ${price}${part}${mark}`, usd === undefined ? "?" : dollars(usd));
  return [text, ...notes.map((note) => `      ${note}`)];
}

function kindText(bill: Bill, kind: Line["kind"]): string[] {
  return PARTS.flatMap((part) => {
    const lines = bill.lines.filter((line) => line.kind === kind && line.part === part);
    if (lines.length === 0) return [];
    const total = lines.reduce((all, { usd = 0 }) => all + usd, 0);
    return [row(`  ${part}`, dollars(total)), ...lines.flatMap(lineText)];
  });
}

/** What a person reads at the terminal. */
export function asText(estimate: Estimate): string {
  const { environment, region, use, bill, usd } = estimate;
  const how = `${use.visits} visits of ${use.pagesPerVisit} pages, ${Math.round(use.cached * 100)} % of the pages cached, ${use.uploadGb} GB of media, ${count(gigabytesOut(use))} GB out`;
  return [
    `${environment} in ${region}: US dollars a month of 730 hours, on demand, without tax`,
    "",
    row("by the hour, at the lowest number of tasks", dollars(usd.byTheHour)),
    ...kindText(bill, "by the hour"),
    "",
    row("by use", dollars(usd.byUse)),
    `  ${how}`,
    ...kindText(bill, "by use"),
    "",
    row(bill.unpriced.length + bill.unknownTypes.length > 0 ? "in all, at least" : "in all", dollars(usd.all)),
    ...(estimate.offHoursSave > 0 ? [row("schedule.offHours has taken off", dollars(estimate.offHoursSave))] : []),
    ...(estimate.spotMayTakeOff > 0
      ? [row("Spot's price moves: it may take off up to", dollars(estimate.spotMayTakeOff))]
      : []),
    ...missing(bill),
    ...flatRateText(estimate),
    ...againstText(estimate),
    ...capacityText(estimate),
  ].join("\n");
}

/** What is said of regions whose prices nobody wrote down. */
const withoutPrices = ({ regionsWithoutPrices: regions }: Bill): string[] =>
  regions.length === 0
    ? []
    : [
        `no price table of ${regions.join(", ")} (there are: ${regionsWithPrices().join(", ")}): prices of us-east-1 stand in; npm run prices -- --region ${regions.join(" ")} makes one`,
      ];

function missing(bill: Bill): string[] {
  const { unpriced, unknownTypes, notCounted, lines, regionsWithoutPrices } = bill;
  const told = lines.filter(({ region }) => !regionsWithoutPrices.includes(region));
  const standIns = [
    ...new Set(told.flatMap(({ standIn, name }) => (standIn === undefined ? [] : [`${name}: ${standIn}`]))),
  ];
  return [
    ...withoutPrices(bill).map((text) => `* ${text}`),
    ...(unpriced.length === 0 ? [] : [`no price known, so not in the sum: ${unpriced.join(", ")}`]),
    ...(unknownTypes.length === 0 ? [] : [`nothing known of these types: ${unknownTypes.join(", ")}`]),
    ...standIns.map((text) => `* ${text}`),
    "",
    "not counted:",
    ...notCounted.map((text) => `  ${text}`),
  ];
}

function flatRateText({ flatRate }: Estimate): string[] {
  if (flatRate === undefined) return [];
  const { name, usd, millionRequests, gigabytes } = flatRate;
  return [
    "",
    `this use fits CloudFront's flat-rate plan ${name}: ${usd} a month for CDN, web ACL, its log and DNS, up to ${millionRequests} million requests and ${gigabytes} GB`,
  ];
}

function againstText({ against, usd }: Estimate): string[] {
  if (against === undefined) return [];
  const rows = against.differences.map((one) =>
    row(
      `  ${one.name}, ${one.kind}: ${count(one.before.quantity)} → ${count(one.after.quantity)}`,
      signed(change(one)),
    ),
  );
  return [
    "",
    row(`against ${against.what}`, signed(usd.all - against.usd)),
    ...(rows.length === 0 ? ["  no line differs"] : rows),
  ];
}

function capacityText({ capacity, use }: Estimate): string[] {
  if (typeof capacity === "string") return ["", `capacity: ${capacity}`];
  const { bears, needs } = capacity;
  return [
    "",
    `capacity on paper (docs/scale.md): the busiest minute of ${use.visits} visits has ${count(bears.wanted)} pages a second`,
    ...bears.limits.map(({ what, pagesASecond, set }) =>
      row(`  ${what} ends at`, `${count(pagesASecond)} pages/s: ${set}`),
    ),
    `  ${bears.connections.used} PHP workers at most, ${bears.connections.most} connections of the database`,
    ...needs.map(
      (need) =>
        `  ${need.visits} visits: ${count(need.pagesASecond)} pages/s, ${need.tasks} tasks, ${need.workers} workers, ${need.database}, ${count(need.efsOperationsASecond)} operations/s of EFS, ${count(need.loadBalancerUnits)} units of the load balancer${need.endsFirst ? `; as set, first ends: ${need.endsFirst}` : ""}`,
    ),
  ];
}

/** What the summary of a pull request shows. */
export function asMarkdown({ environment, region, usd, against, bill, use }: Estimate): string {
  const head = `**Costs of \`${environment}\`** in ${region}: ${dollars(usd.all)} US dollars a month (${dollars(usd.byTheHour)} by the hour, ${dollars(usd.byUse)} by use, ${pages(use)} pages)`;
  const unsure = [...bill.unpriced, ...bill.unknownTypes];
  const note = [
    ...(unsure.length === 0 ? [] : ["", `Not in the sum: ${unsure.join(", ")}.`]),
    ...withoutPrices(bill).flatMap((text) => ["", `${text.charAt(0).toUpperCase()}${text.slice(1)}.`]),
  ];
  if (against === undefined) return [head, ...note, ""].join("\n");
  const rows = against.differences.map(
    (one) =>
      `| ${one.name}, ${one.kind} | ${count(one.before.quantity)} → ${count(one.after.quantity)} | ${signed(change(one))} |`,
  );
  const table =
    rows.length === 0 ? ["No line differs."] : ["| what | how many | US dollars a month |", "|---|---|---|", ...rows];
  return [`${head}, ${signed(usd.all - against.usd)} against ${against.what}.`, "", ...table, ...note, ""].join("\n");
}
