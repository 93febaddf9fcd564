import { repeated } from "../forms";
import type { Block, Finding, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";

/** Storage classes from the nearest to the farthest: objects only go outward. */
const ORDER = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];
/** Classes that take objects of 30 days and older alone, and keep them for 30 days. */
const INFREQUENT = ["STANDARD_IA", "ONEZONE_IA"];
const LEAST_DAYS = 30;

const ACTIONS = [
  "transition",
  "expiration",
  "noncurrent_version_transition",
  "noncurrent_version_expiration",
  "abort_incomplete_multipart_upload",
];

interface Step {
  readonly block: Block;
  readonly attribute: string;
  readonly days: number;
  readonly storageClass: string;
}

function stepsOf(rule: Block, name: string, attribute: string): Step[] {
  return rule.blocks(name).flatMap((block) => {
    const days = block.number(attribute);
    const storageClass = block.text("storage_class");
    return days === undefined || storageClass === undefined ? [] : [{ block, attribute, days, storageClass }];
  });
}

function* wrongSteps(steps: readonly Step[], isCurrent: boolean): Iterable<Finding> {
  const ordered = [...steps].sort((left, right) => left.days - right.days);
  for (const [index, { block, attribute, days, storageClass }] of ordered.entries()) {
    const before = ordered[index - 1];
    if (isCurrent && INFREQUENT.includes(storageClass) && days < LEAST_DAYS)
      yield block.problem(attribute, `${storageClass} takes objects from ${LEAST_DAYS} days on`);
    else if (before && INFREQUENT.includes(before.storageClass) && days < before.days + LEAST_DAYS)
      yield block.problem(attribute, `${before.storageClass} keeps objects for ${LEAST_DAYS} days`);
    if (before && ORDER.indexOf(storageClass) < ORDER.indexOf(before.storageClass))
      yield block.problem("storage_class", `comes after ${before.storageClass}`);
  }
}

export const bucketLifecycleRules: readonly Rule[] = [
  {
    id: "bucket-lifecycle",
    trap: 61,
    title:
      "Objects go to STANDARD_IA after 30 days or later, from there 30 days later, and expire after their last move",
    source: `${GUIDE}/lifecycle-transition-general-considerations.html`,
    severity: "error",
    fix: "Raise the days: 30 for STANDARD_IA and ONEZONE_IA, 30 more for what follows.",
    on: ["aws_s3_bucket_lifecycle_configuration"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) {
        const current = stepsOf(rule, "transition", "days");
        const old = stepsOf(rule, "noncurrent_version_transition", "noncurrent_days");
        yield* wrongSteps(current, true);
        yield* wrongSteps(old, true);
        for (const [steps, name, attribute] of [
          [current, "expiration", "days"],
          [old, "noncurrent_version_expiration", "noncurrent_days"],
        ] as const) {
          const expiration = rule.block(name);
          const days = expiration?.number(attribute);
          const last = Math.max(...steps.map((one) => one.days));
          if (expiration && days !== undefined && days > 0 && days <= last)
            yield expiration.problem(attribute, `the last move is after ${last} days`);
        }
      }
    },
  },
  {
    id: "bucket-lifecycle-rule",
    trap: 61,
    title:
      "A lifecycle rule of a bucket has a filter, an action, and a name of at most 255 characters that no other has",
    source: `${GUIDE}/intro-lifecycle-rules.html`,
    severity: "error",
    fix: "Write filter {} for all objects, and an action.",
    on: ["aws_s3_bucket_lifecycle_configuration"],
    *check(resource) {
      const rules = resource.blocks("rule");
      const [twice] = repeated(rules.flatMap((rule) => rule.text("id") ?? []));
      if (twice !== undefined) yield resource.problem("rule.id", "given twice", twice);
      for (const rule of rules) {
        if (!("filter" in rule.json) && !rule.has("filter") && !("prefix" in rule.json)) yield rule.problem("filter");
        if (!ACTIONS.some((name) => rule.has(name))) yield rule.problem("expiration", "no action");
        if ((rule.text("id") ?? "").length > 255) yield rule.problem("id");
        const aborts = rule.block("abort_incomplete_multipart_upload");
        const filter = rule.block("filter");
        if (aborts && (filter?.has("tag") || filter?.block("and")?.has("tags")))
          yield aborts.problem("days_after_initiation", "uploads that are not complete have no tags");
      }
    },
  },
  {
    id: "bucket-versioning-needed",
    trap: 79,
    title: "A bucket that is replicated or locked is versioned",
    source: `${GUIDE}/replication-requirements.html`,
    severity: "error",
    fix: "Add aws_s3_bucket_versioning with status Enabled.",
    on: ["aws_s3_bucket_replication_configuration", "aws_s3_bucket_object_lock_configuration"],
    *check(resource, tree) {
      const bucket = resource.follow("bucket");
      if (bucket?.type !== "aws_s3_bucket" || bucket.mode !== "resource" || bucket.flag("object_lock_enabled")) return;
      const versioning = tree.referring(bucket, "bucket", "aws_s3_bucket_versioning");
      const states = versioning.map((one) => one.block("versioning_configuration")?.text("status"));
      if (!states.includes("Enabled") && !states.includes(undefined))
        yield resource.problem("bucket", "it is not versioned");
    },
  },
];
