import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";
import { applyStatements, planStatements, type Subject } from "./deploy-rights";

export interface DeployRolesProps extends Subject {
  /** First part of the roles' names. */
  readonly name: string;
  /** Owner and name of the GitHub repository. */
  readonly repository: string;
  /** Numbers of owner and repository, which newer subjects name. @default - only subjects without them are trusted */
  readonly ids?: { readonly owner: number; readonly repository: number };
  readonly branch: string;
  /** False where the account has the provider already. */
  readonly createProvider: boolean;
}

/** Who issues the tokens of GitHub's workflows. */
const ISSUER = "token.actions.githubusercontent.com";
const AUDIENCE = "sts.amazonaws.com";

/**
 * Two roles for GitHub Actions, taken by a token that lives for minutes in place of keys: pull requests and the branch plan, the
 * branch deploys. Source: GitHub docs, "Configuring OpenID Connect in Amazon Web Services".
 */
export class DeployRoles extends Construct {
  readonly planRoleArn: string;
  readonly applyRoleArn: string;

  constructor(scope: Construct, id: string, props: DeployRolesProps) {
    super(scope, id);
    const { name, branch, createProvider } = props;
    const place = Place.of(this);
    const issuer = createProvider
      ? new IamOpenidConnectProvider(this, "Provider", { url: `https://${ISSUER}`, clientIdList: [AUDIENCE] }).arn
      : place.iamArn(`oidc-provider/${ISSUER}`);
    const role = (roleId: string, suffix: string, subjects: readonly string[], managedPolicy: string) => {
      const created = new IamRole(this, roleId, {
        name: `${name}-${suffix}`,
        maxSessionDuration: 3600,
        assumeRolePolicy: policy({
          Sid: "WorkflowAssumes",
          Principal: { Federated: issuer },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${ISSUER}:aud`]: AUDIENCE,
              [`${ISSUER}:sub`]: repositories(props).flatMap((one) =>
                subjects.map((subject) => `repo:${one}:${subject}`),
              ),
            },
          },
        }),
      });
      new IamRolePolicyAttachment(this, `${roleId}Managed`, {
        role: created.name,
        policyArn: place.managedPolicyArn(managedPolicy),
      });
      return created;
    };
    const ofBranch = `ref:refs/heads/${branch}`;
    // The branch plans too: what drifted, on a schedule. Its other role may do more than this one.
    const plan = role("Plan", "plan", ["pull_request", ofBranch], "ReadOnlyAccess");
    const apply = role("Apply", "apply", [ofBranch], "PowerUserAccess");
    new IamRolePolicy(this, "PlanRights", {
      role: plan.name,
      name: "plan",
      policy: policy(...planStatements(place, props)),
    });
    new IamRolePolicy(this, "ApplyRights", {
      role: apply.name,
      name: "apply",
      policy: policy(...applyStatements(place, props)),
    });
    this.planRoleArn = plan.arn;
    this.applyRoleArn = apply.arn;
  }
}

/**
 * A repository as subjects name it: by its name, and since April 2026 by names with numbers, so that who takes a name over does
 * not take its trust. Source: GitHub changelog, 2026-04-23.
 */
function repositories({ repository, ids }: Pick<DeployRolesProps, "repository" | "ids">): string[] {
  const [owner = "", name = ""] = repository.split("/");
  return ids === undefined ? [repository] : [repository, `${owner}@${ids.owner}/${name}@${ids.repository}`];
}
