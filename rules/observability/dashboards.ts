import { REGIONS } from "../../aws/partitions";
import { isObject, listed, objectOf } from "../../terraform/json";
import type { Finding, Resource, Rule } from "../rule";

const BODY =
  "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html";
const TYPES = ["metric", "text", "log", "alarm", "explorer", "custom"];
const VIEWS = ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"];
const COLUMNS = 24;
const MOST_HEIGHT = 1000;
const MOST_WIDGETS = 500;
const MOST_METRICS = 500;
const MOST_ALARMS = 100;

type Wrong = readonly [at: string, detail: string, value: unknown];

/** What is wrong with one widget. */
function* wrongIn(widget: Readonly<Record<string, unknown>>): Iterable<Wrong> {
  const { type, properties, x, y, width, height } = widget;
  if (!TYPES.includes(String(type)) || !isObject(properties)) {
    yield ["", "type or properties", type];
    return;
  }
  if (typeof x === "number" && typeof width === "number" && x + width > COLUMNS)
    yield ["", `x + width is over ${COLUMNS}`, width];
  const sizes = {
    x: [x, 0, COLUMNS - 1],
    y: [y, 0, Number.POSITIVE_INFINITY],
    width: [width, 1, COLUMNS],
    height: [height, 1, MOST_HEIGHT],
  };
  for (const [name, [size, least, most]] of Object.entries(sizes))
    if (typeof size === "number" && (size < Number(least) || size > Number(most)))
      yield [`.${name}`, `${least} to ${most}`, size];
  for (const [at, detail, value] of wrongProperties(String(type), properties))
    yield [`.properties.${at}`, detail, value];
}

function* wrongProperties(type: string, properties: Readonly<Record<string, unknown>>): Iterable<Wrong> {
  const { region, alarms, markdown, query } = properties;
  if (isPlain(region) && !REGIONS.includes(region)) yield ["region", "no region of AWS", region];
  if (type === "text" && typeof markdown !== "string") yield ["markdown", "a text", markdown];
  if (type === "log" && typeof query !== "string") yield ["query", "a query", query];
  if (type === "alarm") {
    const all = listed(alarms);
    if (all.length === 0 || all.length > MOST_ALARMS) yield ["alarms", `1 to ${MOST_ALARMS} alarms`, all.length];
  }
  if (type === "metric") yield* wrongMetrics(properties);
}

function* wrongMetrics(properties: Readonly<Record<string, unknown>>): Iterable<Wrong> {
  const { region, view, metrics, annotations } = properties;
  if (region === undefined) yield ["region", "a metric's widget names its region", region];
  const rows = listed(metrics);
  if (rows.length === 0 && !isObject(annotations)) yield ["metrics", "metrics, or annotations with an alarm", metrics];
  if (rows.length > MOST_METRICS) yield ["metrics", `at most ${MOST_METRICS}`, rows.length];
  if (view !== undefined && isPlain(view) && !VIEWS.includes(view)) yield ["view", `one of ${VIEWS.join(", ")}`, view];
  for (const one of [properties, ...rows.map((row) => objectOf(listed(row).at(-1)))]) {
    if (typeof one.period === "number" && !isPeriod(one.period))
      yield ["period", "1, 5, 10, 20, 30 or a multiple of 60 seconds", one.period];
    if (isPlain(one.stat) && !STATISTIC.test(one.stat)) yield ["stat", "no statistic of CloudWatch", one.stat];
  }
}

const STATISTIC =
  /^(?:SampleCount|Average|Sum|Minimum|Maximum|IQM|p\d{1,3}(?:\.\d+)?|(?:tm|wm|tc|ts)\d{1,2}(?:\.\d+)?|(?:TM|WM|TC|TS|PR)\([^()]*:[^()]*\))$/;
const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
const isPlain = (value: unknown): value is string => typeof value === "string" && !value.includes("${");

function* check(resource: Resource): Iterable<Finding> {
  const name = resource.text("dashboard_name");
  if (name !== undefined && !/^[\w-]{1,255}$/.test(name))
    yield resource.problem("dashboard_name", "letters, digits, - and _");
  const body = resource.decoded("dashboard_body");
  if (body === undefined && !resource.raw("dashboard_body")?.includes("${"))
    yield resource.problem("dashboard_body", "not JSON");
  if (!isObject(body)) return;
  if (!Array.isArray(body.widgets)) yield resource.problem("dashboard_body", "no widgets", Object.keys(body));
  const widgets = listed(body.widgets).map(objectOf);
  if (widgets.length > MOST_WIDGETS)
    yield resource.problem("dashboard_body", `at most ${MOST_WIDGETS} widgets`, widgets.length);
  for (const [index, widget] of widgets.entries()) {
    for (const [at, detail, value] of wrongIn(widget))
      yield resource.problem(`dashboard_body.widgets[${index}]${at}`, detail, value);
  }
}

export const dashboardRule: Rule = {
  id: "dashboard-body",
  trap: 60,
  title:
    "A dashboard's body is JSON with at most 500 widgets, each of a known type with what that type needs, inside a grid of 24 columns",
  source: BODY,
  severity: "error",
  fix: "Correct the widget.",
  on: ["aws_cloudwatch_dashboard"],
  check,
};
