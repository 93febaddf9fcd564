import type { Construct } from "constructs";
import { Budget } from "../constructs/account/budget";
import { DeployRoles } from "../constructs/account/deploy-roles";
import { LONGEST_STEM } from "../constructs/names";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";
import { stateNames } from "./state-names";

export interface AccountStackProps {
  readonly budget: Environment["budget"];
  readonly ci: Environment["ci"];
  /** Topic that hears of the budget. */
  readonly topicArn: string | undefined;
}

/** What concerns the account more than the site: its costs, and who deploys from outside. */
export class AccountStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, { budget, ci, topicArn }: AccountStackProps) {
    super(scope, { environment, name: "account" });
    if (budget !== undefined)
      new Budget(this, "Budget", { name: this.physicalName(LONGEST_STEM), ...budget, topicArn });
    if (ci === undefined) return;
    const { bucket, lockTable } = stateNames(environment);
    const { planRoleArn, applyRoleArn } = new DeployRoles(this, "Ci", {
      ...ci,
      name: this.physicalName(LONGEST_STEM, "ci"),
      namePrefix: this.physicalName(LONGEST_STEM),
      stateBucket: bucket,
      lockTable,
      zoneRoleArn: environment.site.domain?.hostedZoneRoleArn ?? environment.site.formerZoneRoleArn,
    });
    this.output("PlanRoleArn", planRoleArn, "Role that a pull request's workflow takes to plan");
    this.output("ApplyRoleArn", applyRoleArn, "Role that the branch's workflow takes to deploy");
  }
}
