import { Failure } from "../../cli/outcome";

/** One line of an offer file of AWS's price list: the price of one range of one usage type. */
export interface OfferRow {
  /** Without the prefix of its region: `BoxUsage:m7g.large`. */
  readonly usage: string;
  readonly usd: number;
  readonly column: (name: string) => string | undefined;
}

export interface OfferHead {
  /** Of the offer, such as AmazonEC2. */
  readonly code: string;
  /** Day on which AWS published it. */
  readonly published: string;
}

/** `EU-`, `USE1-`, `APN1-`, or the region's own name; us-east-1 often has none. */
const REGION_PREFIX = /^(?:[A-Z]{2,4}\d?-|[a-z]{2}(?:-[a-z]+)+-\d-)(?=.)/;

/**
 * Reads an offer file in CSV, line by line, as the one of EC2 is larger than a string may be. Its first lines say what it is, then
 * come the names of the columns. Only prices on demand, in US dollars, of the first range that is not free are given.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-an-offer.html
 * @throws {Failure} when the file has another form
 */
export async function readOffer(
  lines: AsyncIterable<string> | Iterable<string>,
  onRow: (row: OfferRow) => void,
): Promise<OfferHead> {
  const head = new Map<string, string>();
  let columns: Map<string, number> | undefined;
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const cells = cellsOf(line);
    if (columns === undefined) {
      if (cells.includes("PricePerUnit")) columns = new Map(cells.map((name, index) => [name, index]));
      else head.set(cells[0] ?? "", cells[1] ?? "");
      continue;
    }
    const row = rowOf(cells, columns);
    if (row !== undefined) onRow(row);
  }
  if (columns === undefined) throw new Failure("the offer file has no column PricePerUnit: it is no price list in CSV");
  return { code: head.get("OfferCode") ?? "", published: (head.get("Publication Date") ?? "").slice(0, 10) };
}

function rowOf(cells: readonly string[], columns: ReadonlyMap<string, number>): OfferRow | undefined {
  const column = (name: string): string | undefined => cells[columns.get(name) ?? -1];
  const usd = Number(column("PricePerUnit"));
  const counts = column("TermType") === "OnDemand" && column("Currency") === "USD" && usd > 0;
  return counts ? { usage: (column("usageType") ?? "").replace(REGION_PREFIX, ""), usd, column } : undefined;
}

/** Cells of a line of CSV; a quote within a cell is written twice. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
