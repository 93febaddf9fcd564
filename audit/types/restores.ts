import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";

/** The selection of AWS Backup that restores the resource for tests. */
export function restoreTestOf(resource: Resource, tree: Tree): Resource | undefined {
  return tree.referring(resource, "protected_resource_arns", "aws_backup_restore_testing_selection")[0];
}

/** What is added to how a resource can be brought back; nothing where no restore of it is tested. */
export function alsoTested(resource: Resource, tree: Tree): string {
  const schedule = restoreTestOf(resource, tree)?.follow("restore_testing_plan_name")?.text("schedule_expression");
  return schedule === undefined ? "" : `; restores are tested, ${schedule}`;
}
