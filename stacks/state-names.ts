import { physicalName } from "../constructs/names";
import type { Environment } from "../environments";

/** Names of the S3 bucket and the DynamoDB table that keep an environment's Terraform state. */
export interface StateNames {
  readonly bucket: string;
  readonly lockTable: string;
}

const LONGEST_BUCKET_NAME = 63;
const LONGEST_TABLE_NAME = 255;

/** Known at synth, since a Terraform backend takes no references. */
export function stateNames({ project, name, account, state }: Environment): StateNames {
  return {
    bucket: state.bucket ?? physicalName(LONGEST_BUCKET_NAME, project, name, "state", account),
    lockTable: state.lockTable ?? physicalName(LONGEST_TABLE_NAME, project, name, "state-lock"),
  };
}
