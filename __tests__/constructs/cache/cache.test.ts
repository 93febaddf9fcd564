import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { ElasticacheUser } from "@cdktf/provider-aws/lib/elasticache-user";
import { ElasticacheUserGroup } from "@cdktf/provider-aws/lib/elasticache-user-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { Cache, type CacheProps } from "../../../constructs/cache/cache";
import { Rights } from "../../../constructs/iam/grantee";
import { connect } from "../../../constructs/network/connect";
import { cacheProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required: CacheProps = {
  ...cacheProps,
  name: "site-cache",
  network: { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-a", "subnet-b"] },
};

const cacheOf = (props: Partial<CacheProps> = {}) =>
  synth((stack) => new Cache(stack, "Cache", { ...required, ...props }));

test("is Valkey with TLS for every client, encrypted at rest, in isolated subnets", () => {
  const { all } = cacheOf();
  expect(all(ElasticacheReplicationGroup)).toMatchObject([
    {
      engine: "valkey",
      transit_encryption_enabled: true,
      transit_encryption_mode: "required",
      at_rest_encryption_enabled: "true",
    },
  ]);
  expect(all(ElasticacheReplicationGroup)[0]).not.toHaveProperty("auth_token");
  expect(all(ElasticacheSubnetGroup)).toMatchObject([{ subnet_ids: ["subnet-a", "subnet-b"] }]);
});

test("is one node without failover by default, and fails over as soon as it has a replica", () => {
  expect(cacheOf().all(ElasticacheReplicationGroup)).toMatchObject([
    { num_cache_clusters: 1, automatic_failover_enabled: false, multi_az_enabled: false },
  ]);
  expect(cacheOf({ replicas: 2, multiAz: true }).all(ElasticacheReplicationGroup)).toMatchObject([
    { num_cache_clusters: 3, automatic_failover_enabled: true, multi_az_enabled: true },
  ]);
});

test("evicts what was used least lately, by a parameter group of its version's family", () => {
  const { all } = cacheOf();
  expect(all(ElasticacheParameterGroup)).toMatchObject([
    { family: "valkey8", parameter: [{ name: "maxmemory-policy", value: "allkeys-lru" }] },
  ]);
  expect(
    cacheOf({ engineVersion: "7.2", evictionPolicy: "volatile-lfu" }).all(ElasticacheParameterGroup),
  ).toMatchObject([
    { name: "site-cache-valkey7", family: "valkey7", parameter: [{ name: "maxmemory-policy", value: "volatile-lfu" }] },
  ]);
});

test("takes snapshots only when days are given to keep them", () => {
  const [without] = cacheOf().all(ElasticacheReplicationGroup);
  expect(without).toMatchObject({ snapshot_retention_limit: 0 });
  expect(without).not.toHaveProperty("snapshot_window");
  expect(
    cacheOf({ snapshotRetentionDays: 3, snapshotWindow: "01:00-02:30" }).all(ElasticacheReplicationGroup),
  ).toMatchObject([{ snapshot_retention_limit: 3, snapshot_window: "01:00-02:30" }]);
});

test("logs into its own groups with a retention, or not at all", () => {
  expect(cacheOf().all(CloudwatchLogGroup)).toEqual([]);
  expect(cacheOf().all(ElasticacheReplicationGroup)[0]).not.toHaveProperty("log_delivery_configuration");
  const { all } = cacheOf({ logRetentionDays: 14, kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k" });
  const key = { retention_in_days: 14, kms_key_id: expect.stringContaining("key/k") };
  expect(all(CloudwatchLogGroup)).toEqual(
    ["engine-log", "slow-log"].map((log) =>
      expect.objectContaining({ ...key, name: `/aws/elasticache/site-cache/${log}` }),
    ),
  );
  const logs = all(ElasticacheReplicationGroup)[0]?.log_delivery_configuration;
  expect(logs).toMatchObject([
    { log_type: "slow-log", log_format: "json", destination_type: "cloudwatch-logs" },
    { log_type: "engine-log", log_format: "json", destination_type: "cloudwatch-logs" },
  ]);
});

test("asks nobody for a login by default", () => {
  const { all } = cacheOf();
  expect([...all(ElasticacheUser), ...all(ElasticacheUserGroup)]).toEqual([]);
  expect(all(ElasticacheReplicationGroup)[0]).not.toHaveProperty("user_group_ids");
});

test("with IAM authentication admits one user, whom IAM proves, and nobody without a login", () => {
  let cache: Cache | undefined;
  const { all, byId } = synth((stack) => {
    cache = new Cache(stack, "Cache", { ...required, iamAuthentication: true });
  });
  const [user = ""] = Object.keys(byId(ElasticacheUser));
  const [group = ""] = Object.keys(byId(ElasticacheUserGroup));
  expect(all(ElasticacheUser)).toMatchObject([
    {
      user_id: "site-cache",
      user_name: "site-cache",
      engine: "valkey",
      authentication_mode: { type: "iam" },
      access_string: expect.stringMatching(/^on ~\* -@all .*-@dangerous \+info$/),
    },
  ]);
  expect(all(ElasticacheUserGroup)).toMatchObject([
    {
      user_group_id: "site-cache",
      engine: "valkey",
      user_ids: [`\${aws_elasticache_user.${user}.user_id}`],
      // It leaves after the cache has let go of it.
      lifecycle: { create_before_destroy: true },
    },
  ]);
  expect(all(ElasticacheReplicationGroup)).toMatchObject([
    {
      user_group_ids: [`\${aws_elasticache_user_group.${group}.user_group_id}`],
      transit_encryption_enabled: true,
    },
  ]);
  expect(all(ElasticacheReplicationGroup)[0]).not.toHaveProperty("auth_token");
  expect(cache?.login?.userId).toBe("site-cache");
});

test("lets a task log in to one cache as one user, where it takes roles", () => {
  const rightsOf = (iamAuthentication: boolean) => {
    const rights = new Rights();
    synth((stack) => new Cache(stack, "Cache", { ...required, iamAuthentication }).grantLogin(rights));
    return rights.statements;
  };
  expect(rightsOf(true)).toMatchObject([{ Sid: "ConnectToCache", Action: "elasticache:Connect" }]);
  expect(rightsOf(true)[0]?.Resource).toHaveLength(2);
  expect(rightsOf(false)).toEqual([]);
});

test("takes the customer's key", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/k";
  expect(cacheOf({ kmsKeyArn }).all(ElasticacheReplicationGroup)).toMatchObject([{ kms_key_id: kmsKeyArn }]);
  expect(cacheOf().all(ElasticacheReplicationGroup)[0]).not.toHaveProperty("kms_key_id");
});

test("admits the peers it is given and nobody else", () => {
  const { all } = synth((stack) => {
    const peer = Object.assign(new Construct(stack, "Service"), { securityGroupId: "sg-peer" });
    connect(peer, new Cache(stack, "Cache", required));
  });
  expect(all(SecurityGroup)).toEqual([expect.not.objectContaining({ ingress: expect.anything() })]);
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([
    { referenced_security_group_id: "sg-peer", ip_protocol: "tcp", from_port: 6379, to_port: 6379 },
  ]);
});

test("fails on what ElastiCache does not take", () => {
  expect(() => cacheOf({ multiAz: true })).toThrow("test/Cache: replicas must be 1 or more with multiAz, got 0");
  expect(() => cacheOf({ name: "x".repeat(41) })).toThrow("test/Cache: name must have 40 characters at most");
});
