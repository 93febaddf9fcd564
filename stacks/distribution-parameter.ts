import type { Environment } from "../environments";

/** Parameter with the id of the distribution: the tasks look there for what a later stack makes. */
export function distributionParameter({ project, name }: Environment): string {
  return `/${project}/${name}/distribution-id`;
}
