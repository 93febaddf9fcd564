import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../cost/prices/cli";
import { readOffer } from "../../../cost/prices/offer-file";
import { type OpenOffer, renew } from "../../../cost/prices/renew";

const COLUMNS = [
  ...[
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
  ],
  ...[
    "PricePerUnit",
    "Currency",
    "Product Family",
    "serviceCode",
    "Location",
    "Instance Type",
    "Tenancy",
    "Operating System",
  ],
  ...[
    "CapacityStatus",
    "Pre Installed S/W",
    "Database Engine",
    "Deployment Option",
    "usageType",
    "operation",
    "Region Code",
  ],
];

/** An offer file as AWS writes it: five lines of head, the columns, a line for each price. */
function offer(code: string, rows: readonly Readonly<Record<string, string>>[]): string[] {
  const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  const all = rows.map((row) =>
    quoted(
      COLUMNS.map((column) => row[column] ?? { TermType: "OnDemand", Currency: "USD", Unit: "Hrs" }[column] ?? ""),
    ),
  );
  return [
    quoted(["FormatVersion", "v1.0"]),
    quoted(["Disclaimer", "This pricing list is for informational purposes only, see http://aws.amazon.com/pricing/"]),
    quoted(["Publication Date", "2026-11-20T21:02:31Z"]),
    quoted(["Version", "20261120210231"]),
    quoted(["OfferCode", code]),
    quoted(COLUMNS),
    ...all,
  ];
}

const machine = (type: string, usd: string, more = {}) => ({
  usageType: `EU-BoxUsage:${type}`,
  PricePerUnit: usd,
  Tenancy: "Shared",
  "Operating System": "Linux",
  CapacityStatus: "Used",
  "Pre Installed S/W": "NA",
  PriceDescription: `$${usd} per On Demand Linux ${type} Instance Hour, "Ireland"`,
  ...more,
});

const EC2 = offer("AmazonEC2", [
  machine("m7g.large", "0.0910000000"),
  machine("m7g.large", "0.1830000000", { "Operating System": "Windows" }),
  machine("m7g.large", "0.0600000000", { TermType: "Reserved" }),
  machine("p5.48xlarge", "98.32"),
  { usageType: "EU-NatGateway-Hours", PricePerUnit: "0.0480000000" },
  { usageType: "EU-EBS:VolumeUsage.gp3", PricePerUnit: "0.0880000000", Unit: "GB-Mo" },
]);

test("a row has its usage type without the region's prefix, whatever form that has", async () => {
  const seen: string[] = [];
  const usages = [
    "EU-NatGateway-Hours",
    "USE1-NatGateway-Hours",
    "NatGateway-Hours",
    "APN1-EBS:VolumeUsage.gp3",
    "eu-west-1-KMS-Keys",
  ];
  const head = await readOffer(
    offer(
      "Any",
      usages.map((usageType) => ({ usageType, PricePerUnit: "1" })),
    ),
    ({ usage }) => seen.push(usage),
  );
  expect(seen).toEqual(["NatGateway-Hours", "NatGateway-Hours", "NatGateway-Hours", "EBS:VolumeUsage.gp3", "KMS-Keys"]);
  expect(head).toEqual({ code: "Any", published: "2026-11-20" });
});

test("a quote and a comma in a cell stay in it", async () => {
  const descriptions: (string | undefined)[] = [];
  await readOffer(EC2, ({ column }) => descriptions.push(column("PriceDescription")));
  expect(descriptions[0]).toBe('$0.0910000000 per On Demand Linux m7g.large Instance Hour, "Ireland"');
});

test("a file that is no offer is refused", async () => {
  await expect(readOffer(["<html>", "moved"], () => undefined)).rejects.toThrow("no column PricePerUnit");
});

const open =
  (files: Readonly<Record<string, string[]>>): OpenOffer =>
  async (service) =>
    files[service];

test("the list's prices on demand take the place of the old ones, and what it lacks stays with its origin", async () => {
  const old = {
    region: "eu-west-1",
    origins: {
      page: { what: "a page", date: "2026-09-20" },
      gone: { what: "a page that nothing is from", date: "2020" },
    },
    prices: { nat: { usd: 9, from: "page" }, secret: { usd: 0.4, from: "page" } },
  };
  const { table, kept, ambiguous } = await renew("eu-west-1", old, open({ AmazonEC2: EC2 }));
  expect(table.prices).toEqual({
    "ebs-gp3": { usd: 0.088, from: "list" },
    "ec2/m7g.large": { usd: 0.091, from: "list" },
    nat: { usd: 0.048, from: "list" },
    secret: { usd: 0.4, from: "page" },
  });
  expect(table.origins).toEqual({ page: old.origins.page, list: { what: "AWS's price list", date: "2026-11-20" } });
  expect({ kept, ambiguous }).toEqual({ kept: ["secret"], ambiguous: [] });
});

test("a second renewal that finds less keeps the older list's date apart", async () => {
  const first = await renew("eu-west-1", undefined, open({ AmazonEC2: EC2 }));
  const second = await renew(
    "eu-west-1",
    first.table,
    open({ AmazonEC2: EC2.filter((line) => !line.includes("Nat")) }),
  );
  expect(second.table.prices.nat).toEqual({ usd: 0.048, from: "older" });
  expect(second.table.origins).toHaveProperty("older");
});

test("a thing with two prices gets none of them", async () => {
  const twice = offer("AmazonEC2", [
    { usageType: "EU-NatGateway-Hours", PricePerUnit: "0.048" },
    { usageType: "EU-NatGateway-Hours", PricePerUnit: "0.050" },
  ]);
  const { table, ambiguous } = await renew("eu-west-1", undefined, open({ AmazonEC2: twice }));
  expect(ambiguous).toEqual(["nat"]);
  expect(table.prices).toEqual({});
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "prices-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  vi.restoreAllMocks();
});

test("the command writes the table from files of a folder", async () => {
  writeFileSync(join(directory, "AmazonEC2-eu-west-1.csv"), EC2.join("\n"));
  const said: string[] = [];
  expect(await main(["--region", "eu-west-1", "--from", directory], directory, (text) => said.push(text))).toBe(0);
  expect(said[0]).toBe("eu-west-1: 3 prices renewed");
  const written = readFileSync(join(directory, "eu-west-1.json"), "utf8");
  expect(JSON.parse(written).prices.nat.usd).toBe(0.048);
  expect(written).toContain('    "list": {\n      "what": ');
  expect(written).toContain('    "nat": { "usd": 0.048, "from": "list" }');
});

test("a region of which the list has nothing, and a folder that is not there, write nothing", async () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  writeFileSync(join(directory, "AmazonVPC-eu-west-1.csv"), "");
  expect(await main(["--region", "eu-nowhere-1", "--from", directory], directory)).toBe(1);
  expect(await main(["--region", "../../x", "--from", directory], directory)).toBe(1);
  expect(await main(["--from", join(directory, "none")], directory)).toBe(1);
  expect(errors.mock.calls.flat().join("\n")).toMatch(
    /nothing for eu-nowhere-1[\s\S]*--region must be a region of AWS[\s\S]*--from must be a folder with offer files/,
  );
});
