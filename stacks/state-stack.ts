import type { Construct } from "constructs";
import { StateStore } from "../constructs/state/state-store";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";
import { stateNames } from "./state-names";

/** Deployed first and once: where the state of all other stacks lives. Its own state is a file beside main.ts, until it is moved into the bucket. */
export class StateStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, { environment, name: "state", backend: environment.state.own === "bucket" ? "s3" : "local" });
    const { bucket, lockTable } = stateNames(environment);
    new StateStore(this, "StateStore", {
      bucketName: bucket,
      lockTableName: lockTable,
    });
    this.output("StateBucket", bucket, "S3 bucket of the Terraform state");
    this.output("StateLockTable", lockTable, "DynamoDB table of the state locks");
  }
}
