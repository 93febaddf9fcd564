import dataTypes from "../aws/data-types.json";

/** A resource that holds what people typed or stored, and that a plan takes away. */
export interface LostData {
  readonly address: string;
  readonly how: "destroyed" | "replaced";
  /** Arguments that cannot be changed in place, such as `db_name`. */
  readonly because: readonly string[];
}

interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly replace_paths?: readonly (readonly unknown[])[] };
}

/** Data that the plan destroys or replaces. @param plan what `terraform show -json` says of it */
export function lostData(plan: { readonly resource_changes?: readonly PlannedChange[] }): LostData[] {
  return (plan.resource_changes ?? [])
    .filter(({ type, change }) => dataTypes.includes(type) && change.actions.includes("delete"))
    .map(({ address, change }) => ({
      address,
      how: change.actions.includes("create") ? "replaced" : "destroyed",
      because: (change.replace_paths ?? []).map((path) => path.join(".")),
    }));
}

/** One line for people: `aws_db_instance.Database is replaced, since db_name changes`. */
export function describeLoss({ address, how, because }: LostData): string {
  return `${address} is ${how}${because.length > 0 ? `, since ${because.join(", ")} changes` : ""}`;
}
