import { ADVANCED_INSIGHTS_DAYS } from "../../../aws/rds/insights";
import { guarded, type Refusal } from "../refusal";
import { blocksOf, type ObjectValue, type Value } from "../value";

/** Deletion protection, which AWS asks to be switched off by a change before. */
export function protectedInstance(operation: string, message: string): Refusal {
  return guarded(operation, "InvalidParameterCombination", "its deletion protection is on", ({ state }) =>
    state.deletion_protection === true ? message : undefined,
  );
}

/** A snapshot at the end needs a name that no other has; it stays when the database is gone. */
export function finalSnapshot(operation: string, code: string, type: string): Refusal[] {
  const wanted = ({ skip_final_snapshot: skip }: ObjectValue) => skip !== true;
  return [
    {
      on: "delete",
      operation,
      code: "InvalidParameterCombination",
      when: "a snapshot at the end has no name",
      source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html",
      text: ({ state }) =>
        wanted(state) && (state.final_snapshot_identifier ?? "") === ""
          ? "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
          : undefined,
    },
    {
      on: "delete",
      operation,
      code,
      when: "its last snapshot has the name of one that exists",
      text: ({ state, inventory }) => {
        const name = state.final_snapshot_identifier;
        return wanted(state) && inventory.allHeld(type).some((one) => one.final_snapshot_identifier === name)
          ? `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`
          : undefined;
      },
    },
  ];
}

/** The advanced mode of Database Insights, without the Performance Insights that it is made from. */
export function advancedInsights(
  operations: { readonly create: string; readonly update: string },
  what: string,
): Refusal[] {
  return (["create", "update"] as const).map((on) => ({
    on,
    operation: operations[on],
    code: "InvalidParameterCombination",
    when: "Database Insights is advanced without Performance Insights of 465 days",
    source: "pulumi/pulumi-aws#5286",
    text: ({ state }) =>
      state.database_insights_mode === "advanced" &&
      (state.performance_insights_enabled !== true ||
        Number(state.performance_insights_retention_period) < ADVANCED_INSIGHTS_DAYS)
        ? `To enable the Advanced mode of Database Insights, modify your ${what} to enable Performance Insights and set the retention period for Performance Insights to at least ${ADVANCED_INSIGHTS_DAYS} days.`
        : undefined,
  }));
}

/** `8.4` of `8.4.6`: MySQL's releases up to 8.4 are major in their second number. */
export function major(version: Value | undefined): string {
  return String(version ?? "")
    .split(".")
    .slice(0, 2)
    .join(".");
}

/**
 * Booleans as RDS keeps them: 1 and 0 in groups of instances, ON and OFF in those of clusters.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45394
 */
export function parametersAsKept({ parameter }: ObjectValue, kind: "instance" | "cluster"): Value {
  const words: Record<string, string> =
    kind === "instance" ? { ON: "1", OFF: "0", TRUE: "1", FALSE: "0" } : { TRUE: "ON", FALSE: "OFF" };
  return blocksOf(parameter).map((one) => ({
    ...one,
    value: words[String(one.value).toUpperCase()] ?? one.value ?? null,
  }));
}
