import { arnParts } from "../../aws/arn";
import { isObject } from "../../terraform/json";
import type { Block, Rule } from "../rule";

/** Targets that EventBridge reaches by a role, by their types; `event-task-role` has tasks. Topics, queues, functions and log groups let it in by a policy. */
const BY_ROLE: Readonly<Record<string, string>> = {
  aws_batch_job_queue: "a job queue of Batch",
  aws_codebuild_project: "a project of CodeBuild",
  aws_codepipeline: "a pipeline",
  aws_cloudwatch_event_api_destination: "an API destination",
  aws_kinesis_firehose_delivery_stream: "a stream of Firehose",
  aws_kinesis_stream: "a stream of Kinesis",
  aws_sfn_state_machine: "a state machine",
};

/** The same by the service and the beginning of the resource in their ARNs. */
const ARNS: Readonly<Record<string, string>> = {
  "firehose:deliverystream": "aws_kinesis_firehose_delivery_stream",
  "kinesis:stream": "aws_kinesis_stream",
  "states:stateMachine": "aws_sfn_state_machine",
};

/** What a target is, where it is something that EventBridge reaches by a role. */
function reachedByRole(target: Block): string | undefined {
  const type = target.follow("arn")?.type;
  if (type !== undefined) return BY_ROLE[type];
  const arn = target.text("arn");
  if (arn === undefined || !arn.startsWith("arn:")) return undefined;
  const { service, resource } = arnParts(arn);
  return BY_ROLE[ARNS[`${service}:${resource.split(/[:/]/)[0]}`] ?? ""];
}

/** Source: EventBridge user guide, "Comparison operators for use in event patterns". */
const OPERATORS = new Set([
  "prefix",
  "suffix",
  "equals-ignore-case",
  "wildcard",
  "anything-but",
  "numeric",
  "cidr",
  "exists",
]);

/** An operator that there is not, such as `starts-with`. */
function wrongOperator(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const filters = value.filter(isObject).flatMap((filter) => Object.keys(filter));
    // Alternatives of `$or` are patterns, not filters.
    return filters.find((name) => !OPERATORS.has(name));
  }
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const wrong = key === "$or" && Array.isArray(inner) ? inner.map(wrongOperator).find(Boolean) : wrongOperator(inner);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

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
    title: "An event pattern's values stand in lists, and its filters are EventBridge's own",
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
      const operator = wrongOperator(pattern);
      if (operator !== undefined) yield resource.problem("event_pattern", `${operator} is no operator`);
    },
  },
  {
    id: "event-target-role",
    trap: 49,
    title: "A rule of EventBridge starts state machines and pipelines, and fills streams, by a role",
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html",
    severity: "error",
    fix: "Set role_arn to a role that events.amazonaws.com may take and that may start the target.",
    on: ["aws_cloudwatch_event_target"],
    *check(resource) {
      const what = reachedByRole(resource);
      if (what !== undefined && !resource.has("role_arn")) yield resource.problem("role_arn", `the target is ${what}`);
    },
  },
];
