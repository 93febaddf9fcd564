import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";
import { readRights } from "../secrets/read-rights";

export interface ProxyRoleProps {
  readonly name: string;
  /** Secrets of the users that come through the proxy. */
  readonly secretArns: readonly string[];
  /** Key that encrypts them. @default - Secrets Manager's own */
  readonly kmsKeyArn?: string;
}

/**
 * Lets RDS Proxy read the secrets of its users, and nothing else.
 * Source: RDS user guide, "Configuring IAM authentication for RDS Proxy", whose trust policy has no conditions.
 */
export class ProxyRole extends Construct {
  readonly arn: string;
  /** The role's rights; a proxy that starts before them finds no credentials. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, secretArns, kmsKeyArn }: ProxyRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policy({
        Sid: "RdsProxyAssumes",
        Principal: { Service: "rds.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    this.ready = new IamRolePolicy(this, "Rights", {
      name: "read-secrets",
      role: role.name,
      policy: policy(...readRights(Place.of(this), secretArns, kmsKeyArn)),
    });
    this.arn = role.arn;
  }
}
