import { createReadStream, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { Command } from "commander";
import { endWith } from "../../cli/command";
import { exitCode, Failure } from "../../cli/outcome";
import { typedPath } from "../../cli/places";
import { readTable, regionsWithPrices } from "./price-book";
import { type OpenOffer, renew } from "./renew";

/** Also the name of its table's file. */
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;
const LIST = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws";

interface Options {
  readonly region?: readonly string[];
  readonly from?: string;
}

/** Files of a folder, named <service>-<region>.csv, in place of AWS's server. */
const inFolder =
  (folder: string): OpenOffer =>
  async (service, region) => {
    const file = join(folder, `${service}-${region}.csv`);
    return existsSync(file) ? linesOf(createReadStream(file)) : undefined;
  };

/** Where offer files come from. @throws {Failure} when the folder has none */
function offersFrom(from: string | undefined): OpenOffer {
  if (from === undefined) return atAws;
  const folder = typedPath(from);
  const files = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  if (!files.some((file) => file.endsWith(".csv")))
    throw new Failure(`--from must be a folder with offer files, <service>-<region>.csv, got ${folder}`);
  return inFolder(folder);
}

const atAws: OpenOffer = async (service, region) => {
  const address = `${LIST}/${service}/current/${region}/index.csv`;
  const answer = await fetch(address).catch((error: Error) => {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new Failure(`${address} does not answer${cause}; --from takes files that were fetched elsewhere`);
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok || answer.body === null) throw new Failure(`${address} answers ${answer.status}`);
  return linesOf(Readable.fromWeb(answer.body as ReadableStream));
};

const linesOf = (input: Readable): AsyncIterable<string> =>
  createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });

function program(directory: string, say: (text: string) => void): Command {
  return new Command("prices")
    .description(`Renews cost/prices/<region>.json from AWS's public price list, ${LIST}. Needs no account.`)
    .option("--region <name...>", "regions (default: those that have a table)")
    .option("--from <folder>", "read offer files from here: <service>-<region>.csv")
    .addHelpText(
      "after",
      "\nThe file of EC2 has some hundred megabytes for each region. npm run docs writes the pages again.",
    )
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(async ({ region: regions = regionsWithPrices(directory), from }: Options) => {
      const open = offersFrom(from);
      for (const region of regions) {
        if (!REGION.test(region))
          throw new Failure(`--region must be a region of AWS, such as eu-west-1, got "${region}"`);
        const { table, kept, ambiguous } = await renew(region, readTable(region, directory), open);
        if (Object.keys(table.prices).length === 0)
          throw new Failure(`AWS's price list has nothing for ${region}: no such region?`);
        writeFileSync(join(directory, `${region}.json`), text(table));
        say(`${region}: ${Object.keys(table.prices).length - kept.length} prices renewed`);
        if (kept.length > 0) say(`  not in the list, kept as they were: ${kept.join(", ")}`);
        if (ambiguous.length > 0) say(`  several prices, none taken: ${ambiguous.join(", ")}`);
      }
    });
}

/** A line for each price, and the lines of each origin apart, as the formatter has them. */
function text({ region, origins, prices }: Awaited<ReturnType<typeof renew>>["table"]): string {
  const entries = (of: object, write: (value: unknown) => string) =>
    Object.entries(of)
      .map(([key, value]) => `    ${JSON.stringify(key)}: ${write(value)}`)
      .join(",\n");
  const inLine = (value: unknown) => JSON.stringify(value, undefined, 1).replace(/\n\s*/g, " ");
  const apart = (value: unknown) => JSON.stringify(value, undefined, 2).replaceAll("\n", "\n    ");
  return `{\n  "region": ${JSON.stringify(region)},\n  "origins": {\n${entries(origins, apart)}\n  },\n  "prices": {\n${entries(prices, inLine)}\n  }\n}\n`;
}

/** @returns the exit code */
export function main(
  args: readonly string[],
  directory = __dirname,
  say: (text: string) => void = console.log,
): Promise<number> {
  return exitCode(() => program(directory, say).parseAsync([...args], { from: "user" }));
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
