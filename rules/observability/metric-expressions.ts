import type { Rule } from "../rule";

const API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html";
const ID = /^[a-z][A-Za-z0-9_]{0,254}$/;

/** Names in an expression that are no functions, words or texts: ids of other queries begin with a small letter. */
function idsIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"|'[^']*'/g, "");
  return [...bare.matchAll(/(?<![\w.])([a-z]\w*)\b(?!\s*\()/g)].map(([, id = ""]) => id);
}

export const metricExpressionRules: readonly Rule[] = [
  {
    id: "alarm-queries",
    trap: 60,
    title: "Ids of an alarm's queries begin with a small letter, and an expression names only these",
    source: API,
    severity: "error",
    fix: "Begin ids with a small letter, and name in expressions the ids of the alarm's own queries.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const queries = resource.blocks("metric_query");
      const ids = queries.map((query) => query.text("id"));
      if (ids.includes(undefined)) return;
      for (const query of queries) if (!ID.test(query.text("id") ?? "")) yield query.problem("id");
      for (const query of queries) {
        const expression = query.text("expression");
        // SQL of Metrics Insights names metrics, and `m1` in a search is a text.
        if (expression === undefined || /^\s*(SELECT|SEARCH)\b/i.test(expression)) continue;
        const missing = idsIn(expression).find((id) => !ids.includes(id));
        if (missing !== undefined) yield query.problem("expression", `no query has the id ${missing}`);
      }
    },
  },
];
