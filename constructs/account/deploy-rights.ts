import type { PolicyStatement } from "../iam/policy";
import type { Place } from "../place";

export interface Subject {
  /** What the names of the environment's roles begin with, without the hyphen after it. */
  readonly namePrefix: string;
  readonly stateBucket: string;
  readonly lockTable: string;
}

/**
 * Beside ReadOnlyAccess, which reads every setting but no secret: a plan locks the state, and opens the ephemeral
 * values, among them the database's password and a login to ECR.
 */
export function planStatements(place: Place, { namePrefix, stateBucket, lockTable }: Subject): PolicyStatement[] {
  const bucket = place.bucketArn(stateBucket);
  return [
    { Sid: "LockTheState", Action: ["s3:PutObject", "s3:DeleteObject"], Resource: `${bucket}/*.tflock` },
    {
      Sid: "LockInTheTable",
      Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
      Resource: place.arn("dynamodb", `table/${lockTable}`),
    },
    {
      Sid: "UseTheStatesKey",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: place.arn("kms", "key/*"),
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${stateBucket}` } },
    },
    {
      Sid: "OpenEphemeralSecrets",
      Action: "secretsmanager:GetSecretValue",
      Resource: place.arn("secretsmanager", `secret:${namePrefix}-*`),
    },
    {
      Sid: "DecryptThem",
      Action: "kms:Decrypt",
      Resource: place.arn("kms", "key/*"),
      Condition: { StringEquals: { "kms:ViaService": place.host("secretsmanager") } },
    },
    // These two know no resource: a login that opens no repository by itself, and a generator.
    {
      Sid: "MakeEphemeralValues",
      Action: ["ecr:GetAuthorizationToken", "secretsmanager:GetRandomPassword"],
      Resource: "*",
    },
  ];
}

/**
 * Beside PowerUserAccess, which is every service but IAM, and which a deploy needs nearly whole: IAM, for roles of this
 * environment's name alone. Who may write the policy of a role that a task takes can give that task any right, so the
 * branch this role is bound to deserves the protection of an administrator; docs/decisions/0020-roles-of-the-ci.md says how to narrow it.
 */
export function applyStatements(place: Place, { namePrefix }: Subject): PolicyStatement[] {
  const iam = (kind: string) => place.iamArn(`${kind}/${namePrefix}-*`);
  return [
    {
      Sid: "ManageTheEnvironmentsRoles",
      Action: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:Get*",
        "iam:List*",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: iam("role"),
    },
    {
      Sid: "ManageInstanceProfiles",
      Action: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      Resource: iam("instance-profile"),
    },
    {
      Sid: "HandRolesToServices",
      Action: "iam:PassRole",
      Resource: iam("role"),
      Condition: {
        StringEquals: {
          "iam:PassedToService": [
            "backup.amazonaws.com",
            "ec2.amazonaws.com",
            "ecs-tasks.amazonaws.com",
            "ecs.amazonaws.com",
            "monitoring.rds.amazonaws.com",
            "rds.amazonaws.com",
            "scheduler.amazonaws.com",
            "vpc-flow-logs.amazonaws.com",
          ],
        },
      },
    },
    {
      // A plan of the account's own stack reads it; who changes it is an administrator.
      Sid: "ReadTheTokenProvider",
      Action: "iam:GetOpenIDConnectProvider",
      Resource: place.iamArn("oidc-provider/*"),
    },
    {
      // The roles of the CI itself: a workflow must not widen what workflows may do.
      Sid: "KeepHandsOffTheDeployRoles",
      Effect: "Deny",
      Action: ["iam:AttachRolePolicy", "iam:DeleteRole*", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:Update*"],
      Resource: ["plan", "apply"].map((suffix) => place.iamArn(`role/${namePrefix}-ci-${suffix}`)),
    },
  ];
}
