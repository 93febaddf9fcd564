import type { Block, Rule } from "../rule";

/** Targets of a bucket's events. */
const TARGETS = ["lambda_function", "queue", "topic"];

/** `s3:ObjectCreated:*` and `s3:ObjectCreated:Put` are told of the same. */
function meets(one: string, other: string): boolean {
  const stem = (event: string) => event.replace(/\*$/, "");
  const isWild = (event: string) => event.endsWith("*");
  if (isWild(one) && other.startsWith(stem(one))) return true;
  return one === other || (isWild(other) && one.startsWith(stem(other)));
}

/** Whether a name can begin with both, or end with both. */
const agree = (one: string, other: string, begins: boolean): boolean =>
  begins ? one.startsWith(other) || other.startsWith(one) : one.endsWith(other) || other.endsWith(one);

function overlap(one: Block, other: Block): boolean {
  const texts = ["filter_prefix", "filter_suffix"].map((name) => [one.textOr(name, ""), other.textOr(name, "")]);
  if (texts.flat().includes(undefined)) return false;
  const [[first = "", second = ""] = [], [third = "", fourth = ""] = []] = texts;
  if (!agree(first, second, true) || !agree(third, fourth, false)) return false;
  return one.texts("events").some((event) => other.texts("events").some((another) => meets(event, another)));
}

export const bucketNotificationRules: readonly Rule[] = [
  {
    id: "bucket-notification-overlap",
    trap: 79,
    title: "Two notifications of a bucket for the same event have prefixes or suffixes that no object shares",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html",
    severity: "error",
    fix: "Send the event to one target, a topic for several, or tell the prefixes apart.",
    on: ["aws_s3_bucket_notification"],
    *check(resource) {
      const all = TARGETS.flatMap((name) => resource.blocks(name).map((block) => [name, block] as const));
      for (const [place, [name, block]] of all.entries()) {
        const before = all.slice(0, place).find(([, other]) => overlap(other, block));
        if (before) yield block.problem("events", `a ${before[0]} hears of them too, a ${name} cannot as well`);
      }
    },
  },
];
