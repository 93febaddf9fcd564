import { accountData } from "./aws/account";
import { acm } from "./aws/acm";
import { applicationAutoscaling } from "./aws/application-autoscaling";
import { autoscaling } from "./aws/autoscaling";
import { backup } from "./aws/backup";
import { BUDGETS } from "./aws/budgets";
import { cloudfront } from "./aws/cloudfront";
import { CLOUDWATCH } from "./aws/cloudwatch";
import { dynamodb } from "./aws/dynamodb";
import { ec2 } from "./aws/ec2";
import { ecr, ecrEphemeral } from "./aws/ecr";
import { ecs } from "./aws/ecs";
import { efs } from "./aws/efs";
import { elasticache } from "./aws/elasticache";
import { elasticloadbalancing } from "./aws/elasticloadbalancing";
import { events } from "./aws/events";
import { iam, iamData } from "./aws/iam";
import { kms } from "./aws/kms";
import { LAMBDA } from "./aws/lambda";
import { logs } from "./aws/logs";
import { rds } from "./aws/rds";
import { route53 } from "./aws/route53";
import { s3 } from "./aws/s3";
import { secretsmanager, secretsmanagerEphemeral } from "./aws/secretsmanager";
import { securityGroups } from "./aws/security-groups";
import { SERVICEDISCOVERY } from "./aws/servicediscovery";
import { sesv2 } from "./aws/sesv2";
import { sfn } from "./aws/sfn";
import { sns } from "./aws/sns";
import { SQS } from "./aws/sqs";
import { SSM, ssmData } from "./aws/ssm";
import { vpc, vpcData } from "./aws/vpc";
import { WAFV2 } from "./aws/wafv2";
import { docker, dockerData } from "./docker";
import type { Answer, KnownEphemeral, KnownType, KnownTypes } from "./knowledge";

/** What is known of each resource type. */
export const KNOWN_TYPES: KnownTypes = {
  ...acm,
  ...applicationAutoscaling,
  ...autoscaling,
  ...backup,
  ...BUDGETS,
  ...cloudfront,
  ...CLOUDWATCH,
  ...dynamodb,
  ...ec2,
  ...ecr,
  ...ecs,
  ...efs,
  ...elasticache,
  ...elasticloadbalancing,
  ...events,
  ...iam,
  ...kms,
  ...LAMBDA,
  ...logs,
  ...rds,
  ...route53,
  ...s3,
  ...secretsmanager,
  ...securityGroups,
  ...SERVICEDISCOVERY,
  ...sesv2,
  ...sfn,
  ...sns,
  ...SQS,
  ...SSM,
  ...vpc,
  ...WAFV2,
  ...docker,
};

/** Data sources whose answer is known without asking AWS. All others get invented values. */
export const DATA: Readonly<Record<string, Answer>> = {
  ...accountData,
  ...dockerData,
  ...iamData,
  ...ssmData,
  ...vpcData,
};

export const EPHEMERAL_RESOURCES: Readonly<Record<string, KnownEphemeral>> = {
  ...ecrEphemeral,
  ...secretsmanagerEphemeral,
};

export function knownType(type: string): KnownType {
  return KNOWN_TYPES[type] ?? {};
}
