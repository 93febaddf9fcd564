import { z } from "zod";
import { oneLine, oneOf, text } from "./fields";

/** Severities that can be told, the gravest first; ECR has INFORMATIONAL and UNDEFINED besides. */
const LEVELS = ["critical", "high", "medium", "low"] as const;

/** A level and all above it, as ECR writes severities, the gravest first. */
export const severitiesFrom = (level: (typeof LEVELS)[number]): string[] =>
  LEVELS.slice(0, LEVELS.indexOf(level) + 1).map((one) => one.toUpperCase());

const DAY_MS = 24 * 3600 * 1000;
const LONGEST_DAYS = 366;
const DAY = "must be a day such as 2027-01-31";

/** Today in UTC, as `until` is written: `2027-01-31`. */
export const today = (now = new Date()): string => now.toISOString().slice(0, 10);

const isDay = (value: string): boolean => {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && today(new Date(time)) === value;
};

const lastDay = () => today(new Date(Date.now() + LONGEST_DAYS * DAY_MS));

const exception = z.strictObject({
  /** The finding, as ECR names it: CVE-2027-12345. */
  id: text(/^[A-Z][A-Z0-9]*(-[A-Za-z0-9]+)+$/, "must be the name of a finding such as CVE-2027-12345").max(
    128,
    "must have at most 128 characters",
  ),
  /** The last day on which it holds, in UTC, 366 days from today at most. After it the finding is told again, without a deploy. */
  until: text(/^\d{4}-\d{2}-\d{2}$/, DAY)
    .refine(isDay, DAY)
    .refine(
      (day) => day <= lastDay(),
      `must not be over ${LONGEST_DAYS} days from today: what stays is looked at again`,
    ),
  /** Why the site can bear it until then, in a line without `${`, `%{`, `{%` and `%}`. The mails and the audit's report quote it. */
  reason: oneLine(200).regex(
    /^(?!\s*$)(?!.*(\$\{|%\{|\{%|%\}))/,
    "must be a sentence without signs of Terraform's and Step Functions' expressions",
  ),
});

/** What the scan of the image finds, and who need not hear of it. */
export const imageFindings = z.strictObject({
  /** The least severity that is told, with all above it. */
  level: oneOf(LEVELS).default("critical"),
  /** Findings that are known and not told until a day that is written down. */
  exceptions: z
    .array(exception)
    .max(100, "must have at most 100 exceptions")
    .superRefine((all, context) => {
      for (const [index, { id }] of all.entries()) {
        if (all.findIndex((one) => one.id === id) === index) continue;
        context.addIssue({
          code: "custom",
          message: "must not be named twice",
          input: id,
          path: [index, "id"],
        });
      }
    })
    .default([]),
});

type Findings = z.output<typeof imageFindings>;

/** What a person who deploys has to know of exceptions that have ended. They refuse nothing: the deploy may be the one that mends a site. */
export function endedExceptions(findings: Findings | undefined, day = today()): string[] {
  return (findings?.exceptions ?? [])
    .filter(({ until }) => until < day)
    .map(
      ({ id, until }) =>
        `warning: monitoring.imageFindings.exceptions: the exception for ${id} ended on ${until}, so the finding is told again; renew it with a reason or take it out`,
    );
}
