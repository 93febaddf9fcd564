import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { expect, test } from "vitest";
import { Dashboard, type Graph, type List } from "../../../constructs/observability/dashboard";
import { synth } from "../../support/synth";

const metric = { namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: { Id: "db" }, statistic: "Average" };
const graph: Graph = { title: "CPU", metrics: [metric], unit: "Percent" };

function widgets(graphs: readonly Graph[], lists: readonly List[] = []) {
  const { all } = synth((stack) => {
    new Dashboard(stack, "Dashboard", { name: "site", graphs, lists, alarmArns: ["arn:alarm"] });
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

test("lists from a log group stand below the graphs, as wide as all of them", () => {
  const list: List = { title: "Good tests", logGroupName: "/ecs/site", query: ["filter ispresent(mark)", "limit 5"] };
  expect(widgets([graph, graph, graph, graph], [list]).at(-1)).toEqual({
    type: "log",
    x: 0,
    y: 16,
    width: 24,
    height: 6,
    properties: {
      title: "Good tests",
      region: "eu-west-1",
      view: "table",
      query: "SOURCE '/ecs/site' | filter ispresent(mark) | limit 5",
    },
  });
});
