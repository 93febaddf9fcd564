import { X509Certificate } from "node:crypto";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import { BackupVault } from "@cdktf/provider-aws/lib/backup-vault";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbProxy } from "@cdktf/provider-aws/lib/db-proxy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments/schema/sections";
import { environmentWith, resources, type SynthesizedStack, synthApp } from "../support/synth-app";

const zones = { availabilityZones: ["eu-west-1a", "eu-west-1b"] };

test("a plain environment has a cluster, a service, a database and a file system", async () => {
  const { data, service } = await synthApp(environmentWith());
  expect(Testing.toHaveResource(service?.json ?? "", EcsCluster.tfResourceType)).toBe(true);
  expect(Testing.toHaveResource(service?.json ?? "", EcsService.tfResourceType)).toBe(true);
  expect(
    Testing.toHaveResourceWithProperties(data?.json ?? "", DbInstance.tfResourceType, {
      identifier: "wordpress-test-db",
    }),
  ).toBe(true);
  expect(Testing.toHaveResource(data?.json ?? "", EfsFileSystem.tfResourceType)).toBe(true);
});

test("protection reaches database, files, load balancer and registry", async () => {
  const open = await synthApp(environmentWith({ protectData: false }));
  const kept = await synthApp(environmentWith({ protectData: true }));
  expect(resources(kept.data, DbInstance)).toMatchObject([{ deletion_protection: true }]);
  expect(resources(open.data, DbInstance)).toMatchObject([{ deletion_protection: false }]);
  expect(resources(kept.data, EfsFileSystem)).toMatchObject([{ lifecycle: { prevent_destroy: true } }]);
  expect(resources(open.data, EfsFileSystem)).toMatchObject([{ lifecycle: { prevent_destroy: false } }]);
  expect(resources(kept.service, Lb)).toMatchObject([{ enable_deletion_protection: true }]);
  expect(resources(open.service, Lb)).toMatchObject([{ enable_deletion_protection: false }]);
  expect(resources(kept.image, EcrRepository)).toMatchObject([{ force_delete: false }]);
  expect(resources(open.image, EcrRepository)).toMatchObject([{ force_delete: true }]);
});

test("one key encrypts what an environment with its own key stores", async () => {
  const { data, image } = await synthApp(environmentWith({ customerManagedKey: true }));
  expect(resources(data, KmsKey)).toHaveLength(1);
  const key = expect.stringMatching(/^\$\{aws_kms_key\.Key_\w+\.arn\}$/);
  expect(resources(data, DbInstance)).toMatchObject([{ kms_key_id: key }]);
  expect(resources(data, EfsFileSystem)).toMatchObject([{ kms_key_id: key }]);
  for (const secret of resources(data, SecretsmanagerSecret)) expect(secret).toMatchObject({ kms_key_id: key });
  expect(resources(image, EcrRepository)).toMatchObject([{ encryption_configuration: [{ encryption_type: "KMS" }] }]);
});

test("the state of the state stack is a file, or in the bucket that it makes", async () => {
  const backend = async (own: "file" | "bucket") =>
    (await synthApp(environmentWith({ state: { own } }))).state?.terraform.backend;
  expect(await backend("file")).toHaveProperty("local");
  expect(await backend("bucket")).toMatchObject({ s3: { key: "test-state.tfstate", use_lockfile: true } });
});

test("root volumes are under the key too, which Auto Scaling's role may then use", async () => {
  const service = { capacity: { type: "ec2" as const, instanceTypes: ["m7i.large"] } };
  const network = { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single" as const };
  const stacks = await synthApp(environmentWith({ customerManagedKey: true, service, network }));
  expect(resources(stacks.service, LaunchTemplate)).toMatchObject([
    { block_device_mappings: [{ ebs: { kms_key_id: expect.stringContaining("aws_kms_keyKey_") } }] },
  ]);
  expect(resources(stacks.data, KmsKey)[0]?.policy).toContain("AutoScalingGrantsToEc2");
  const { data } = await synthApp(environmentWith({ customerManagedKey: true }));
  expect(resources(data, KmsKey)[0]?.policy).not.toContain("AutoScaling");
});

test("without a domain the site is served over HTTP, at the load balancer's own name", async () => {
  const { service } = await synthApp(environmentWith());
  expect(resources(service, LbListener)).toMatchObject([{ port: 80, default_action: [{ type: "forward" }] }]);
  expect(resources(service, AcmCertificate)).toEqual([]);
  expect(service?.output.SiteUrl?.value).toMatch(/^http:\/\/\$\{aws_lb\..*\.dns_name\}$/);
});

test("a domain brings a certificate, HTTPS and DNS records", async () => {
  const domain = { name: "www.example.com", aliases: ["example.com"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };
  const { service } = await synthApp(
    environmentWith({ site: { title: "T", adminUser: "a", adminEmail: "a@example.com", domain } }),
  );
  expect(resources(service, AcmCertificate)).toMatchObject([
    { domain_name: "www.example.com", subject_alternative_names: ["example.com"], validation_method: "DNS" },
  ]);
  expect(
    resources(service, LbListener)
      .map(({ port }) => port)
      .sort(),
  ).toEqual([443, 80]);
  const aliases = resources(service, Route53Record).filter((record) => "alias" in record);
  expect(aliases.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
    "example.com A",
    "example.com AAAA",
    "www.example.com A",
    "www.example.com AAAA",
  ]);
  expect(service?.output.SiteUrl?.value).toBe("https://www.example.com");
});

test("tasks run in public subnets with an address of their own when there is no NAT", async () => {
  const { service } = await synthApp(environmentWith());
  expect(resources(service, EcsService)).toMatchObject([{ network_configuration: { assign_public_ip: true } }]);
  const behindNat = (await synthApp(environmentWith({ network: { ...zones, nat: "single" } }))).service;
  expect(resources(behindNat, EcsService)).toMatchObject([{ network_configuration: { assign_public_ip: false } }]);
});

test("Fargate Spot is one setting", async () => {
  const { service } = await synthApp(environmentWith({ service: { capacity: { type: "fargate", spot: true } } }));
  expect(resources(service, EcsService)).toMatchObject([
    { capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT" }] },
  ]);
});

test("EC2 capacity brings its Auto Scaling group and runs the same task", async () => {
  const { service } = await synthApp(
    environmentWith({
      network: { ...zones, nat: "single" },
      service: { architecture: "ARM64", capacity: { type: "ec2", instanceTypes: ["m7g.large"], minInstances: 2 } },
    }),
  );
  expect(resources(service, AutoscalingGroup)).toMatchObject([{ min_size: 2, max_size: 4 }]);
  expect(resources(service, EcsTaskDefinition)).toMatchObject([
    { requires_compatibilities: ["EC2"], runtime_platform: { cpu_architecture: "ARM64" } },
  ]);
});

test("scaling takes the number of tasks out of Terraform's hands", async () => {
  const { service } = await synthApp(environmentWith({ service: { scaling: { minTasks: 2, maxTasks: 5 } } }));
  expect(resources(service, AppautoscalingTarget)).toMatchObject([{ min_capacity: 2, max_capacity: 5 }]);
  expect(resources(service, EcsService)).toMatchObject([
    { desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } },
  ]);
});

test("a raised secrets version reaches the container, so tasks are replaced", async () => {
  const definition = async (version: number) =>
    resources((await synthApp(environmentWith({ secrets: { version } }))).service, EcsTaskDefinition)[0]
      ?.container_definitions;
  expect(await definition(2)).not.toBe(await definition(1));
});

test("the image is built for the tasks' processor", async () => {
  const { image } = await synthApp(environmentWith({ service: { architecture: "ARM64" } }));
  expect(Object.values(image?.resource.terraform_data ?? {})).toMatchObject([
    { triggers_replace: { platform: "linux/arm64" } },
  ]);
});

test("the registry's login is ephemeral", async () => {
  const { image } = await synthApp(environmentWith());
  expect(image?.json).toContain("aws_ecr_authorization_token");
  expect(JSON.parse(image?.json ?? "{}").data ?? {}).not.toHaveProperty("aws_ecr_authorization_token");
});

test("flow logs are an option", async () => {
  expect(resources((await synthApp(environmentWith())).network, FlowLog)).toEqual([]);
  const { network } = await synthApp(environmentWith({ network: { ...zones, flowLogs: { traffic: "ALL" } } }));
  expect(resources(network, FlowLog)).toMatchObject([{ traffic_type: "ALL" }]);
});

test.each([
  ["us-gov-west-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["eusc-de-east-1", "aws-eusc"],
])("%s has the ARNs of its partition, %s", async (region, partition) => {
  const { data } = await synthApp(
    environmentWith({ region, network: { availabilityZones: [`${region}a`, `${region}b`] } }),
  );
  expect(data?.json).toContain(`arn:${partition}:iam::111122223333:root`);
  expect(data?.json).not.toContain("arn:aws:");
});

test("state can live under names of one's own", async () => {
  const { state, network } = await synthApp(
    environmentWith({ state: { bucket: "company-terraform", lockTable: "Locks" } }),
  );
  expect(
    Testing.toHaveResourceWithProperties(state?.json ?? "", "aws_s3_bucket", { bucket: "company-terraform" }),
  ).toBe(true);
  expect(network?.terraform.backend).toMatchObject({ s3: { bucket: "company-terraform", dynamodb_table: "Locks" } });
});

test("nginx keeps a connection longer than the load balancer, whatever that is set to", async () => {
  const { service } = await synthApp(environmentWith({ loadBalancer: { idleTimeoutSeconds: 300 } }));
  const definition = String(resources(service, EcsTaskDefinition)[0]?.container_definitions);
  expect(JSON.parse(definition)[0].environment).toContainEqual({ name: "WP_KEEPALIVE_TIMEOUT", value: "315" });
});

const containerEnvironment = (service: SynthesizedStack | undefined): Record<string, string> => {
  const definition = String(resources(service, EcsTaskDefinition)[0]?.container_definitions);
  const variables: { name: string; value: string }[] = JSON.parse(definition)[0].environment;
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
};

test("WordPress is installed in the language of the environment", async () => {
  const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", locale: "de_DE" };
  expect(containerEnvironment((await synthApp(environmentWith({ site }))).service).WP_LOCALE).toBe("de_DE");
});

test("the container answers the site's name, aliases that are served, and any name where there is no domain", async () => {
  const domain = { name: "www.example.com", aliases: ["example.com"], hostedZoneId: "Z0123456789ABCDEFGHIJ" };
  const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", domain };
  expect(containerEnvironment((await synthApp(environmentWith({ site }))).service)).toMatchObject({
    WP_HOME: "https://www.example.com",
    WP_ALLOWED_HOSTS: "www.example.com",
  });
  const served = { ...site, domain: { ...domain, aliasMode: "serve" as const } };
  expect(containerEnvironment((await synthApp(environmentWith({ site: served }))).service)).toMatchObject({
    WP_ALLOWED_HOSTS: "www.example.com,example.com",
  });
  expect(containerEnvironment((await synthApp(environmentWith())).service)).not.toHaveProperty("WP_ALLOWED_HOSTS");
});

test("a cache is an option, which the tasks reach over TLS and nobody else does", async () => {
  const without = await synthApp(environmentWith());
  expect(resources(without.data, ElasticacheReplicationGroup)).toEqual([]);
  expect(Object.keys(containerEnvironment(without.service)).filter((name) => name.startsWith("WP_REDIS"))).toEqual([]);

  const { data, service } = await synthApp(environmentWith({ cache: {} }));
  expect(resources(data, ElasticacheReplicationGroup)).toMatchObject([
    { replication_group_id: "wordpress-test-cache", transit_encryption_enabled: true },
  ]);
  expect(containerEnvironment(service)).toMatchObject({
    WP_REDIS_HOST: expect.stringContaining("primary_endpoint_address"),
    WP_REDIS_PORT: "6379",
    WP_REDIS_TLS: "on",
    WP_SESSIONS: "redis",
  });
  const onPort = ({ from_port }: Record<string, unknown>) => from_port === 6379;
  expect(resources(service, VpcSecurityGroupEgressRule).filter(onPort)).toHaveLength(1);
  expect(resources(service, VpcSecurityGroupIngressRule).filter(onPort)).toMatchObject([
    { referenced_security_group_id: expect.stringContaining("aws_security_group.WordPress_") },
  ]);
});

test("tasks log in to a cache of IAM with their role, which may connect to it as its user and no more", async () => {
  const { data, service } = await synthApp(environmentWith({ cache: { iamAuthentication: true } }));
  const id = "wordpress-test-cache";
  expect(resources(data, ElasticacheReplicationGroup)).toMatchObject([
    { user_group_ids: [expect.stringMatching(/^\$\{aws_elasticache_user_group\.Cache_User_Group_/)] },
  ]);
  const { WP_REDIS_IAM_USER: user, WP_REDIS_IAM_CACHE: cache } = containerEnvironment(service);
  expect([user, cache]).toEqual([id, expect.stringContaining("aws_elasticache_replication_group")]);
  const rights = resources(service, IamRolePolicy).flatMap(
    ({ policy }): { Sid: string; Action: string; Resource: string[] }[] => JSON.parse(String(policy)).Statement,
  );
  expect(rights.filter(({ Sid }) => Sid === "ConnectToCache")).toMatchObject([
    { Action: "elasticache:Connect", Resource: [cache, expect.stringContaining("aws_elasticache_user")] },
  ]);
  const { service: without } = await synthApp(environmentWith({ cache: {} }));
  expect(without?.json).not.toContain("elasticache:Connect");
});

test("sessions are where every task finds them: in the cache, else in the database, and in files of a task that is alone", async () => {
  const sessions = async (change: Parameters<typeof environmentWith>[0]) => {
    const { WP_SESSIONS } = containerEnvironment((await synthApp(environmentWith(change))).service);
    return WP_SESSIONS;
  };
  const scaling = { minTasks: 1, maxTasks: 4 };
  expect(await sessions({ cache: {}, service: { scaling } })).toBe("redis");
  expect(await sessions({ cache: { sessions: false }, service: { scaling } })).toBe("database");
  expect(await sessions({ service: { desiredTasks: 2 } })).toBe("database");
  expect(await sessions({ cache: { sessions: false } })).toBe("files");
  const rush = [{ name: "rush", schedule: "cron(0 8 * * ? *)", minTasks: 1, maxTasks: 2 }];
  expect(await sessions({ service: { scaling: { minTasks: 1, maxTasks: 1, schedules: rush } } })).toBe("database");
});

test("Aurora in place of RDS for MySQL is one setting, and the tasks see no difference", async () => {
  const mysql = await synthApp(environmentWith());
  const aurora = await synthApp(environmentWith({ database: { engine: "aurora-mysql" } }));
  expect(resources(mysql.data, RdsCluster)).toEqual([]);
  expect(resources(aurora.data, DbInstance)).toEqual([]);
  expect(resources(aurora.data, RdsCluster)).toMatchObject([{ cluster_identifier: "wordpress-test-db" }]);
  expect(Object.keys(aurora.service?.resource ?? {})).toEqual(Object.keys(mysql.service?.resource ?? {}));
  const { WORDPRESS_DB_HOST: host, ...others } = containerEnvironment(aurora.service);
  expect(host).toMatch(/aws_rds_cluster.*endpoint\}:3306$/);
  expect({ ...others, WORDPRESS_DB_HOST: "" }).toEqual({
    ...containerEnvironment(mysql.service),
    WORDPRESS_DB_HOST: "",
  });
});

test("WordPress never holds the master user's secret: another container of the task makes its user", async () => {
  const containers = async (
    separateUser: boolean,
  ): Promise<{ name: string; secrets: { name: string; valueFrom: string }[] }[]> => {
    const { service } = await synthApp(environmentWith({ database: { separateUser } }));
    return JSON.parse(String(resources(service, EcsTaskDefinition)[0]?.container_definitions));
  };
  expect((await containers(false)).map(({ name }) => name)).toEqual(["wordpress"]);
  const [wordpress, user] = await containers(true);
  expect(wordpress).toMatchObject({ dependsOn: [{ containerName: "database-user", condition: "SUCCESS" }] });
  expect(wordpress?.secrets.filter(({ valueFrom }) => valueFrom.includes("MasterSecret"))).toEqual([]);
  const master = user?.secrets.filter(({ valueFrom }) => valueFrom.includes("MasterSecret"));
  expect(master?.map(({ name }) => name)).toEqual(["WORDPRESS_DB_MASTER_PASSWORD", "WORDPRESS_DB_MASTER_USER"]);
  const password = ({ name }: { name: string }) => name === "WORDPRESS_DB_PASSWORD";
  expect(user?.secrets.find(password)).toEqual(wordpress?.secrets.find(password));
});

test("tasks check the database's certificate against its region's authority if the environment wants it", async () => {
  const plain = containerEnvironment((await synthApp(environmentWith())).service);
  expect(plain).toMatchObject({ WORDPRESS_DB_SSL: "on" });
  expect(plain).not.toHaveProperty("WORDPRESS_DB_SSL_CA");
  const verified = containerEnvironment((await synthApp(environmentWith({ database: { tls: "verify" } }))).service);
  expect(verified).toMatchObject({
    WORDPRESS_DB_SSL: "verify",
    WORDPRESS_DB_SSL_CA: expect.stringMatching(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/),
  });
});

const throughProxy = (database: EnvironmentInput["database"] = {}) =>
  synthApp(environmentWith({ database: { ...database, proxy: {} } }));

test("without a proxy there is none; with one WordPress connects to it, on either engine", async () => {
  expect(resources((await synthApp(environmentWith())).data, DbProxy)).toEqual([]);
  for (const engine of ["mysql", "aurora-mysql"] as const) {
    const { data, service } = await throughProxy({ engine });
    expect(resources(data, DbProxy)).toMatchObject([{ name: "wordpress-test-db-proxy" }]);
    expect(containerEnvironment(service).WORDPRESS_DB_HOST).toMatch(/aws_db_proxy.*endpoint\}:3306$/);
    expect(Object.keys(data?.output ?? {})).toEqual(
      expect.arrayContaining(["DatabaseEndpoint", "DatabaseProxyEndpoint"]),
    );
  }
});

test("the container that makes WordPress's user goes past the proxy, with the master user that the proxy does not know", async () => {
  const { service } = await throughProxy({ tls: "verify" });
  const containers: { name: string; environment: { name: string; value: string }[] }[] = JSON.parse(
    String(resources(service, EcsTaskDefinition)[0]?.container_definitions),
  );
  const [wordpress, user] = containers.map(({ environment }) =>
    Object.fromEntries(environment.map(({ name, value }) => [name, value])),
  );
  expect(user?.WORDPRESS_DB_HOST).toMatch(/aws_db_instance.*address\}:3306$/);
  const subject = (pem = "") => new X509Certificate(pem).subject;
  expect(subject(user?.WORDPRESS_DB_SSL_CA)).toContain("Amazon RDS eu-west-1");
  expect(subject(wordpress?.WORDPRESS_DB_SSL_CA)).toContain("CN=Amazon Root CA 1");
});

test("tasks reach the proxy, and the server for who signs in there", async () => {
  const { service } = await throughProxy();
  const rules = [...resources(service, VpcSecurityGroupEgressRule), ...resources(service, VpcSecurityGroupIngressRule)];
  const reached = rules.filter(({ from_port }) => from_port === 3306).map(({ description }) => description);
  expect(reached.sort()).toEqual([
    "MySQL from WordPress",
    "MySQL from WordPress",
    "MySQL to Database",
    "MySQL to DatabaseProxy",
  ]);
});

test("a backup plan takes database and files by its tag, in place of EFS's own backups", async () => {
  const without = (await synthApp(environmentWith())).data;
  expect(resources(without, BackupVault)).toEqual([]);
  expect(resources(without, EfsBackupPolicy)).toHaveLength(1);
  const { data } = await synthApp(environmentWith({ backup: {} }));
  const tag = { key: "BackupPlan", value: "wordpress-test-backup" };
  expect(resources(data, BackupSelection)).toMatchObject([{ selection_tag: [tag] }]);
  expect(resources(data, DbInstance)).toMatchObject([{ tags: { [tag.key]: tag.value } }]);
  expect(resources(data, EfsFileSystem)).toMatchObject([{ tags: { [tag.key]: tag.value } }]);
  expect(resources(data, EfsBackupPolicy)).toEqual([]);
});

test("Aurora carries the backup plan's tag too", async () => {
  const { data } = await synthApp(environmentWith({ backup: {}, database: { engine: "aurora-mysql" } }));
  expect(resources(data, RdsCluster)).toMatchObject([{ tags: { BackupPlan: "wordpress-test-backup" } }]);
});

test("copies of backups lie in another region, under a key of that region", async () => {
  const { data } = await synthApp(
    environmentWith({ backup: { copyToRegion: "eu-central-1" }, customerManagedKey: true }),
  );
  expect(data?.provider.aws).toMatchObject([
    { region: "eu-west-1" },
    { region: "eu-central-1", alias: "copies", allowed_account_ids: ["111122223333"] },
  ]);
  const [own, copies] = resources(data, BackupVault).sort((one) => ("provider" in one ? 1 : -1));
  expect(own).not.toHaveProperty("provider");
  expect(copies).toMatchObject({ provider: "aws.copies", kms_key_arn: expect.stringContaining("CopiesKey") });
  expect(resources(data, KmsKey).filter(({ provider }) => provider === "aws.copies")).toHaveLength(1);
});

test("access logs go to a bucket of their own, whose policy is there before the load balancer writes", async () => {
  const { service } = await synthApp(environmentWith({ loadBalancer: { accessLogs: {} } }));
  expect(resources(service, Lb)).toMatchObject([
    {
      access_logs: { bucket: expect.stringMatching(/^\$\{aws_s3_bucket\.AccessLogs_/), enabled: true },
      depends_on: [expect.stringMatching(/^aws_s3_bucket_policy\.AccessLogs_Policy_/)],
    },
  ]);
  const without = resources((await synthApp(environmentWith())).service, S3Bucket);
  expect(without).toMatchObject([{ bucket: "wordpress-test-transfers-111122223333" }]);
});

test("flow logs are encrypted by a key of their own, when the environment has keys", async () => {
  const network = { ...zones, flowLogs: {} };
  const groups = async (customerManagedKey: boolean) =>
    resources((await synthApp(environmentWith({ network, customerManagedKey }))).network, CloudwatchLogGroup);
  expect(await groups(true)).toMatchObject([{ kms_key_id: expect.stringMatching(/aws_kms_key\.FlowLogsKey_/) }]);
  expect((await groups(false))[0]).not.toHaveProperty("kms_key_id");
});

const mailSite = {
  ...{ title: "T", adminUser: "a", adminEmail: "a@example.com" },
  domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
};

function environmentOf(service: SynthesizedStack | undefined): Record<string, string> {
  const [definition] = resources(service, EcsTaskDefinition);
  const [{ environment }] = JSON.parse(String(definition?.container_definitions));
  return Object.fromEntries(environment.map(({ name, value }: Record<string, string>) => [name, value]));
}

function sendRight(service: SynthesizedStack | undefined) {
  const rights = resources(service, IamRolePolicy).find(({ name }) => name === "task");
  return JSON.parse(String(rights?.policy)).Statement.find(({ Sid }: { Sid: string }) => Sid === "SendMail");
}

test("mail leaves by SES with the tasks' role, from one address", async () => {
  const { mail, service } = await synthApp(environmentWith({ site: mailSite, mail: { from: "shop@example.com" } }));
  expect(
    resources(mail, Route53Record)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(["CNAME", "CNAME", "CNAME", "MX", "TXT", "TXT"]);
  expect(environmentOf(service)).toMatchObject({
    ...{ WP_SES_REGION: "eu-west-1", WP_SES_CONFIGURATION_SET: "wordpress-test" },
    ...{ SMTP_FROM: "shop@example.com", SMTP_FROM_NAME: "T" },
  });
  const statement = sendRight(service);
  expect(statement.Action).toEqual(["ses:SendEmail", "ses:SendRawEmail"]);
  expect(statement.Condition).toEqual({ StringEquals: { "ses:FromAddress": "shop@example.com" } });
  for (const arn of statement.Resource)
    expect(arn).toMatch(/^\$\{data\.terraform_remote_state\..*(Identity|ConfigurationSet)/);
  const ports = resources(service, VpcSecurityGroupEgressRule).map(({ from_port }) => from_port);
  expect(ports).not.toContain(587);
});

test("with DNS elsewhere the records of mail are an output", async () => {
  const domain = { name: "www.example.com", dns: "external" as const };
  const { mail } = await synthApp(
    environmentWith({ site: { ...mailSite, domain }, mail: { from: "shop@example.com" } }),
  );
  expect(resources(mail, Route53Record)).toEqual([]);
  expect(mail?.output.MailDnsRecords?.value).toHaveLength(6);
});

test("a server of mail gets its port opened, the settings and the password, and no right in SES", async () => {
  const smtp = { host: "smtp.example.net", port: 465, encryption: "tls" as const, user: "shop", secret: "empty" };
  const { mail, data, service } = await synthApp(environmentWith({ mail: { from: "shop@example.org", smtp } }));
  expect(mail).toBeUndefined();
  expect(environmentOf(service)).toMatchObject({
    ...{ SMTP_HOST: "smtp.example.net", SMTP_PORT: "465", SMTP_ENCRYPTION: "tls", SMTP_USER: "shop" },
    SMTP_FROM: "shop@example.org",
  });
  expect(environmentOf(service)).not.toHaveProperty("WP_SES_REGION");
  expect(Object.keys(data?.output.SecretsToFill?.value as object)).toEqual(["SMTP_PASSWORD"]);
  const [rule, ...more] = resources(service, VpcSecurityGroupEgressRule).filter(({ from_port }) => from_port === 465);
  expect(more).toEqual([]);
  expect(rule).toMatchObject({ to_port: 465, ip_protocol: "tcp" });
  expect(sendRight(service)).toBeUndefined();
});

test("secrets of one's own reach the container; the execution role may read these and no more", async () => {
  const foreign = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf";
  const secrets = { SHOP_KEY: "empty", TOKEN: `${foreign}:token::`, LICENCE: foreign };
  const { data, service } = await synthApp(
    environmentWith({ service: { secrets, environment: { SHOP_MODE: "live" } } }),
  );
  const made = resources(data, SecretsmanagerSecret).filter(({ description }) => /SHOP_KEY/.test(String(description)));
  expect(made).toMatchObject([{ name_prefix: "wordpress-test-own-shop-key-", recovery_window_in_days: 30 }]);
  expect(Object.keys(data?.output.SecretsToFill?.value as object)).toEqual(["SHOP_KEY"]);
  const [definition] = resources(service, EcsTaskDefinition);
  const [wordpress] = JSON.parse(String(definition?.container_definitions));
  expect(wordpress.environment).toContainEqual({ name: "SHOP_MODE", value: "live" });
  const given = wordpress.secrets.filter(({ name }: { name: string }) => name in secrets);
  expect(given).toEqual([
    { name: "LICENCE", valueFrom: foreign },
    { name: "SHOP_KEY", valueFrom: expect.stringMatching(/^\$\{data\.terraform_remote_state\..*Secret_SHOP_KEY/) },
    { name: "TOKEN", valueFrom: `${foreign}:token::` },
  ]);
  const rights = resources(service, IamRolePolicy).find(({ name }) => name === "execution");
  const readable = JSON.parse(String(rights?.policy)).Statement.find(
    ({ Sid }: { Sid: string }) => Sid === "ReadSecrets",
  );
  expect(readable.Resource).toContain(foreign);
  expect(readable.Resource.filter((arn: string) => arn.startsWith("arn:"))).toEqual([foreign]);
  expect(readable.Resource.filter((arn: string) => arn.includes("SHOP_KEY"))).toHaveLength(1);
});

test("a provider of another region stays when the setting that needed it goes, since Terraform ends resources with it", async () => {
  const { data, monitoring } = await synthApp(environmentWith({ monitoring: {} }));
  expect(data?.provider.aws).toContainEqual(expect.objectContaining({ alias: "copies", region: "eu-west-1" }));
  expect(monitoring?.provider.aws).toContainEqual(expect.objectContaining({ alias: "us-east-1" }));
});

test("the load balancer alone may be replaced while everything else stays protected", async () => {
  const { service, data } = await synthApp(environmentWith({ loadBalancer: { deletionProtection: false } }));
  expect(resources(service, Lb)).toMatchObject([{ enable_deletion_protection: false }]);
  expect(resources(data, DbInstance)).toMatchObject([{ deletion_protection: true }]);
});

test("without a way out, tasks have endpoints for what they call: SES with mail, the key of ECS Exec's sessions", async () => {
  const network = { ...zones, interfaceEndpoints: true };
  const settings = {
    network,
    customerManagedKey: true,
    service: { exec: true },
    mail: { from: "a@example.com", identity: "address" },
  } as const;
  const services = async (input: Partial<EnvironmentInput>) =>
    resources((await synthApp(environmentWith(input))).network, VpcEndpoint)
      .map(({ service_name }) => String(service_name).replace("com.amazonaws.eu-west-1.", ""))
      .sort();
  const always = ["ecr.api", "ecr.dkr", "elasticfilesystem", "logs", "s3", "secretsmanager", "ssm"];
  expect(await services({ network })).toEqual(always);
  expect(await services(settings)).toEqual([...always, "email", "kms", "ssmmessages"].sort());
});
