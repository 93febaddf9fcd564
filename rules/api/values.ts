import { constrainedTypes, constraintsOf, countConstraints } from "../../aws/api/constraints";
import type { Rule } from "../rule";
import { judge, type Kind } from "./judgement";

const SOURCE = "https://github.com/boto/botocore/tree/develop/botocore/data";
const counted = ({ attributes, types }: { attributes: number; types: number }): string =>
  `(${attributes} attributes of ${types} types)`;

/** Rules of whole families, from the models of AWS's API: one row in the documentation, however many attributes. */
function family(id: string, kind: Kind, title: string, fix: string): Rule {
  return {
    id,
    trap: 68,
    title,
    source: SOURCE,
    severity: "error",
    fix,
    general: "attribute",
    on: constrainedTypes(),
    check: (resource) => judge(kind, resource, constraintsOf(resource.type)),
  };
}

export const apiRules: readonly Rule[] = [
  family(
    "api-value",
    "value",
    `A value of a closed set is one that AWS's API has ${counted(countConstraints("values"))}`,
    "Take one of the values that the API has.",
  ),
  family(
    "api-pattern",
    "pattern",
    `A text has the form that AWS's API asks for ${counted(countConstraints("pattern"))}`,
    "Write the text in the form that the API takes.",
  ),
  family(
    "api-length",
    "length",
    `A text or a list is as long as AWS's API takes it ${counted(countConstraints("shortest", "longest", "fewest", "manyest"))}`,
    "Shorten or lengthen it.",
  ),
  family(
    "api-range",
    "range",
    `A number lies in the range of AWS's API ${counted(countConstraints("least", "most"))}`,
    "Take a number of the range.",
  ),
];
