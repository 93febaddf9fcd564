import { expect, test } from "vitest";
import { objections, reportLines, reportMarkdown, type UpgradeReport } from "../../../rehearsal/run/upgrade-report";

const counts = { add: 0, change: 0, destroy: 0 };
const report: UpgradeReport = {
  from: "main (0123456789)",
  to: "the working tree",
  stacks: [
    { stack: "shop-network", removals: [], counts },
    {
      stack: "shop-data",
      removals: [
        { address: "aws_db_instance.Database", how: "replaced", because: ["db_name"], data: true },
        { address: "aws_lb.Proxy", how: "destroyed", because: [], data: false },
      ],
      counts: { add: 1, change: 2, destroy: 2 },
      refused: "shop-data: apply failed\nError: in use",
    },
    { stack: "shop-service", removals: [], counts, notReached: "shop-data" },
  ],
  left: [{ name: "shop-edge", key: "shop-edge.tfstate", resources: 30, data: [], state: {} }],
};

test("names stack by stack what goes, data first, what is refused and what stays behind", () => {
  expect(reportLines(report)).toEqual([
    "shop-data",
    "  DATA: aws_db_instance.Database is replaced, since db_name changes",
    "  aws_lb.Proxy is destroyed",
    "  1 to add, 2 to change, 2 to destroy",
    "  REFUSED:",
    "    shop-data: apply failed",
    "    Error: in use",
    "shop-service",
    "  not reached, since shop-data is refused",
    "unchanged: shop-network",
    "LEFT BEHIND: shop-edge is no longer in the app, and its 30 resources are still there",
    expect.stringContaining("npm run leftovers"),
  ]);
});

test("the summary of a workflow gets the same", () => {
  expect(reportMarkdown(report)).toContain("### From main (0123456789) to the working tree\n\n```text\nshop-data\n");
});

test("what is refused always stands against an upgrade, lost data unless they may go", () => {
  expect(objections(report, false).join("\n")).toContain("aws_db_instance.Database is replaced");
  expect(objections(report, true)).toEqual(["the working tree cannot be deployed: shop-data refused, see above"]);
  expect(objections({ ...report, stacks: report.stacks.slice(0, 1) }, false)).toEqual([]);
});
