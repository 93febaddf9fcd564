import dataTypes from "../aws/data-types.json";

/** A resource that a plan takes away. */
export interface Removal {
  readonly address: string;
  /** `forgotten` by Terraform: it stays in AWS, and its state is gone. */
  readonly how: "destroyed" | "replaced" | "forgotten";
  /** Arguments that cannot be changed in place, such as `db_name`. */
  readonly because: readonly string[];
  /** Whether what people typed or stored goes with it. */
  readonly data: boolean;
}

/** How many resources a plan changes, as Terraform counts them. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly mode?: string;
  readonly change: { readonly actions: readonly string[]; readonly replace_paths?: readonly (readonly unknown[])[] };
}

/** What `terraform show -json` says of a plan. */
export interface ChangePlan {
  readonly resource_changes?: readonly PlannedChange[];
}

/** What the plan replaces, destroys or forgets; data come first. */
export function removals(plan: ChangePlan): Removal[] {
  const all = (plan.resource_changes ?? []).flatMap(({ address, type, change: { actions, replace_paths = [] } }) => {
    const how = wayOf(actions);
    if (how === undefined) return [];
    const because = replace_paths.map((path) => path.join("."));
    return [{ address, how, because, data: how !== "forgotten" && dataTypes.includes(type) }];
  });
  return [...all.filter(({ data }) => data), ...all.filter(({ data }) => !data)];
}

function wayOf(actions: readonly string[]): Removal["how"] | undefined {
  if (actions.includes("delete")) return actions.includes("create") ? "replaced" : "destroyed";
  return actions.includes("forget") ? "forgotten" : undefined;
}

/** Data that the plan destroys or replaces. */
export function lostData(plan: ChangePlan): Removal[] {
  return removals(plan).filter(({ data }) => data);
}

export function changeCounts(plan: ChangePlan): ChangeCounts {
  const actions = (plan.resource_changes ?? [])
    .filter(({ mode }) => mode !== "data")
    .map(({ change }) => change.actions);
  const count = (action: string) => actions.filter((some) => some.includes(action)).length;
  return { add: count("create"), change: count("update"), destroy: count("delete") };
}

/** One line for people: `aws_db_instance.Database is replaced, since db_name changes`. */
export function describeRemoval({ address, how, because }: Removal): string {
  return `${address} is ${how}${because.length > 0 ? `, since ${because.join(", ")} changes` : ""}`;
}
