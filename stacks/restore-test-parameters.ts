import type { Named } from "../constructs/names";

/** Start of the names of the parameters with the times of the last good tests of a restore. */
export function restoreTestParameters({ project, name }: Named): string {
  return `/${project}/${name}/restore-test/`;
}
