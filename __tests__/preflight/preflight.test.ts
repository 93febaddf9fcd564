import { beforeAll, expect, test } from "vitest";
import { Failure } from "../../cli/outcome";
import production from "../../environments/production";
import { checkEnvironment } from "../../environments/schema/environment";
import type { Environment } from "../../environments/schema/sections";
import type { Finding } from "../../preflight/check";
import { main } from "../../preflight/cli";
import { asText, preflight, stops } from "../../preflight/preflight";
import { synthesized } from "../../stacks/synthesized";
import { stacksIn } from "../../terraform/stacks";
import { Tree } from "../../terraform/tree";
import { type Answers, DEPLOYED, type Outside, worldOf } from "./support/world";

let environment: Environment;
let tree: Tree;
beforeAll(async () => {
  const { domain, ...site } = production.site;
  const names = { ...domain, name: "www.example.com", aliases: ["example.com"] };
  const settings = {
    ...production,
    site: { ...site, domain: names, adminUser: "marie", adminEmail: "marie@shop.test" },
  };
  environment = checkEnvironment("production", settings);
  tree = new Tree(await synthesized(environment, stacksIn));
}, 60_000);

async function findings(
  isLive: boolean,
  answers: Answers = {},
  outside: Outside = {},
  of = environment,
): Promise<Finding[]> {
  const all = isLive ? { ...DEPLOYED, ...answers } : answers;
  const results = await preflight(worldOf(of, tree, all, outside).world, isLive);
  return results.flatMap((result) => result.findings);
}

test("a sound account and a sound site have no finding, and every call only reads", async () => {
  for (const isLive of [false, true]) {
    const { world, calls } = worldOf(environment, tree, isLive ? DEPLOYED : {});
    expect((await preflight(world, isLive)).flatMap((result) => result.findings)).toEqual([]);
    for (const [, call = ""] of calls) expect(call).toMatch(/^(get|list|describe|head)-/);
  }
});

const listed = (list: string, name: string, value: string) => ({ [list]: [{ [name]: value }] });

/** Each mistake alone, and the words that name it. */
const BEFORE_DEPLOY: readonly [string, Answers, Outside, RegExp][] = [
  [
    "a role of a service is missing",
    { "iam list-roles": { Roles: [] } },
    {},
    /AWSServiceRoleForECS is not in the account/,
  ],
  [
    "a quota is used up",
    { "ec2 describe-addresses": { Addresses: Array(63).fill({}) } },
    {},
    /Elastic IP addresses.*at most 64; 63 are in use, .* 3 more/,
  ],
  [
    "a quota is below what instances need",
    { "service-quotas get-service-quota:L-1216C47A": { Quota: { Value: 5 } } },
    {},
    /vCPUs of on-demand instances: at most 5/,
  ],
  [
    "the region of the backup copies is closed",
    { "ec2 describe-regions": { Regions: [{ RegionName: "eu-central-1", OptInStatus: "not-opted-in" }] } },
    {},
    /eu-central-1 is not open to this account/,
  ],
  [
    "a CAA record keeps Amazon out",
    {},
    { issuers: { "example.com": ["letsencrypt.org"] } },
    /CAA records of example.com let only letsencrypt.org issue certificates, so none is issued for www.example.com/,
  ],
  [
    "the cache's nodes are used up",
    {
      "service-quotas get-service-quota:L-DFE45DF3": { Quota: { Value: 2 } },
      "elasticache describe-cache-clusters": { CacheClusters: [{}] },
    },
    {},
    /cache nodes of the region: at most 2; 1 are in use, .* 2 more/,
  ],
  [
    "distributions are used up",
    { "service-quotas get-service-quota:L-24B04930": { Quota: { Value: 0 } } },
    {},
    /CloudFront distributions of the account: at most 0/,
  ],
  [
    "another distribution has the name",
    {
      "cloudfront list-distributions": {
        DistributionList: { Items: [{ Id: "E9", Aliases: { Items: ["example.com"] } }] },
      },
    },
    {},
    /example.com is an alias of the distribution E9 already/,
  ],
  [
    "a web ACL is there",
    { "wafv2 list-web-acls:CLOUDFRONT": listed("WebACLs", "Name", "wordpress-production-cdn") },
    {},
    /aws_wafv2_web_acl wordpress-production-cdn is there already/,
  ],
  [
    "a policy of CloudFront is there",
    {
      "cloudfront list-cache-policies": {
        CachePolicyList: {
          Items: [{ CachePolicy: { CachePolicyConfig: { Name: "wordpress-production-pages" } } }],
        },
      },
    },
    {},
    /aws_cloudfront_cache_policy wordpress-production-pages is there already/,
  ],
  [
    "a queue is there",
    { "sqs list-queues": { QueueUrls: ["https://sqs.eu-west-1.amazonaws.com/1/wordpress-production-cron"] } },
    {},
    /aws_sqs_queue wordpress-production-cron is there already/,
  ],
  [
    "a dashboard of somebody is there",
    { "cloudwatch list-dashboards": listed("DashboardEntries", "DashboardName", "wordpress-production") },
    {},
    /aws_cloudwatch_dashboard wordpress-production is there already, .* the deploy would overwrite it/,
  ],
  [
    "a topic of somebody is there",
    { "sns list-topics": { Topics: [{ TopicArn: "arn:aws:sns:eu-west-1:1:wordpress-production-alarms" }] } },
    {},
    /aws_sns_topic wordpress-production-alarms is there already/,
  ],
  [
    "a zone is closed",
    { "ec2 describe-availability-zones": { AvailabilityZones: [{ ZoneName: "eu-west-1a", State: "available" }] } },
    {},
    /availabilityZones: eu-west-1b is not open/,
  ],
  [
    "an instance type is not offered",
    { "ec2 describe-instance-type-offerings": { InstanceTypeOfferings: [{ Location: "eu-west-1a" }] } },
    {},
    /eu-west-1c offers none of m7g.large/,
  ],
  [
    "a class of the database is not offered",
    { "rds describe-orderable-db-instance-options": { OrderableDBInstanceOptions: [] } },
    {},
    /0 of the zones offer db.m7g.large for mysql 8.4, 2 must/,
  ],
  [
    "the zone is not delegated",
    {},
    { nameServers: ["ns.other.test"] },
    /example.com is not delegated to Route 53: the world asks ns.other.test/,
  ],
  [
    "the zone is another one",
    {
      "route53 get-hosted-zone": {
        HostedZone: { Name: "other.test." },
        DelegationSet: { NameServers: ["ns-1.awsdns-01.org"] },
      },
    },
    {},
    /www.example.com is not in the zone .* other.test/,
  ],
  [
    "the zone is not there",
    { "route53 get-hosted-zone": "NoSuchHostedZone" },
    {},
    /no zone Z0123456789ABCDEFGHIJ in this account/,
  ],
  [
    "SES is in its sandbox",
    { "sesv2 get-account": { ProductionAccessEnabled: false, SendingEnabled: true } },
    {},
    /SES is in its sandbox/,
  ],
  [
    "a repository is there",
    { "ecr describe-repositories": listed("repositories", "repositoryName", "wordpress-production") },
    {},
    /aws_ecr_repository wordpress-production is there already/,
  ],
  [
    "a bucket is another account's",
    { "s3api head-bucket:wordpress-production-access-logs-111122223333": "403" },
    {},
    /bucket wordpress-production-access-logs-111122223333 is another account's/,
  ],
  [
    "GitHub's provider is there",
    {
      "iam list-open-id-connect-providers": {
        OpenIDConnectProviderList: [{ Arn: "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" }],
      },
    },
    {},
    /aws_iam_openid_connect_provider https:\/\/token.actions/,
  ],
];

const BEFORE_LIVE: readonly [string, Answers, Outside, RegExp][] = [
  [
    "no task runs",
    { "ecs describe-services": { services: [{ status: "ACTIVE", runningCount: 1, desiredCount: 2 }] } },
    {},
    /1 of 2 tasks run/,
  ],
  [
    "the certificate waits",
    {
      "acm list-certificates": {
        CertificateSummaryList: [{ DomainName: "www.example.com", Status: "PENDING_VALIDATION" }],
      },
    },
    {},
    /certificate of www.example.com in eu-west-1: PENDING_VALIDATION/,
  ],
  [
    "the certificate ends",
    {
      "acm list-certificates": {
        CertificateSummaryList: [{ DomainName: "www.example.com", Status: "ISSUED", NotAfter: "2026-12-02T00:00:00Z" }],
      },
    },
    {},
    /ends in 5 days/,
  ],
  [
    "a name leads elsewhere",
    {},
    { addresses: { "www.example.com": ["198.51.100.7"] } },
    /www.example.com leads to 198.51.100.7, not to d1.cloudfront.net/,
  ],
  ["an alias has no record", {}, { addresses: { "example.com": [] } }, /example.com has no address/],
  [
    "plain HTTP stays",
    {},
    { pages: { "http://www.example.com/": { status: 200 } } },
    /http:\/\/www.example.com\/: must lead to https:\/\/www.example.com\/, and answers 200/,
  ],
  [
    "an alias does not redirect",
    {},
    { pages: { "https://example.com/preflight?a=b": { status: 421 } } },
    /example.com: must answer 301 .* answers 421/,
  ],
  [
    "the sender is not proved",
    { "sesv2 get-email-identity": { VerifiedForSendingStatus: false } },
    {},
    /mail.from: example.com is not proved/,
  ],
  [
    "DKIM fails",
    { "sesv2 get-email-identity": { VerifiedForSendingStatus: true, DkimAttributes: { Status: "PENDING" } } },
    {},
    /DKIM of example.com is PENDING/,
  ],
  [
    "nothing was backed up",
    { "backup list-recovery-points-by-backup-vault": { RecoveryPoints: [] } },
    {},
    /vault wordpress-production-backup holds no backup/,
  ],
  [
    "no restore was tested",
    { "ssm get-parameter": { Parameter: { Value: "none yet" } } },
    {},
    /no restore of the (database|files) was tested and good yet/,
  ],
  [
    "restores were tested long ago",
    { "ssm get-parameter": { Parameter: { Value: "2026-01-01T12:00:00Z" } } },
    {},
    /last good test of a restore of the (database|files) was 2026-01-01T12:00:00Z/,
  ],
  [
    "nobody confirmed",
    {
      "sns list-subscriptions-by-topic": {
        Subscriptions: [{ Endpoint: "a@b.test", SubscriptionArn: "PendingConfirmation" }],
      },
    },
    {},
    /a@b.test has not confirmed/,
  ],
  [
    "an alarm rings",
    { "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "wordpress-production-errors" }] } },
    {},
    /alarm wordpress-production-errors rings/,
  ],
  [
    "search engines are kept out",
    {},
    { pages: { "https://www.example.com/": { text: "<meta name='robots' content='noindex, nofollow' />" } } },
    /stay away \(noindex\)/,
  ],
  [
    "the site does not answer",
    {},
    { pages: { "https://www.example.com/": { status: 503 } } },
    /https:\/\/www.example.com\/ answers 503/,
  ],
];

test.each(BEFORE_DEPLOY)("before the deploy: %s", async (_, answers, outside, named) => {
  const all = await findings(false, answers, outside);
  expect(all.map(({ what }) => what).join("\n")).toMatch(named);
  for (const { command } of all) expect(command).toMatch(/^(aws|dig|curl|npm) /);
});

test.each(BEFORE_LIVE)("before go-live: %s", async (_, answers, outside, named) => {
  const all = await findings(true, answers, outside);
  expect(all.map(({ what }) => what).join("\n")).toMatch(named);
  for (const { command } of all) expect(command).toMatch(/^(aws|dig|curl|npm) /);
});

test("all mistakes at once are all found, and none hides another", async () => {
  const chosen = BEFORE_DEPLOY.filter(([name]) => !/zone is (another|not there)|quota is below/.test(name));
  expect(chosen.length).toBeGreaterThan(19);
  const answers = Object.assign({}, ...chosen.map(([, one]) => one)) as Answers;
  const outside = Object.assign({}, ...chosen.map(([, , one]) => one)) as Outside;
  const said = (await findings(false, answers, outside)).map(({ what }) => what);
  for (const [name, , , named] of chosen)
    expect(
      said.filter((what) => named.test(what)),
      name,
    ).not.toEqual([]);
});

test("a stack whose state is in the bucket has its names itself", async () => {
  const answers: Answers = {
    "s3api list-objects-v2": { Contents: [{ Key: "production-image.tfstate" }] },
    "s3api head-bucket:wordpress-production-state-111122223333": {},
    "ecr describe-repositories": listed("repositories", "repositoryName", "wordpress-production"),
    "backup list-backup-vaults": listed("BackupVaultList", "BackupVaultName", "wordpress-production-backup"),
  };
  const said = (await findings(false, answers)).map(({ what }) => what).join("\n");
  expect(said).not.toContain("aws_ecr_repository");
  expect(said).not.toContain("production-state");
  expect(said).toContain(
    "aws_backup_vault wordpress-production-backup is there already, and no state of production-data has it",
  );
});

test("where tasks or instances may be on Spot its quota is asked, and the other one where they may not", async () => {
  const asked = async (resource: object) => {
    const { world, calls } = worldOf(environment, new Tree({ "production-service": { resource } }));
    await preflight(world, false);
    const codes = calls.flatMap((words) => (words[1] === "get-service-quota" ? [words.at(-1)] : []));
    return Object.entries({
      "L-3032A538": "fargate",
      "L-36FBB829": "fargate spot",
      "L-1216C47A": "ec2",
      "L-34B43A08": "ec2 spot",
    })
      .filter(([code]) => codes.includes(code))
      .map(([, name]) => name);
  };
  const service = (...providers: readonly string[]) => ({
    aws_ecs_task_definition: { d: { cpu: "1024" } },
    aws_ecs_service: {
      s: {
        desired_count: 2,
        capacity_provider_strategy: providers.map((capacity_provider) => ({ capacity_provider })),
      },
    },
  });
  const group = (base: number, percent: number) => ({
    aws_launch_template: { l: { instance_type: "m7g.large" } },
    aws_autoscaling_group: {
      g: {
        max_size: 4,
        mixed_instances_policy: [
          {
            instances_distribution: [
              { on_demand_base_capacity: base, on_demand_percentage_above_base_capacity: percent },
            ],
          },
        ],
      },
    },
  });
  expect(await asked(service())).toEqual(["fargate"]);
  expect(await asked(service("FARGATE"))).toEqual(["fargate"]);
  expect(await asked(service("FARGATE_SPOT"))).toEqual(["fargate spot"]);
  expect(await asked(service("FARGATE", "FARGATE_SPOT"))).toEqual(["fargate", "fargate spot"]);
  expect(await asked(group(0, 100))).toEqual(["ec2"]);
  expect(await asked(group(1, 50))).toEqual(["ec2", "ec2 spot"]);
  expect(await asked(group(0, 0))).toEqual(["ec2 spot"]);
});

test("the class of Aurora's instances, and whether its cluster can be restored, are asked as those of an instance", async () => {
  const resource = {
    aws_rds_cluster: { c: { cluster_identifier: "site-db" } },
    aws_rds_cluster_instance: {
      w: { engine: "aurora-mysql", engine_version: "8.0", instance_class: "db.r7g.large" },
      r: { engine: "aurora-mysql", engine_version: "8.0", instance_class: "db.r7g.large" },
    },
  };
  const said = async (isLive: boolean, answers: Answers) => {
    const { world } = worldOf(environment, new Tree({ "production-data": { resource } }), answers);
    return (await preflight(world, isLive)).flatMap((result) => result.findings.map(({ what }) => what)).join("\n");
  };
  expect(
    await said(false, { "rds describe-orderable-db-instance-options": { OrderableDBInstanceOptions: [] } }),
  ).toContain("0 of the zones offer db.r7g.large for aurora-mysql 8.0");
  expect(await said(true, { "rds describe-db-clusters": { DBClusters: [{}] } })).toContain(
    "database site-db cannot be restored to any moment yet",
  );
});

test("a certificate of one's own must be issued, for all names, and not about to end", async () => {
  const arn = "arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555";
  const of = {
    ...environment,
    site: { ...environment.site, domain: { ...environment.site.domain, certificateArn: arn } },
  } as Environment;
  const said = async (Certificate: object | string) =>
    (
      await findings(
        true,
        { "acm describe-certificate": typeof Certificate === "string" ? Certificate : { Certificate } },
        {},
        of,
      )
    ).map(({ what }) => what);
  const names = { SubjectAlternativeNames: ["example.com", "*.example.com"], NotAfter: "2027-11-01T00:00:00Z" };
  expect(await said({ Status: "ISSUED", ...names })).toEqual([]);
  expect(await said({ Status: "EXPIRED", ...names })).toEqual([`certificate ${arn}: EXPIRED`]);
  expect(await said({ Status: "ISSUED", ...names, SubjectAlternativeNames: ["*.example.com"] })).toEqual([
    `certificate ${arn} is not for example.com`,
  ]);
  expect(await said({ Status: "ISSUED", ...names, NotAfter: "2026-12-02T00:00:00Z" })).toEqual([
    `certificate ${arn} ends in 5 days and was not renewed`,
  ]);
  expect(await said("ResourceNotFoundException")).toEqual([`site.domain: there is no certificate ${arn}`]);
});

test("a wrong key and a closed region answer alike, and the message says so", async () => {
  const said = (await findings(false, { "sts get-caller-identity": "InvalidClientTokenId" })).map(({ what }) => what);
  expect(said).toEqual([expect.stringMatching(/InvalidClientTokenId.*where eu-west-1 is not open to the account/)]);
});

test("credentials of another account end the questions", async () => {
  const { world, calls } = worldOf(environment, tree, {
    "sts get-caller-identity": { Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/other" },
  });
  const results = await preflight(world, false);
  expect(results).toHaveLength(1);
  expect(results[0]?.findings[0]?.what).toBe(
    "account: must be 111122223333, and arn:aws:iam::999999999999:user/other is of 999999999999",
  );
  expect(calls).toHaveLength(1);
});

test("what AWS refuses to say is nobody's judgement, with its words", async () => {
  const all = await findings(false, {
    "iam list-roles": "AccessDenied",
    "service-quotas get-service-quota": "NoSuchResourceException",
  });
  expect(all.length).toBeGreaterThan(3);
  for (const { severity, what } of all)
    expect([severity, what]).toEqual(["unknown", expect.stringMatching(/AccessDenied|NoSuchResource/)]);
});

test("without a name server that answers, what DNS would say is nobody's judgement", async () => {
  const { world } = worldOf(environment, tree);
  const silent = () => Promise.reject(new Failure("DNS does not answer: queryNs ECONNREFUSED example.com"));
  const results = await preflight(
    { ...world, dns: { nameServers: silent, issuers: silent, addresses: silent } },
    false,
  );
  expect(results.flatMap(({ findings }) => findings)).toEqual(
    ["DNS delegation", "CAA records"].map((what) => ({
      ...{ severity: "unknown", command: "dig +short NS www.example.com" },
      what: expect.stringContaining(`${what}: DNS does not answer`),
    })),
  );
});

test("names that are guessed and mailboxes that are nobody's are said before go-live", async () => {
  const of = { ...environment, site: { ...environment.site, adminUser: "Admin", adminEmail: "a@example.com" } };
  const said = (await findings(true, {}, {}, of)).map(({ what }) => what);
  expect(said).toEqual([
    "site.adminUser: Admin is what attackers try first",
    "site.adminEmail: a@example.com is nobody's mailbox",
  ]);
});

test("the text has each check, its findings with their commands, and the sum", async () => {
  const results = await preflight(
    worldOf(environment, tree, { "ecr describe-repositories": "AccessDenied" }).world,
    false,
  );
  expect(stops(results)).toBe(0);
  const text = asText(results);
  expect(text).toContain("ok      credentials and account");
  expect(text).toMatch(
    /unknown {3}names of aws_ecr_repository: .*AccessDenied.*\n {10}aws ecr describe-repositories --region eu-west-1/,
  );
  expect(text).toMatch(/0 stop, 0 warn, 1 nobody could judge; nothing was changed$/);
});

test("the command says JSON, and ends with 1 where a deploy would stop", async () => {
  const { world } = worldOf(environment, tree, { "sts get-caller-identity": "ExpiredToken" });
  const said: string[] = [];
  const { aws, dns, web, now } = world;
  expect(await main(["--environment", "dev", "--json"], (text) => said.push(text), { aws, dns, web, now })).toBe(1);
  expect(JSON.parse(said[0] ?? "")).toEqual([
    {
      check: "credentials and account",
      findings: [expect.objectContaining({ severity: "stops", what: expect.stringContaining("ExpiredToken") })],
    },
  ]);
});
