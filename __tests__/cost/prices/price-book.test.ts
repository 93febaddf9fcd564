import { expect, test } from "vitest";
import { itemOf } from "../../../cost/prices/items";
import { PriceBook, type PriceTable, readTable, regionsWithPrices } from "../../../cost/prices/price-book";

test("the regions that must have a table have one", () => {
  expect(regionsWithPrices()).toEqual(expect.arrayContaining(["eu-central-1", "eu-west-1", "us-east-1"]));
});

test.each(regionsWithPrices())(
  "each price of %s is of a known thing, above nothing, and says where it comes from",
  (region) => {
    const { prices, origins, ...table } = readTable(region) as PriceTable;
    expect(table.region).toBe(region);
    for (const [key, { usd, from }] of Object.entries(prices)) {
      expect(itemOf(key).name, key).not.toBe("");
      expect(usd, key).toBeGreaterThan(0);
      expect(Object.keys(origins), key).toContain(from);
    }
    for (const { what, date } of Object.values(origins)) {
      expect(what).not.toBe("");
      expect(date).toMatch(/^20\d\d/);
    }
  },
);

const TABLES: Readonly<Record<string, PriceTable>> = {
  "us-east-1": {
    region: "us-east-1",
    origins: { list: { what: "a list", date: "2026-01-01" } },
    prices: {
      nat: { usd: 0.045, from: "list" },
      "ec2/m7g.large": { usd: 0.08, from: "list" },
      "ec2/t4g.small": { usd: 0.02, from: "list" },
    },
  },
  "eu-west-1": {
    region: "eu-west-1",
    origins: { bill: { what: "a bill", date: "2026" } },
    prices: { nat: { usd: 0.048, from: "bill" } },
  },
};
const book = (region: string) => new PriceBook(region, (name) => TABLES[name]);

test("a region's own price is taken as it is", () => {
  expect(book("eu-west-1").price("nat")).toEqual({ usd: 0.048, origin: { what: "a bill", date: "2026" } });
});

test("a price that the region lacks is us-east-1's and says so; so is that of a region without a table", () => {
  expect(book("eu-west-1").price("ec2/m7g.large")).toMatchObject({
    usd: 0.08,
    standIn: expect.stringContaining("us-east-1"),
  });
  expect(book("sa-east-1").price("nat")).toMatchObject({ usd: 0.045, standIn: expect.stringContaining("sa-east-1") });
});

test("another size of a family goes with its size and says so; a burstable one does not", () => {
  expect(book("us-east-1").price("ec2/m7g.2xlarge")).toMatchObject({
    usd: 0.32,
    standIn: "in proportion to m7g.large",
  });
  expect(book("us-east-1").price("ec2/t4g.large")).toBeUndefined();
  expect(book("us-east-1").price("ec2/c7g.large")).toBeUndefined();
});

test("a key that names nothing is a fault of the program", () => {
  expect(() => book("us-east-1").price("ponies")).toThrow('nothing named "ponies"');
});
