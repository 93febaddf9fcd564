import type { Resource } from "../../terraform/block";
import { blockOf, isTrue } from "../../terraform/json";
import { type Finding, good } from "./finding";

/** What stands between the resource and a careless `terraform destroy`. */
export function protection({ json, type }: Resource): Finding | undefined {
  const reasons = [
    blockOf(json.lifecycle).prevent_destroy === true ? "prevent_destroy" : undefined,
    ["deletion_protection", "enable_deletion_protection", "deletion_protection_enabled"].some((name) =>
      isTrue(json[name]),
    )
      ? "deletion protection"
      : undefined,
    (type === "aws_db_instance" || type === "aws_rds_cluster") && json.skip_final_snapshot === false
      ? "final snapshot"
      : undefined,
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? good(reasons.join(", ")) : undefined;
}
