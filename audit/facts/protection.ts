import { blockOf, isTrue } from "../../terraform/json";
import { type Finding, good } from "./finding";
import type { Resource } from "./resource";

/** What stands between the resource and a careless `terraform destroy`. */
export function protection({ body, type }: Resource): Finding | undefined {
  const reasons = [
    blockOf(body.lifecycle).prevent_destroy === true ? "prevent_destroy" : undefined,
    ["deletion_protection", "enable_deletion_protection", "deletion_protection_enabled"].some((name) =>
      isTrue(body[name]),
    )
      ? "deletion protection"
      : undefined,
    (type === "aws_db_instance" || type === "aws_rds_cluster") && body.skip_final_snapshot === false
      ? "final snapshot"
      : undefined,
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? good(reasons.join(", ")) : undefined;
}
