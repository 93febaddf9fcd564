import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { Place } from "../place";
import type { Metric } from "./alarm";

/** A graph of metrics over time. */
export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** @default 0 and up */
  readonly unit?: "Percent" | "Seconds" | "Bytes" | "Count";
}

/** What CloudWatch Logs Insights finds in a log group, newest first. */
export interface List {
  readonly title: string;
  readonly logGroupName: string;
  /** Commands of the query, one after another. */
  readonly query: readonly string[];
}

export interface DashboardProps {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  readonly graphs: readonly Graph[];
  /** Below the graphs. @default - none */
  readonly lists?: readonly List[];
  /** Alarms whose states stand at the top. */
  readonly alarmArns: readonly string[];
}

/** CloudWatch's grid has 24 columns. */
const COLUMNS = 24;
const WIDTH = 8;
const PER_ROW = COLUMNS / WIDTH;
const HEIGHT = 6;
const ALARMS_HEIGHT = 4;

/** One page with the state of every alarm and the graphs that explain them. */
export class Dashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.name = new CloudwatchDashboard(this, "Resource", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify(dashboardBody(props, Place.of(this).region)),
    }).dashboardName;
  }
}

function dashboardBody({ graphs, alarmArns, lists = [] }: DashboardProps, region: string) {
  const states = {
    type: "alarm",
    x: 0,
    y: 0,
    width: COLUMNS,
    height: ALARMS_HEIGHT,
    properties: { title: "Alarms", alarms: alarmArns },
  };
  const below = ALARMS_HEIGHT + Math.ceil(graphs.length / PER_ROW) * HEIGHT;
  return {
    widgets: [
      states,
      ...graphs.map((graph, index) => widget(graph, index, region)),
      ...lists.map((list, index) => table(list, below + index * HEIGHT, region)),
    ],
  };
}

function table({ title, logGroupName, query }: List, y: number, region: string) {
  return {
    type: "log",
    x: 0,
    y,
    width: COLUMNS,
    height: HEIGHT,
    properties: { title, region, view: "table", query: [`SOURCE '${logGroupName}'`, ...query].join(" | ") },
  };
}

function widget({ title, metrics, unit }: Graph, index: number, region: string) {
  return {
    type: "metric",
    x: (index % PER_ROW) * WIDTH,
    y: ALARMS_HEIGHT + Math.floor(index / PER_ROW) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      region,
      view: "timeSeries",
      period: 60,
      yAxis: { left: { min: 0, label: unit } },
      metrics: metrics.map(({ namespace, metricName, dimensions = {}, statistic }) => [
        namespace,
        metricName,
        ...Object.entries(dimensions).flat(),
        { stat: statistic },
      ]),
    },
  };
}
