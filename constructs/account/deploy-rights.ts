import type { PolicyStatement } from "../iam/policy";
import type { Place } from "../place";

/** Policies of AWS that the stacks attach to roles. */
const ATTACHED_POLICIES = [
  "service-role/AmazonRDSEnhancedMonitoringRole",
  "service-role/AWSBackupServiceRolePolicyForBackup",
  "service-role/AWSBackupServiceRolePolicyForRestores",
  "AWSBackupServiceRolePolicyForS3Backup",
  "AWSBackupServiceRolePolicyForS3Restore",
  "AmazonECSInfrastructureRolePolicyForLoadBalancers",
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "AmazonSSMManagedInstanceCore",
];

/**
 * What the names of the environment's roles and secrets go on with, behind its own. With `*` in their place, the rights of
 * `production` would reach all of `production-eu`.
 */
const ROLES = [
  ...["backup", "ci-apply", "ci-plan", "cron-scheduler", "db", "db-proxy", "drill", "drill-run", "execution"],
  ...["findings", "flow-logs", "instances", "off-hours", "scans", "shift", "task"],
];
const SECRETS = ["admin", "db", "keys"];

export interface Subject {
  /** What the names of the environment's roles begin with, without the hyphen after it. */
  readonly namePrefix: string;
  readonly stateBucket: string;
  readonly lockTable: string;
  /** Role of the account that keeps the zone of the site. @default - the zone is in this account */
  readonly zoneRoleArn?: string;
}

/**
 * Beside ReadOnlyAccess, which reads every setting but no secret: a plan locks the state, and opens the ephemeral
 * values, among them the database's password and a login to ECR.
 */
export function planStatements(
  place: Place,
  { namePrefix, stateBucket, lockTable, zoneRoleArn }: Subject,
): PolicyStatement[] {
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
      Resource: SECRETS.map((name) => place.arn("secretsmanager", `secret:${namePrefix}-${name}-*`)),
    },
    {
      Sid: "DecryptThem",
      Action: "kms:Decrypt",
      Resource: place.arn("kms", "key/*"),
      Condition: { StringEquals: { "kms:ViaService": place.host("secretsmanager") } },
    },
    ...(zoneRoleArn === undefined ? [] : [{ Sid: "ReadTheZone", Action: "sts:AssumeRole", Resource: zoneRoleArn }]),
    // The provider lets AWS check the definition of a state machine while it plans; the action knows no resource.
    { Sid: "CheckStateMachines", Action: "states:ValidateStateMachineDefinition", Resource: "*" },
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
  const roles = ROLES.map((role) => place.iamArn(`role/${namePrefix}-${role}`));
  return [
    {
      Sid: "AttachWhatTheStacksAttach",
      Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      Resource: roles,
      Condition: { ArnEquals: { "iam:PolicyARN": ATTACHED_POLICIES.map((name) => place.managedPolicyArn(name)) } },
    },
    {
      Sid: "ManageTheEnvironmentsRoles",
      Action: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:Get*",
        "iam:List*",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: roles,
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
      Resource: place.iamArn(`instance-profile/${namePrefix}-instances`),
    },
    {
      Sid: "HandRolesToServices",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: {
        StringEquals: {
          "iam:PassedToService": [
            "backup.amazonaws.com",
            "ec2.amazonaws.com",
            "ecs-tasks.amazonaws.com",
            "ecs.amazonaws.com",
            "events.amazonaws.com",
            "monitoring.rds.amazonaws.com",
            "rds.amazonaws.com",
            "scheduler.amazonaws.com",
            "states.amazonaws.com",
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
