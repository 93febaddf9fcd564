import type { Constraint } from "../../aws/api/constraint";
import type { Groups } from "../../aws/api/constraints";
import type { Diagnostic } from "../aws-provider/client";

const NUMBER = "(-?\\d+(?:\\.\\d+)?)";
const RANGE = new RegExp(`^expected (?!length).* to be in the range \\(${NUMBER} - ${NUMBER}\\)`);
const LEAST = new RegExp(`^expected .* to be at least \\(${NUMBER}\\)`);
const MOST = new RegExp(`^expected .* to be at most \\(${NUMBER}\\)`);
const VALUES = /^expected .* to be one of \[(.*)\], got/s;
const LENGTH = /^expected length of .* to be in the range \((\d+) - (\d+)\)/;
const LONGEST = /cannot be (?:longer|greater) than (\d+) (?:UTF-8 )?characters/;

/** Forms that a provider checks by a parser, and ours of the same. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [
    /is an invalid ARN/,
    "^arn:aws(?:-[a-z]+)*:[\\w-]+:[a-z0-9-]*:(?:aws|aws-managed|third-party|\\d{12}|cw.{10})?:[^]+$",
  ],
  [/is not a valid CIDR block/, "^[0-9a-fA-F:.]+/\\d{1,3}$"],
  [/doesn't look like AWS Account ID/, "^\\d{12}$"],
];

/**
 * What a provider's answers to wrong values say of an attribute. Checks of which one suffices answer together, so where a range or a list of values
 * does not stand alone, it says nothing.
 */
export function constraintIn(answers: readonly (readonly Diagnostic[])[]): Constraint | undefined {
  let constraint: Constraint = {};
  for (const answer of answers) {
    const words = answer.map(({ summary }) => summary).filter((summary) => !summary.startsWith("Missing"));
    for (const text of words) {
      constraint = { ...constraint, ...lengthIn(text) };
      if (words.length === 1) constraint = { ...constraint, ...rangeIn(text), ...formIn(text) };
    }
  }
  return Object.keys(constraint).length === 0 ? undefined : constraint;
}

function lengthIn(text: string): Constraint {
  const range = LENGTH.exec(text);
  if (range) return { ...(Number(range[1]) > 1 && { shortest: Number(range[1]) }), longest: Number(range[2]) };
  const longest = LONGEST.exec(text);
  return longest ? { longest: Number(longest[1]) } : {};
}

function rangeIn(text: string): Constraint {
  const range = RANGE.exec(text);
  if (range) return { least: Number(range[1]), most: Number(range[2]) };
  const [least, most] = [LEAST.exec(text), MOST.exec(text)];
  if (least) return { least: Number(least[1]) };
  return most ? { most: Number(most[1]) } : {};
}

function formIn(text: string): Constraint {
  const listed = VALUES.exec(text)?.[1];
  if (listed !== undefined) {
    const quoted = [...listed.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);
    return { values: quoted.length > 0 ? quoted : listed.split(" ") };
  }
  const pattern = FORMS.find(([words]) => words.test(text))?.[1];
  return pattern === undefined ? {} : { pattern };
}

/** Groups of arguments at the top of a type that the errors name; those within blocks are named by their place in a list. */
export function groupsIn(diagnostics: readonly Diagnostic[]): Groups {
  const some = new Set<string>();
  const needs = new Map<string, readonly string[]>();
  for (const { detail } of diagnostics) {
    const [, name = "", how, listed = ""] = /"([^"]*)": (one|all) of `([^`]*)` must be specified/.exec(detail) ?? [];
    const [, exactly = ""] = /^Exactly one of these attributes must be configured: \[([^\]]*)\]/.exec(detail) ?? [];
    const names = (listed || exactly).split(",").sort();
    if (names.some((one) => one === "" || /[.[]/.test(one))) continue;
    if (how === "all")
      needs.set(
        name,
        names.filter((one) => one !== name),
      );
    else some.add(names.join());
  }
  return {
    some: [...some].sort().map((group) => group.split(",")),
    needs: Object.fromEntries([...needs].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}
