import { isObject } from "../../terraform/json";
import type { Rule } from "../rule";

/** Content filters that stand for a list of values are objects within lists; everything else at a leaf is a list. */
function wrongLeaf(pattern: Readonly<Record<string, unknown>>, path: string): string | undefined {
  for (const [key, value] of Object.entries(pattern)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (Array.isArray(value)) continue;
    const inside = isObject(value) ? wrongLeaf(value, at) : at;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

export const eventRules: readonly Rule[] = [
  {
    id: "event-pattern",
    trap: 49,
    title: "An event pattern's values stand in lists",
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html",
    severity: "error",
    fix: 'Write {"source": ["aws.ecs"]}.',
    on: ["aws_cloudwatch_event_rule"],
    *check(resource) {
      if (!resource.has("event_pattern")) return;
      const pattern = resource.decoded("event_pattern");
      if (!isObject(pattern)) return;
      const wrong = wrongLeaf(pattern, "");
      if (wrong !== undefined) yield resource.problem("event_pattern", `${wrong} is no list`);
    },
  },
];
