import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { MysqlInstance, type MysqlInstanceProps } from "../../../constructs/database/mysql-instance";
import { connect } from "../../../constructs/network/connect";
import { mysqlProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required = {
  ...mysqlProps,
  name: "site-db",
  network: { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-a", "subnet-b"] },
};

const databaseOf = (props: Partial<MysqlInstanceProps> = {}) =>
  synth((stack) => {
    new MysqlInstance(stack, "Database", { ...required, ...props });
  });

const instanceOf = (props: Partial<MysqlInstanceProps> = {}) => databaseOf(props).all(DbInstance)[0] ?? {};

test("is encrypted, private, backed up and protected by default", () => {
  expect(instanceOf()).toMatchObject({
    engine: "mysql",
    engine_version: "8.4",
    storage_type: "gp3",
    storage_encrypted: true,
    publicly_accessible: false,
    backup_retention_period: 7,
    delete_automated_backups: false,
    deletion_protection: true,
    skip_final_snapshot: false,
    copy_tags_to_snapshot: true,
    engine_lifecycle_support: "open-source-rds-extended-support-disabled",
    lifecycle: { prevent_destroy: true },
  });
});

test("takes its password write-only, from the secret and not from the generator", () => {
  const { parsed } = databaseOf();
  const instance = instanceOf();
  expect(instance).not.toHaveProperty("password");
  expect(instance.password_wo).toMatch(
    /^\$\{jsondecode\(ephemeral\.aws_secretsmanager_secret_version\.Database_Secret_Stored_\w+\.secret_string\)\["password"\]\}$/,
  );
  expect(Object.keys(parsed.ephemeral?.aws_secretsmanager_random_password ?? {})).toHaveLength(1);
});

test("a raised version renews secret and password together", () => {
  const { all } = databaseOf({ secretsVersion: 4 });
  expect(all(DbInstance)).toMatchObject([{ password_wo_version: 4 }]);
  expect(all(SecretsmanagerSecretVersion)).toMatchObject([{ secret_string_wo_version: 4 }]);
});

test("names its final snapshot after something that is new each time the database is", () => {
  expect(instanceOf().final_snapshot_identifier).toMatch(
    /^site-db-final-\$\{trimprefix\(aws_db_subnet_group\.\w+\.name, "site-db-"\)\}$/,
  );
});

test("leaves nothing behind when it is not protected", () => {
  const instance = instanceOf({ protect: false });
  expect(instance).toMatchObject({
    deletion_protection: false,
    skip_final_snapshot: true,
    delete_automated_backups: true,
  });
  expect(instance).not.toHaveProperty("final_snapshot_identifier");
  expect(instance.lifecycle).toEqual({ prevent_destroy: false });
});

test("refuses connections without TLS and speaks full Unicode", () => {
  const [group] = databaseOf().all(DbParameterGroup);
  expect(group).toMatchObject({ family: "mysql8.4", lifecycle: { create_before_destroy: true } });
  expect(group?.parameter).toEqual(
    expect.arrayContaining([
      { name: "require_secure_transport", value: "1" },
      { name: "character_set_server", value: "utf8mb4" },
    ]),
  );
});

test("a patch version keeps the parameter family of its major version", () => {
  expect(databaseOf({ engineVersion: "8.4.6" }).all(DbParameterGroup)).toMatchObject([{ family: "mysql8.4" }]);
});

test("has no monitoring role unless it is monitored", () => {
  expect(databaseOf().all(IamRole)).toEqual([]);
  const { all } = databaseOf({ monitoringIntervalSeconds: 60 });
  expect(all(IamRole)).toHaveLength(1);
  expect(all(DbInstance)).toMatchObject([
    {
      monitoring_interval: 60,
      depends_on: expect.arrayContaining([expect.stringMatching(/^aws_iam_role_policy_attachment\./)]),
    },
  ]);
});

test("storage grows only when it may", () => {
  expect(instanceOf({ storageGiB: 50, maxStorageGiB: 50 })).not.toHaveProperty("max_allocated_storage");
  expect(instanceOf({ storageGiB: 50, maxStorageGiB: 80 })).toMatchObject({ max_allocated_storage: 80 });
});

test("encrypts storage, secret and insights with the key that it is given", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
  const { json } = databaseOf({ kmsKeyArn, performanceInsights: true, instanceClass: "db.m7g.large" });
  expect(
    Testing.toHaveResourceWithProperties(json, "aws_db_instance", {
      kms_key_id: kmsKeyArn,
      performance_insights_kms_key_id: kmsKeyArn,
    }),
  ).toBe(true);
  expect(Testing.toHaveResourceWithProperties(json, "aws_secretsmanager_secret", { kms_key_id: kmsKeyArn })).toBe(true);
});

test("admits the peers it is given and nobody else", () => {
  const { all } = synth((stack) => {
    const peer = Object.assign(new Construct(stack, "Service"), { securityGroupId: "sg-peer" });
    connect(peer, new MysqlInstance(stack, "Database", required));
  });
  expect(all(SecurityGroup)).toEqual([expect.not.objectContaining({ ingress: expect.anything() })]);
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([
    { referenced_security_group_id: "sg-peer", ip_protocol: "tcp", from_port: 3306, to_port: 3306 },
  ]);
});

test("fails on storage that RDS does not take", () => {
  expect(() => databaseOf({ storageGiB: 5 })).toThrow("test/Database: storageGiB must be 20 or more, got 5");
  expect(() => databaseOf({ storageGiB: 200 })).toThrow("test/Database: maxStorageGiB must be 200 or more, got 100");
});

test("fails on IOPS that the size does not take", () => {
  expect(() => databaseOf({ iops: 12_000 })).toThrow("iops must be left out on gp3 under 400 GiB, got 12000");
  expect(() => databaseOf({ storageType: "io2", storageGiB: 100 })).toThrow("iops is required on io2, got undefined");
});

test("takes IOPS and throughput where the storage does", () => {
  expect(instanceOf({ storageGiB: 400, maxStorageGiB: 1000, iops: 16_000, throughputMiBps: 1000 })).toMatchObject({
    storage_type: "gp3",
    iops: 16_000,
    storage_throughput: 1000,
  });
  expect(instanceOf({ storageType: "io2", storageGiB: 100, iops: 3000 })).toMatchObject({
    storage_type: "io2",
    iops: 3000,
  });
  expect(instanceOf()).not.toHaveProperty("iops");
  expect(instanceOf()).not.toHaveProperty("storage_throughput");
});

test("logs into groups that forget, which are there before RDS would make its own", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
  const { all } = databaseOf({ logExports: ["error", "audit"], logRetentionDays: 90, kmsKeyArn });
  expect(all(CloudwatchLogGroup)).toEqual([
    expect.objectContaining({ name: "/aws/rds/instance/site-db/audit", retention_in_days: 90, kms_key_id: kmsKeyArn }),
    expect.objectContaining({ name: "/aws/rds/instance/site-db/error", retention_in_days: 90, kms_key_id: kmsKeyArn }),
  ]);
  const [instance] = all(DbInstance);
  expect(instance?.depends_on).toHaveLength(2);
  expect(instance).toMatchObject({ enabled_cloudwatch_logs_exports: ["error", "audit"] });
});

test("has a read replica for each that is asked for, private and protected as the source", () => {
  expect(databaseOf().all(DbInstance)).toHaveLength(1);
  const { byId } = databaseOf({ readReplicas: 2, instanceClass: "db.m7g.large" });
  const replicas = Object.values(byId(DbInstance)).filter(({ replicate_source_db }) => replicate_source_db);
  expect(replicas.map(({ identifier }) => identifier)).toEqual(["site-db-replica-1", "site-db-replica-2"]);
  for (const replica of replicas) {
    expect(replica).toMatchObject({
      replicate_source_db: expect.stringMatching(/^\$\{aws_db_instance\.Database_\w+\.identifier\}$/),
      instance_class: "db.m7g.large",
      publicly_accessible: false,
      deletion_protection: true,
      skip_final_snapshot: true,
      vpc_security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\./)],
    });
    for (const inherited of ["password_wo", "username", "allocated_storage", "db_name", "kms_key_id"]) {
      expect(replica).not.toHaveProperty(inherited);
    }
  }
});

test("parameters of one's own stand beside WordPress's, or in their place", () => {
  const [group] = databaseOf({
    parameters: [
      { name: "long_query_time", value: "0.5" },
      { name: "back_log", value: "200", apply: "pending-reboot" },
    ],
  }).all(DbParameterGroup);
  const parameters = group?.parameter as { name: string }[];
  expect(parameters.filter(({ name }) => name === "long_query_time")).toEqual([
    { name: "long_query_time", value: "0.5" },
  ]);
  expect(parameters).toContainEqual({ name: "back_log", value: "200", apply_method: "pending-reboot" });
  expect(parameters).toContainEqual({ name: "require_secure_transport", value: "1" });
});

test("is made from a snapshot when one is named, with the password of now", () => {
  expect(instanceOf()).not.toHaveProperty("snapshot_identifier");
  expect(instanceOf({ snapshotIdentifier: "site-db-final-1" })).toMatchObject({
    snapshot_identifier: "site-db-final-1",
    password_wo: expect.stringContaining("ephemeral."),
  });
});

test("keeps Performance Insights as long as the setting says", () => {
  expect(instanceOf()).not.toHaveProperty("performance_insights_retention_period");
  const instanceClass = "db.m7g.large";
  expect(instanceOf({ performanceInsights: true, instanceClass })).toMatchObject({
    performance_insights_retention_period: 7,
  });
  expect(instanceOf({ performanceInsights: true, performanceInsightsRetentionDays: 731, instanceClass })).toMatchObject(
    { performance_insights_retention_period: 731 },
  );
});

test("the advanced mode of Database Insights brings Performance Insights for 465 days, and none says so too", () => {
  expect(instanceOf()).toMatchObject({ database_insights_mode: "standard", performance_insights_enabled: false });
  const instanceClass = "db.m7g.large";
  expect(instanceOf({ insights: "advanced", instanceClass })).toMatchObject({
    database_insights_mode: "advanced",
    performance_insights_enabled: true,
    performance_insights_retention_period: 465,
  });
  expect(instanceOf({ insights: "advanced", performanceInsightsRetentionDays: 731, instanceClass })).toMatchObject({
    performance_insights_retention_period: 731,
  });
});

test("RDS makes the user of WordPress, or a master user with a separate secret", () => {
  const alone = databaseOf();
  expect(alone.all(DbInstance)).toMatchObject([{ username: "wordpress" }]);
  expect(alone.all(SecretsmanagerSecretVersion)).toHaveLength(1);
  const apart = databaseOf({ masterUsername: "admin" });
  expect(apart.all(DbInstance)).toMatchObject([
    {
      username: "admin",
      password_wo: expect.stringMatching(/aws_secretsmanager_secret_version\.Database_MasterSecret_/),
    },
  ]);
  const secrets = apart.all(SecretsmanagerSecretVersion).map(({ secret_string_wo }) => String(secret_string_wo));
  expect(secrets.map((secret) => /username = "(\w+)"/.exec(secret)?.[1]).sort()).toEqual(["admin", "wordpress"]);
  const passwords = secrets.map((secret) => /password = ([\w.]+)/.exec(secret)?.[1]);
  expect(new Set(passwords).size).toBe(2);
});

test("fails on a master user that is WordPress's own", () => {
  expect(() => databaseOf({ username: "admin", masterUsername: "admin" })).toThrow(
    "test/Database: masterUsername must be another than username, got admin",
  );
});

test("takes tokens of IAM when the setting says so, and its replicas too", () => {
  expect(instanceOf()).toMatchObject({ iam_database_authentication_enabled: false });
  const instances = databaseOf({ iamAuthentication: true, readReplicas: 1 }).all(DbInstance);
  expect(instances.map((instance) => instance.iam_database_authentication_enabled)).toEqual([true, true]);
});

test.each([true, false])(
  "with iamAuthentication %s the finding about it is accepted only where it holds",
  (iamAuthentication) => {
    let comment = {};
    synth((stack) => {
      const database = new MysqlInstance(stack, "Database", { ...required, iamAuthentication });
      const [instance = {}] = Object.values(
        (database.node.findChild("Resource") as DbInstance).toTerraform().resource.aws_db_instance,
      );
      comment = (instance as Record<string, object>)["//"] ?? {};
    });
    expect(JSON.stringify(comment).includes("CKV_AWS_161")).toBe(!iamAuthentication);
  },
);
