import type { PolicyStatement } from "../../iam/policy";
import type { Place } from "../../place";
import { INSTANCE_PREFIX } from "./database-steps";

export interface RightsProps {
  readonly place: Place;
  readonly clusterArn: string;
  readonly clusterName: string;
  /** Families of the task definitions that run. */
  readonly families: readonly string[];
  /** Roles of these tasks. */
  readonly roleArns: readonly string[];
  readonly isAurora: boolean;
  readonly subnetGroupName: string;
  readonly mountTargets: { readonly subnetIds: readonly string[]; readonly securityGroupId: string };
  readonly tag: { readonly key: string; readonly value: string };
  readonly namespace: string;
  readonly parameterPrefix: string;
}

/** AWS Backup tags what it restores for a test. Source: AWS Backup developer guide, "Restore testing". */
const RESTORED_FOR_A_TEST = { Null: { "aws:ResourceTag/awsbackup-restore-test": "false" } };
/** And names it. Source: "Restore testing inferred metadata". */
const RESTORED_NAME = "awsbackup-restore-test-*";

/** What the machine may do: look at what was restored for a test, run the two tasks, and say what has come of it. */
export function machineRights(props: RightsProps): PolicyStatement[] {
  return [...resultRights(props), ...taskRights(props), ...databaseRights(props), ...filesRights(props)];
}

function resultRights({ place, namespace, parameterPrefix }: RightsProps): PolicyStatement[] {
  return [
    {
      // Jobs of AWS Backup are no resources of IAM.
      Sid: "ReadAndJudgeRestores",
      Action: ["backup:DescribeRestoreJob", "backup:PutRestoreValidationResult"],
      Resource: "*",
    },
    {
      // Nor are metrics: the namespace bounds them.
      Sid: "Measure",
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
    },
    {
      Sid: "RememberGoodTests",
      Action: ["ssm:GetParameter", "ssm:PutParameter"],
      Resource: place.arn("ssm", `parameter${parameterPrefix}*`),
    },
  ];
}

function taskRights({ place, clusterArn, clusterName, families, roleArns }: RightsProps): PolicyStatement[] {
  const inTheCluster = { ArnEquals: { "ecs:cluster": clusterArn } };
  return [
    {
      Sid: "RunTheChecks",
      Action: "ecs:RunTask",
      Resource: families.flatMap((family) => {
        const arn = place.arn("ecs", `task-definition/${family}`);
        return [arn, `${arn}:*`];
      }),
      Condition: inTheCluster,
    },
    {
      Sid: "FollowTheChecks",
      Action: ["ecs:DescribeTasks", "ecs:StopTask"],
      Resource: place.arn("ecs", `task/${clusterName}/*`),
      Condition: inTheCluster,
    },
    {
      // By this rule Step Functions hears of a task's end ("IAM policies for calling Amazon ECS").
      Sid: "HearOfTheirEnd",
      Action: ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
      Resource: place.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule"),
    },
    {
      // These two know no resource; what a task definition may do are its roles, and these are bounded below.
      Sid: "RegisterTheTaskOfTheFiles",
      Action: ["ecs:DeregisterTaskDefinition", "ecs:RegisterTaskDefinition"],
      Resource: "*",
    },
    {
      Sid: "HandOverTheTasksRoles",
      Action: "iam:PassRole",
      Resource: roleArns,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ];
}

function databaseRights({ place, isAurora, subnetGroupName }: RightsProps): PolicyStatement[] {
  const rds = (...resources: string[]) => resources.map((resource) => place.arn("rds", resource));
  if (!isAurora) {
    return [{ Sid: "FindTheDatabase", Action: "rds:DescribeDBInstances", Resource: rds(`db:${RESTORED_NAME}`) }];
  }
  return [
    { Sid: "FindTheDatabase", Action: "rds:DescribeDBClusters", Resource: rds(`cluster:${RESTORED_NAME}`) },
    {
      Sid: "GiveTheClusterAnInstance",
      Action: "rds:CreateDBInstance",
      Resource: rds(
        ...[`cluster:${RESTORED_NAME}`, `db:${INSTANCE_PREFIX}*`, "og:default:*", "pg:default.*"],
        `subgrp:${subnetGroupName}`,
      ),
    },
    {
      Sid: "FollowAndDeleteTheInstance",
      Action: ["rds:DescribeDBInstances", "rds:DeleteDBInstance"],
      Resource: rds(`db:${INSTANCE_PREFIX}*`),
    },
  ];
}

function filesRights({ place, mountTargets, tag }: RightsProps): PolicyStatement[] {
  const fileSystems = place.arn("elasticfilesystem", "file-system/*");
  const accessPoints = place.arn("elasticfilesystem", "access-point/*");
  return [
    {
      Sid: "GiveTheFilesAnAddress",
      Action: [
        "elasticfilesystem:CreateAccessPoint",
        "elasticfilesystem:CreateMountTarget",
        "elasticfilesystem:DeleteMountTarget",
        "elasticfilesystem:DescribeMountTargets",
      ],
      Resource: fileSystems,
      Condition: RESTORED_FOR_A_TEST,
    },
    {
      Sid: "TagTheAccessPoint",
      Action: "elasticfilesystem:TagResource",
      Resource: [fileSystems, accessPoints],
      Condition: { StringEquals: { [`aws:RequestTag/${tag.key}`]: tag.value } },
    },
    {
      Sid: "DeleteTheAccessPoint",
      Action: "elasticfilesystem:DeleteAccessPoint",
      Resource: accessPoints,
      Condition: { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } },
    },
    {
      // EFS makes and deletes the interface of a mount target with the caller's rights ("CreateMountTarget").
      Sid: "MakeItsInterface",
      Action: "ec2:CreateNetworkInterface",
      Resource: [
        place.arn("ec2", "network-interface/*"),
        place.arn("ec2", `security-group/${mountTargets.securityGroupId}`),
        ...mountTargets.subnetIds.map((id) => place.arn("ec2", `subnet/${id}`)),
      ],
    },
    {
      Sid: "DeleteItsInterface",
      Action: "ec2:DeleteNetworkInterface",
      Resource: place.arn("ec2", "network-interface/*"),
      Condition: { ArnEquals: { "ec2:Subnet": mountTargets.subnetIds.map((id) => place.arn("ec2", `subnet/${id}`)) } },
    },
    {
      // Descriptions of EC2 know no resource.
      Sid: "SeeTheNetwork",
      Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
      Resource: "*",
    },
  ];
}
