import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { expect, test } from "vitest";
import { Dashboard, type Graph } from "../../../constructs/observability/dashboard";
import { synth } from "../../support/synth";

const metric = { namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: { Id: "db" }, statistic: "Average" };
const graph: Graph = { title: "CPU", metrics: [metric], unit: "Percent" };

function widgets(graphs: readonly Graph[]) {
  const { all } = synth((stack) => {
    new Dashboard(stack, "Dashboard", { name: "site", graphs, alarmArns: ["arn:alarm"] });
  });
  const [dashboard] = all(CloudwatchDashboard);
  return JSON.parse(String(dashboard?.dashboard_body)).widgets;
}

test("shows the alarms' states above the graphs", () => {
  expect(widgets([graph])).toMatchObject([
    { type: "alarm", y: 0, width: 24, properties: { alarms: ["arn:alarm"] } },
    {
      type: "metric",
      properties: {
        title: "CPU",
        metrics: [["AWS/RDS", "CPUUtilization", "Id", "db", { stat: "Average" }]],
        yAxis: { left: { min: 0, label: "Percent" } },
      },
    },
  ]);
});

test("three graphs stand in a row, and none over another", () => {
  const places = widgets(Array.from({ length: 7 }, () => graph)).map(
    ({ x, y, width, height }: Record<string, number>) => ({ x, y, width, height }),
  );
  for (const { x, width } of places) expect(x + width).toBeLessThanOrEqual(24);
  expect(new Set(places.map(({ x, y }: { x: number; y: number }) => `${x},${y}`)).size).toBe(8);
  expect(places[4]).toEqual({ x: 0, y: 10, width: 8, height: 6 });
});
