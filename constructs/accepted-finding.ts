import type { TerraformResource } from "cdktf";

/**
 * Accepts that a resource fails checks of checkov. The reasons stand in the resource itself, as the comment
 * `"//": {"checkov": {"skip": […]}}` of the synthesized JSON, where auditors and the policy check read them.
 *
 * @param reasons why, by the check's id, such as `CKV_AWS_144`
 */
export function acceptFindings(resource: TerraformResource, reasons: Readonly<Record<string, string>>): void {
  const skip = Object.entries(reasons).map(([id, comment]) => ({ id, comment }));
  if (skip.length > 0) resource.addOverride("//.checkov", { skip });
}
