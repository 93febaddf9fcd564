import { Failure } from "../../../cli/outcome";
import type { Environment } from "../../../environments/schema/sections";
import type { Answer, World } from "../../../preflight/check";
import type { Tree } from "../../../terraform/tree";

/** What AWS says: an answer, or a code with which it refuses. */
export type Answers = Readonly<Record<string, object | string>>;

const ROLES = [
  ...["ECS", "ElasticLoadBalancing", "RDS", "ElastiCache", "AutoScaling", "ApplicationAutoScaling_ECSService"],
].map((name) => ({ RoleName: `AWSServiceRoleFor${name}` }));
const ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

/** An account in which nothing stands in the way, by the first two words of the call; `:` and a further word choose one of several. */
export const SOUND: Answers = {
  "sts get-caller-identity": { Account: "111122223333", Arn: "arn:aws:iam::111122223333:user/operator" },
  "iam list-roles": { Roles: ROLES },
  "iam list-open-id-connect-providers": { OpenIDConnectProviderList: [] },
  "service-quotas get-service-quota": { Quota: { Value: 64 } },
  "ec2 describe-regions": {
    Regions: ["eu-west-1", "eu-central-1", "us-east-1"].map((RegionName) => ({
      RegionName,
      OptInStatus: "opt-in-not-required",
    })),
  },
  "ec2 describe-vpcs": { Vpcs: [{}] },
  "ec2 describe-addresses": { Addresses: [] },
  "elbv2 describe-load-balancers": { LoadBalancers: [] },
  "rds describe-db-instances": { DBInstances: [] },
  "rds describe-db-instances:--db-instance-identifier": {
    DBInstances: [{ LatestRestorableTime: "2026-11-26T00:00:00Z" }],
  },
  "rds describe-db-clusters": { DBClusters: [] },
  "ec2 describe-availability-zones": { AvailabilityZones: ZONES.map((ZoneName) => ({ ZoneName, State: "available" })) },
  "ec2 describe-instance-type-offerings": { InstanceTypeOfferings: ZONES.map((Location) => ({ Location })) },
  "rds describe-orderable-db-instance-options": {
    OrderableDBInstanceOptions: [{ EngineVersion: "8.4.6", AvailabilityZones: ZONES.map((Name) => ({ Name })) }],
  },
  "route53 get-hosted-zone": {
    HostedZone: { Name: "example.com.", Config: { PrivateZone: false } },
    DelegationSet: { NameServers: ["ns-1.awsdns-01.org"] },
  },
  "sesv2 get-account": { ProductionAccessEnabled: true, SendingEnabled: true },
  "sesv2 list-email-identities": { EmailIdentities: [] },
  "sesv2 get-email-identity": { VerifiedForSendingStatus: true, DkimAttributes: { Status: "SUCCESS" } },
  "s3api list-objects-v2": "NoSuchBucket",
  "s3api head-bucket": "404",
  "ecr describe-repositories": { repositories: [] },
  "elasticache describe-replication-groups": { ReplicationGroups: [] },
  "elasticache describe-cache-clusters": { CacheClusters: [] },
  "elasticache describe-cache-subnet-groups": { CacheSubnetGroups: [] },
  "elasticache describe-cache-parameter-groups": { CacheParameterGroups: [] },
  "elasticache describe-users": { Users: [] },
  "elasticache describe-user-groups": { UserGroups: [] },
  "iam list-instance-profiles": { InstanceProfiles: [] },
  "autoscaling describe-auto-scaling-groups": { AutoScalingGroups: [] },
  "ssm describe-parameters": { Parameters: [] },
  "scheduler list-schedules": { Schedules: [] },
  "wafv2 list-web-acls": { WebACLs: [] },
  "events list-rules": { Rules: [] },
  "cloudwatch list-dashboards": { DashboardEntries: [] },
  "sns list-topics": { Topics: [] },
  "sqs list-queues": {},
  "sesv2 list-configuration-sets": {},
  "cloudfront list-cache-policies": { CachePolicyList: { Quantity: 0 } },
  "cloudfront list-response-headers-policies": { ResponseHeadersPolicyList: { Quantity: 0 } },
  "cloudfront list-origin-access-controls": { OriginAccessControlList: { Items: [] } },
  "logs describe-log-groups": { logGroups: [] },
  "kms list-aliases": { Aliases: [] },
  "backup list-backup-vaults": { BackupVaultList: [] },
  "secretsmanager list-secrets": { SecretList: [] },
  "dynamodb list-tables": { TableNames: [] },
  "ecs list-clusters": { clusterArns: [] },
  "ecs describe-services": { services: [{ status: "ACTIVE", runningCount: 2, desiredCount: 2 }] },
  "acm list-certificates": {
    CertificateSummaryList: [
      {
        DomainName: "www.example.com",
        Status: "ISSUED",
        NotAfter: "2027-06-01T00:00:00Z",
        CertificateArn: "arn:aws:acm:x",
      },
    ],
  },
  "cloudfront list-distributions": { DistributionList: {} },
  "ssm get-parameter": { Parameter: { Value: new Date().toISOString() } },
  "backup list-recovery-points-by-backup-vault": { RecoveryPoints: [{ Status: "COMPLETED" }] },
  "sns list-subscriptions-by-topic": {
    Subscriptions: [{ Endpoint: "operations@example.com", SubscriptionArn: "arn:aws:sns:x" }],
  },
  "cloudwatch describe-alarms": { MetricAlarms: [] },
};

/** The same account once the site is there. */
export const DEPLOYED: Answers = {
  "cloudfront list-distributions": {
    DistributionList: {
      Items: [{ Id: "E1", DomainName: "d1.cloudfront.net", Aliases: { Items: ["www.example.com"] } }],
    },
  },
};

export interface Outside {
  readonly nameServers?: readonly string[];
  readonly issuers?: Readonly<Record<string, readonly string[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly pages?: Readonly<Record<string, Partial<Answer>>>;
}

const PAGES: NonNullable<Outside["pages"]> = {
  "https://www.example.com/": { text: "<title>Site</title>" },
  "http://www.example.com/": { status: 301, location: "https://www.example.com/" },
  "https://www.example.com/robots.txt": { text: "User-agent: *\nDisallow: /wp-admin/\n" },
  "https://example.com/preflight?a=b": { status: 301, location: "https://www.example.com/preflight?a=b" },
};

/** Everything that the checks ask, with some answers replaced, and the calls that were made. */
export function worldOf(environment: Environment, tree: Tree, answers: Answers = {}, outside: Outside = {}) {
  const calls: (readonly string[])[] = [];
  const all = { ...SOUND, ...answers };
  const pages = { ...PAGES, ...outside.pages };
  const world: World = {
    environment,
    tree,
    aws:
      () =>
      async <T>(...words: readonly string[]): Promise<T> => {
        calls.push(words);
        const call = words.slice(0, 2).join(" ");
        const special = Object.keys(all).find(
          (key) => key.startsWith(`${call}:`) && words.includes(key.slice(call.length + 1)),
        );
        const answer = all[special ?? call];
        if (typeof answer === "object") return answer as T;
        throw new Failure(
          `aws ${call}: An error occurred (${answer ?? "Unplanned"}) when calling the operation: refused`,
        );
      },
    dns: {
      nameServers: async () => outside.nameServers ?? ["ns-1.awsdns-01.org."],
      issuers: async (name) => outside.issuers?.[name] ?? [],
      addresses: async (name) => outside.addresses?.[name] ?? ["192.0.2.1"],
    },
    web: async (address) => {
      const page = pages[address];
      if (page === undefined) throw new Error("connect ECONNREFUSED");
      return { status: 200, headers: {}, text: "", ...page };
    },
    now: () => new Date("2026-11-27T00:00:00Z"),
  };
  return { world, calls };
}
