import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../preflight/cli";
import { Moto } from "../../rehearsal/state-backend/moto";

const run = promisify(execFile);
const ACCOUNT = "111122223333";

let moto: Moto;
let directory: string;
const before = { ...process.env };
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "preflight-"));
  moto = await Moto.start({
    projectDirectory: process.cwd(),
    logFile: join(directory, "moto.log"),
    accountId: ACCOUNT,
  });
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: moto.endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
    ...{ AWS_DEFAULT_REGION: "eu-west-1", AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
  });
  await plant();
}, 120_000);
afterAll(() => {
  process.env = before;
  moto.stop();
  rmSync(directory, { recursive: true });
});

async function plant(): Promise<void> {
  const aws = async (words: string) => (await run("aws", [...words.split(" "), "--output", "json"])).stdout;
  const [key, subnets] = await Promise.all([aws("kms create-key"), aws("ec2 describe-subnets")]);
  const { KeyId } = JSON.parse(key).KeyMetadata;
  const ids = JSON.parse(subnets).Subnets.map(({ SubnetId }: { SubnetId: string }) => SubnetId);
  const planted = [...MISTAKES, ...IN_PRODUCTION].flatMap(([words]) =>
    words === "" ? [] : [words.replace("KEY", KeyId).replace("SUBNETS", ids.slice(0, 2).join(" "))],
  );
  const vpcs = [2, 3, 4].map((number) => `ec2 create-vpc --cidr-block 10.${number}.0.0/16`);
  await Promise.all([...planted, ...vpcs].map(aws));
}

/** Each mistake as somebody left it in the account, and the words that must name it. */
const MISTAKES: readonly [string, RegExp][] = [
  ["ecr create-repository --repository-name wordpress-dev", /aws_ecr_repository wordpress-dev is there/],
  [
    "dynamodb create-table --table-name wordpress-dev-state-lock --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH --billing-mode PAY_PER_REQUEST",
    /aws_dynamodb_table wordpress-dev-state-lock is there/,
  ],
  [
    "s3api create-bucket --bucket wordpress-dev-state-111122223333 --create-bucket-configuration LocationConstraint=eu-west-1",
    /bucket wordpress-dev-state-111122223333 is there/,
  ],
  ["ecs create-cluster --cluster-name wordpress-dev", /aws_ecs_cluster wordpress-dev is there/],
  [
    "logs create-log-group --log-group-name /ecs/wordpress-dev/wordpress",
    /aws_cloudwatch_log_group \/ecs\/wordpress-dev\/wordpress is there/,
  ],
  [
    "kms create-alias --alias-name alias/wordpress-dev-state-111122223333 --target-key-id KEY",
    /aws_kms_alias alias\/wordpress-dev-state-111122223333 is there/,
  ],
  [
    "rds create-db-instance --db-instance-identifier wordpress-dev-db --db-instance-class db.t4g.micro --engine mysql --allocated-storage 20 --master-username admin --master-user-password secret-secret",
    /aws_db_instance wordpress-dev-db is there/,
  ],
  ["elbv2 create-load-balancer --name wordpress-dev --subnets SUBNETS", /aws_lb wordpress-dev is there/],
  ["ec2 create-vpc --cidr-block 10.1.0.0/16", /VPCs of the region: at most 5; 5 are in use/],
  ["", /AWSServiceRoleForECS is not in the account/],
];

/** The same of production, which asks for more kinds of things. */
const IN_PRODUCTION: readonly [string, RegExp][] = [
  [
    "iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com --thumbprint-list 0000000000000000000000000000000000000000",
    /aws_iam_openid_connect_provider https:\/\/token.actions.githubusercontent.com is there/,
  ],
  ["ecs create-cluster --cluster-name wordpress-production", /aws_ecs_cluster wordpress-production is there/],
  [
    "iam create-instance-profile --instance-profile-name wordpress-production-instances",
    /aws_iam_instance_profile wordpress-production-instances is there/,
  ],
  [
    'events put-rule --name wordpress-production-BackupFailed --event-pattern {"source":["aws.backup"]}',
    /aws_cloudwatch_event_rule wordpress-production-BackupFailed is there already.*overwrite/,
  ],
  [
    "logs create-log-group --log-group-name /aws/elasticache/wordpress-production-cache/slow-log",
    /aws_cloudwatch_log_group \/aws\/elasticache\/wordpress-production-cache\/slow-log is there/,
  ],
  ["sns create-topic --name wordpress-production-alarms", /aws_sns_topic wordpress-production-alarms is there/],
  [
    "ssm put-parameter --name /wordpress/production/distribution-id --value E1 --type String",
    /aws_ssm_parameter \/wordpress\/production\/distribution-id is there/,
  ],
  [
    "wafv2 create-web-acl --scope CLOUDFRONT --name wordpress-production-cdn --default-action Allow={} --visibility-config SampledRequestsEnabled=false,CloudWatchMetricsEnabled=false,MetricName=m --region us-east-1",
    /aws_wafv2_web_acl wordpress-production-cdn is there/,
  ],
  [
    "backup create-backup-vault --backup-vault-name wordpress-production-backup --region eu-central-1",
    /aws_backup_vault wordpress-production-backup is there.*\n.*--region eu-central-1/,
  ],
  [
    "sesv2 create-configuration-set --configuration-set-name wordpress-production",
    /aws_sesv2_configuration_set wordpress-production is there/,
  ],
  ["", /no zone Z0123456789ABCDEFGHIJ in this account/],
  ["", /CAA records of example.com let only letsencrypt.org issue certificates/],
];

test("ten mistakes in an account are found by the AWS CLI", async () => {
  let said = "";
  const code = await main(["--environment", "dev"], (text) => {
    said = text;
  });
  expect(code).toBe(1);
  for (const [, named] of MISTAKES) expect(said).toMatch(named);
}, 120_000);

test("more mistakes in production's account are found, also in its other regions", async () => {
  let said = "";
  const say = (text: string) => {
    said = text;
  };
  const dns = {
    nameServers: async () => [],
    issuers: async (name: string) => (name === "example.com" ? ["letsencrypt.org"] : []),
    addresses: async () => [],
  };
  expect(await main(["--environment", "production"], say, { dns })).toBe(1);
  for (const [, named] of IN_PRODUCTION) expect(said).toMatch(named);
}, 180_000);
