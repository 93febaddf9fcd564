import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { AuroraCluster, type AuroraClusterProps } from "../../../constructs/database/aurora-cluster";
import { connect } from "../../../constructs/network/connect";
import { auroraProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required: AuroraClusterProps = {
  ...auroraProps,
  name: "site-db",
  network: { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-a", "subnet-b"] },
};

const auroraOf = (props: Partial<AuroraClusterProps> = {}, use: (cluster: AuroraCluster) => void = () => {}) =>
  synth((stack) => use(new AuroraCluster(stack, "Database", { ...required, ...props })));

const clusterOf = (props: Partial<AuroraClusterProps> = {}) => auroraOf(props).all(RdsCluster)[0] ?? {};

test("is encrypted, backed up, serverless and protected by default", () => {
  expect(clusterOf()).toMatchObject({
    engine: "aurora-mysql",
    engine_version: "8.0",
    storage_encrypted: true,
    serverlessv2_scaling_configuration: { min_capacity: 0.5, max_capacity: 4 },
    backup_retention_period: 7,
    deletion_protection: true,
    skip_final_snapshot: false,
    delete_automated_backups: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(auroraOf().all(RdsClusterInstance)).toMatchObject([
    { identifier: "site-db-1", instance_class: "db.serverless", publicly_accessible: false },
  ]);
});

test("leaves nothing behind when it is not protected", () => {
  const cluster = clusterOf({ protect: false });
  expect(cluster).toMatchObject({ deletion_protection: false, skip_final_snapshot: true });
  expect(cluster).not.toHaveProperty("final_snapshot_identifier");
});

test("takes its password write-only from the secret, and a raised version renews both", () => {
  const { all } = auroraOf({ secretsVersion: 3 });
  expect(all(RdsCluster)).toMatchObject([
    {
      master_password_wo: expect.stringContaining("ephemeral.aws_secretsmanager_secret_version."),
      master_password_wo_version: 3,
    },
  ]);
  expect(all(RdsCluster)[0]).not.toHaveProperty("master_password");
  expect(all(SecretsmanagerSecretVersion)).toMatchObject([{ secret_string_wo_version: 3 }]);
});

test("has readers beside the writer, the first of them ready to take over", () => {
  expect(
    auroraOf({ readers: 2 })
      .all(RdsClusterInstance)
      .map(({ identifier, promotion_tier }) => [identifier, promotion_tier]),
  ).toEqual([
    ["site-db-1", 0],
    ["site-db-2", 1],
    ["site-db-3", 1],
  ]);
});

test("a class of fixed size does not scale", () => {
  const { all } = auroraOf({ instanceClass: "db.r7g.large" });
  expect(all(RdsCluster)[0]).not.toHaveProperty("serverlessv2_scaling_configuration");
  expect(all(RdsClusterInstance)).toMatchObject([{ instance_class: "db.r7g.large" }]);
});

test("refuses connections without TLS, by a cluster parameter group of its version's family", () => {
  const [group] = auroraOf({ engineVersion: "8.0.mysql_aurora.3.10.0" }).all(RdsClusterParameterGroup);
  expect(group).toMatchObject({ family: "aurora-mysql8.0" });
  expect(group?.parameter).toContainEqual({ name: "require_secure_transport", value: "ON" });
});

test("storage with I/O in its price is an option", () => {
  expect(clusterOf()).not.toHaveProperty("storage_type");
  expect(clusterOf({ ioOptimized: true })).toMatchObject({ storage_type: "aurora-iopt1" });
});

test("logs into its own groups, and is monitored if wanted", () => {
  const { all } = auroraOf({ monitoringIntervalSeconds: 30, performanceInsights: true, readers: 1 });
  expect(all(CloudwatchLogGroup).map(({ name }) => name)).toEqual([
    "/aws/rds/cluster/site-db/error",
    "/aws/rds/cluster/site-db/slowquery",
  ]);
  for (const instance of all(RdsClusterInstance)) {
    expect(instance).toMatchObject({ monitoring_interval: 30, performance_insights_enabled: true });
  }
});

test("has the same face as an instance: hosts, secret and the peers that it admits", () => {
  const { all } = auroraOf({}, (cluster) => {
    expect(cluster.port).toBe(3306);
    expect(cluster.databaseName).toBe("wordpress");
    expect(cluster.username.jsonKey).toBe("username");
    connect(Object.assign(new Construct(cluster, "Service"), { securityGroupId: "sg-peer" }), cluster);
  });
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([
    { referenced_security_group_id: "sg-peer", from_port: 3306 },
  ]);
});

test("fails on a smallest size over the largest", () => {
  expect(() => auroraOf({ minCapacityUnits: 8, maxCapacityUnits: 4 })).toThrow(
    "test/Database: minCapacityUnits must be 4 at most, which is maxCapacityUnits, got 8",
  );
});

test("takes tokens of IAM when the setting says so", () => {
  expect(clusterOf()).toMatchObject({ iam_database_authentication_enabled: false });
  expect(clusterOf({ iamAuthentication: true })).toMatchObject({ iam_database_authentication_enabled: true });
});
