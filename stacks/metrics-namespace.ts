import { LONGEST_STEM, physicalName } from "../constructs/names";
import type { Environment } from "../environments";

/** Namespace of CloudWatch for what the site's tasks say in their log, so that two environments of an account stay apart. */
export function metricsNamespace({ project, name }: Environment): string {
  return `WordPress/${physicalName(LONGEST_STEM, project, name)}`;
}
