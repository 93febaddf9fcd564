import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { LogGroup } from "../observability/log-group";

export interface DatabaseLogGroupsProps {
  readonly kind: "instance" | "cluster";
  /** Identifier of the instance or cluster, known at synth: RDS derives the groups' names from it. */
  readonly identifier: string;
  /** Log types that RDS sends, such as `error`. */
  readonly logs: readonly string[];
  readonly retentionDays: number;
  readonly kmsKeyArn?: string;
}

/**
 * The log groups that RDS writes to. RDS makes those that are missing, unencrypted and for ever; these are there first.
 * Source: RDS user guide, "Publishing MySQL logs to Amazon CloudWatch Logs".
 */
export class DatabaseLogGroups extends Construct {
  /** Each must be there before RDS writes its first line. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { kind, identifier, logs, ...keeping }: DatabaseLogGroupsProps) {
    super(scope, id);
    this.ready = logs.map(
      (log) =>
        new LogGroup(this, log.charAt(0).toUpperCase() + log.slice(1), {
          ...keeping,
          name: `/aws/rds/${kind}/${identifier}/${log}`,
        }).ready,
    );
  }
}
