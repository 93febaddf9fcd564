import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import { endedExceptions, imageFindings, severitiesFrom, today } from "../../environments/schema/image-findings";
import { good, problemsOf } from "./support/problems";

const inDays = (days: number) => today(new Date(Date.now() + days * 24 * 3600 * 1000));
const exception = (more: object = {}) => ({
  id: "CVE-2027-1",
  until: inDays(30),
  reason: "no form takes XML",
  ...more,
});
const refusals = (...exceptions: object[]) => problemsOf({ ...good, monitoring: { imageFindings: { exceptions } } });
const AT = "monitoring.imageFindings.exceptions";

test("only what is critical is told, and nothing is excused, where nobody says more", () => {
  const { monitoring } = checkEnvironment("test", { ...good, monitoring: {} });
  expect(monitoring?.imageFindings).toEqual({ level: "critical", exceptions: [] });
});

test("a level stands for all above it", () => {
  expect(severitiesFrom("critical")).toEqual(["CRITICAL"]);
  expect(severitiesFrom("medium")).toEqual(["CRITICAL", "HIGH", "MEDIUM"]);
});

test("an exception holds for a year at most", () => {
  expect(refusals(exception({ until: inDays(366) }))).toEqual([]);
  const until = inDays(368);
  expect(refusals(exception({ until }))).toEqual([
    `${AT}.0.until: must not be over 366 days from today: what stays is looked at again, got "${until}"`,
  ]);
});

test.each<[string, object, string]>([
  ["no reason", { reason: undefined }, `${AT}.0.reason: is required`],
  ["an empty reason", { reason: "" }, `${AT}.0.reason: must not be empty, got ""`],
  [
    "a reason of blanks",
    { reason: "  " },
    `${AT}.0.reason: must be a sentence without signs of Terraform's and Step Functions' expressions, got "  "`,
  ],
  [
    "a reason that Terraform or Step Functions would evaluate",
    { reason: "{% $states %}" },
    `${AT}.0.reason: must be a sentence without signs of Terraform's and Step Functions' expressions, got "{% $states %}"`,
  ],
  ["no day", { until: undefined }, `${AT}.0.until: is required`],
  ["a day that is none", { until: "2027-02-30" }, `${AT}.0.until: must be a day such as 2027-01-31, got "2027-02-30"`],
  ["no name", { id: "libxml2" }, `${AT}.0.id: must be the name of a finding such as CVE-2027-12345, got "libxml2"`],
])("an exception with %s is refused", (_, more, problem) => {
  expect(refusals(exception(more))).toContain(problem);
});

test("two exceptions for one finding are refused", () => {
  expect(refusals(exception(), exception())).toEqual([`${AT}.1.id: must not be named twice, got "CVE-2027-1"`]);
});

test("an exception that has ended stops no deployment; who deploys hears of it", () => {
  const ended = exception({ until: "2026-01-31" });
  expect(refusals(ended)).toEqual([]);
  const findings = imageFindings.parse({ exceptions: [ended, exception({ id: "CVE-2027-2" })] });
  expect(endedExceptions(findings)).toEqual([
    "warning: monitoring.imageFindings.exceptions: the exception for CVE-2027-1 ended on 2026-01-31, so the finding is told again; renew it with a reason or take it out",
  ]);
  expect(endedExceptions(findings, "2026-01-31")).toEqual([]);
  expect(endedExceptions(undefined)).toEqual([]);
});
