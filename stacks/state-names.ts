import { LIMITS } from "../aws/limits";
import { physicalName } from "../constructs/names";
import type { Environment } from "../environments";

/** Names of the S3 bucket and the DynamoDB table that keep an environment's Terraform state. */
export interface StateNames {
  readonly bucket: string;
  readonly lockTable: string;
}

/** Known at synth, since a Terraform backend takes no references. */
export function stateNames({ project, name, account, state }: Environment): StateNames {
  return {
    bucket: state.bucket ?? physicalName(LIMITS.bucket, project, name, "state", account),
    lockTable: state.lockTable ?? physicalName(LIMITS.table, project, name, "state-lock"),
  };
}
