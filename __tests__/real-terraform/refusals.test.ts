import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { KNOWN_TYPES } from "../../rehearsal/provider-double/known-types";

interface Model {
  readonly metadata: { readonly serviceId: string };
  readonly operations: Record<string, { readonly errors?: readonly { readonly shape: string }[] }>;
  readonly shapes: Record<string, { readonly error?: { readonly code?: string } }>;
}

/** botocore's folders, by the service's name in AWS's SDKs. */
const FOLDERS: Readonly<Record<string, string>> = {
  ACM: "acm",
  "Application Auto Scaling": "application-autoscaling",
  "Auto Scaling": "autoscaling",
  Backup: "backup",
  Budgets: "budgets",
  CloudFront: "cloudfront",
  "CloudWatch Logs": "logs",
  DynamoDB: "dynamodb",
  EC2: "ec2",
  ECR: "ecr",
  ECS: "ecs",
  EFS: "efs",
  "Elastic Load Balancing v2": "elbv2",
  ElastiCache: "elasticache",
  EventBridge: "events",
  IAM: "iam",
  KMS: "kms",
  RDS: "rds",
  "Route 53": "route53",
  S3: "s3",
  Scheduler: "scheduler",
  SFN: "stepfunctions",
  "Secrets Manager": "secretsmanager",
  SESv2: "sesv2",
  SNS: "sns",
  SQS: "sqs",
  SSM: "ssm",
  WAFV2: "wafv2",
};

/** Codes that any operation of these services may answer, so that its model lists them nowhere. */
const COMMON = new Set(["InvalidParameterCombination", "ValidationException", "BucketNotEmpty"]);

const environment = join(__dirname, "../../.venv/lib");
const python = readdirSync(environment).find((name) => name.startsWith("python3")) ?? "";
const models = join(environment, python, "site-packages/botocore/data");

function modelOf(service: string): Model {
  const folder = join(models, FOLDERS[service] ?? service);
  const newest = readdirSync(folder).sort().at(-1) ?? "";
  return JSON.parse(gunzipSync(readFileSync(join(folder, newest, "service-2.json.gz"))).toString()) as Model;
}

test("every refusal is of an operation that AWS has, with a code that its model knows", () => {
  expect(existsSync(models)).toBe(true);
  const read = new Map<string, Model>();
  const strange: string[] = [];
  for (const [type, { refuses = [] }] of Object.entries(KNOWN_TYPES)) {
    for (const { operation, code } of typeof refuses === "string" ? [] : refuses) {
      const [service = "", name = ""] = operation.split(": ");
      const model = read.get(service) ?? modelOf(service);
      read.set(service, model);
      const errors = model.operations[name]?.errors?.flatMap(({ shape }) => [shape, model.shapes[shape]?.error?.code]);
      // EC2's model lists no errors.
      const known = service === "EC2" ? name in model.operations : errors?.includes(code) || COMMON.has(code);
      if (!known || !(name in model.operations)) strange.push(`${type}: ${operation} ${code}`);
    }
  }
  expect(read.size).toBeGreaterThan(20);
  expect(strange).toEqual([]);
});
