import { DbProxy } from "@cdktf/provider-aws/lib/db-proxy";
import { DbProxyDefaultTargetGroup } from "@cdktf/provider-aws/lib/db-proxy-default-target-group";
import { DbProxyTarget } from "@cdktf/provider-aws/lib/db-proxy-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { AuroraCluster } from "../../../constructs/database/aurora-cluster";
import { DatabaseProxy, type DatabaseProxyProps } from "../../../constructs/database/database-proxy";
import { MysqlInstance } from "../../../constructs/database/mysql-instance";
import { connect } from "../../../constructs/network/connect";
import { auroraProps, mysqlProps, proxyProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const network = { vpcId: "vpc-1", isolatedSubnetIds: ["subnet-a", "subnet-b"] };
const server = { ...mysqlProps, ...auroraProps, name: "site-db", network, masterUsername: "admin" };

const proxyOf = (
  props: Partial<DatabaseProxyProps> = {},
  {
    Server = MysqlInstance,
    use = (_: DatabaseProxy) => {},
  }: { Server?: typeof MysqlInstance | typeof AuroraCluster; use?: (proxy: DatabaseProxy) => void } = {},
) =>
  synth((stack) => {
    const database = new Server(stack, "Database", server);
    const proxy = { ...proxyProps, name: "site-db-proxy", network, database };
    use(new DatabaseProxy(stack, "DatabaseProxy", { ...proxy, ...props }));
  });

test("requires TLS and stands in the isolated subnets", () => {
  expect(proxyOf().all(DbProxy)).toMatchObject([
    {
      name: "site-db-proxy",
      engine_family: "MYSQL",
      require_tls: true,
      idle_client_timeout: 1800,
      vpc_subnet_ids: ["subnet-a", "subnet-b"],
      vpc_security_group_ids: [expect.stringMatching(/^\$\{aws_security_group\.DatabaseProxy_/)],
    },
  ]);
});

test("knows WordPress's user alone, by a secret with the keys that RDS Proxy reads", () => {
  const { all, byId } = proxyOf();
  const [proxy] = all(DbProxy);
  expect(proxy?.auth).toEqual([
    {
      auth_scheme: "SECRETS",
      client_password_auth_type: "MYSQL_CACHING_SHA2_PASSWORD",
      description: "User of WordPress",
      iam_auth: "DISABLED",
      secret_arn: expect.stringMatching(/^\$\{aws_secretsmanager_secret\.Database_Secret_\w+\.arn\}$/),
    },
  ]);
  const [, version] =
    Object.entries(byId(SecretsmanagerSecretVersion)).find(([id]) => /^Database_Secret_/.test(id)) ?? [];
  expect(version?.secret_string_wo).toMatch(/^\$\{jsonencode\(\{username = "wordpress", password = /);
});

test("its role reads that secret and nothing else", () => {
  const { all } = proxyOf();
  expect(all(IamRole)).toMatchObject([
    { name: "site-db-proxy", assume_role_policy: expect.stringContaining('"rds.amazonaws.com"') },
  ]);
  const [rights] = all(IamRolePolicy);
  expect(JSON.parse(String(rights?.policy)).Statement).toEqual([
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: [expect.stringMatching(/^\$\{aws_secretsmanager_secret\.Database_Secret_\w+\.arn\}$/)],
    },
  ]);
});

test("its role decrypts with the key of the secret, through Secrets Manager alone", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
  const [rights] = proxyOf({ kmsKeyArn }).all(IamRolePolicy);
  expect(JSON.parse(String(rights?.policy)).Statement).toContainEqual({
    Sid: "DecryptSecrets",
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: kmsKeyArn,
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } },
  });
});

test("is made after its role's rights, the secret's values and its way to the database", () => {
  const [proxy] = proxyOf().all(DbProxy);
  expect(proxy?.depends_on).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^aws_iam_role_policy\./),
      expect.stringMatching(/^aws_secretsmanager_secret_version\.Database_Secret_/),
      expect.stringMatching(/^aws_vpc_security_group_egress_rule\./),
    ]),
  );
});

test("peers reach the proxy, and the proxy the database", () => {
  const { all } = proxyOf(
    {},
    {
      use: (proxy) =>
        connect(
          Object.assign(new Construct(proxy.node.scope as Construct, "Service"), { securityGroupId: "sg-peer" }),
          proxy,
        ),
    },
  );
  const ofProxy = expect.stringMatching(/^\$\{aws_security_group\.DatabaseProxy_/);
  const ofDatabase = expect.stringMatching(/^\$\{aws_security_group\.Database_/);
  expect(all(VpcSecurityGroupIngressRule)).toHaveLength(2);
  expect(all(VpcSecurityGroupIngressRule)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        security_group_id: ofDatabase,
        referenced_security_group_id: ofProxy,
        from_port: 3306,
        to_port: 3306,
      }),
      expect.objectContaining({
        security_group_id: ofProxy,
        referenced_security_group_id: "sg-peer",
        from_port: 3306,
        to_port: 3306,
      }),
    ]),
  );
  expect(all(VpcSecurityGroupEgressRule)).toMatchObject([
    { security_group_id: ofProxy, referenced_security_group_id: ofDatabase, from_port: 3306, to_port: 3306 },
    { security_group_id: "sg-peer", referenced_security_group_id: ofProxy, from_port: 3306, to_port: 3306 },
  ]);
  for (const group of all(SecurityGroup)) expect(group).not.toHaveProperty("ingress");
});

test("leads to the instance, and leaves connections for who goes past it", () => {
  const { all } = proxyOf();
  expect(all(DbProxyDefaultTargetGroup)).toMatchObject([
    {
      connection_pool_config: {
        max_connections_percent: 90,
        max_idle_connections_percent: 45,
        connection_borrow_timeout: 30,
      },
    },
  ]);
  const [target] = all(DbProxyTarget);
  expect(target).toMatchObject({
    db_instance_identifier: expect.stringMatching(/^\$\{aws_db_instance\..*\.identifier\}$/),
    target_group_name: expect.stringMatching(/^\$\{aws_db_proxy_default_target_group\..*\.name\}$/),
  });
  expect(target).not.toHaveProperty("db_cluster_identifier");
});

test("leads to the cluster once it has its instances", () => {
  const [target] = proxyOf({}, { Server: AuroraCluster }).all(DbProxyTarget);
  expect(target).toMatchObject({
    db_cluster_identifier: expect.stringMatching(/^\$\{aws_rds_cluster\..*\.cluster_identifier\}$/),
    depends_on: [expect.stringMatching(/^aws_rds_cluster_instance\./)],
  });
  expect(target).not.toHaveProperty("db_instance_identifier");
});

test.each(["a".repeat(64), "site--proxy", "1site", "Site"])("fails on the name %s", (name) => {
  expect(() => proxyOf({ name })).toThrow(
    `test/DatabaseProxy: name must be 1 to 63 lowercase letters, digits and single inner hyphens, letter first, got ${name}`,
  );
});
