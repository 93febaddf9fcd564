import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import { good, problemsOf, withSettings } from "./support/problems";

test("fills in the defaults, which are the safe ones", () => {
  const environment = checkEnvironment("test", good);
  expect(environment).toMatchObject({
    name: "test",
    project: "wordpress",
    protectData: true,
    network: { cidr: "10.11.0.0/16", nat: "none" },
    secrets: { version: 1, recoveryWindowDays: 30 },
    service: { capacity: { type: "fargate", spot: false }, exec: false },
  });
});

test("the sizes of Fargate go up to 32 vCPU", () => {
  const input = { ...good, service: { cpu: 32_768, memoryMiB: 245_760 + 4096 } };
  expect(checkEnvironment("test", input).service).toMatchObject({ cpu: 32_768 });
});

test("a region may be of any partition", () => {
  for (const region of ["eusc-de-east-1", "us-iso-east-1", "us-isob-east-1", "cn-north-1", "mx-central-1"]) {
    const network = { availabilityZones: [`${region}a`, `${region}b`] };
    expect(problemsOf({ ...good, region, network })).toEqual([]);
  }
});

test("a cache shares sessions and asks for no login by default", () => {
  expect(checkEnvironment("test", { ...good, cache: {} })).toMatchObject({
    cache: { sessions: true, iamAuthentication: false },
  });
});

const refused: [string, Record<string, unknown>, string][] = [
  ["an account that is none", { account: "1234" }, 'account: must be an AWS account id of 12 digits, got "1234"'],
  ["a region that is none", { region: "Ireland" }, 'region: must be an AWS region such as eu-west-1, got "Ireland"'],
  [
    "one Availability Zone",
    { network: { availabilityZones: ["eu-west-1a"] } },
    'network.availabilityZones: must name 2 to 4 Availability Zones; a load balancer needs two, got ["eu-west-1a"]',
  ],
  [
    "a zone of another region",
    { network: { availabilityZones: ["eu-west-1a", "us-east-1b"] } },
    'network.availabilityZones.1: must be a zone of region eu-west-1, got "us-east-1b"',
  ],
  [
    "a zone twice",
    { network: { availabilityZones: ["eu-west-1a", "eu-west-1a"] } },
    'network.availabilityZones: must name each zone once, got ["eu-west-1a","eu-west-1a"]',
  ],
  [
    "a VPC too small for its subnets",
    { network: { cidr: "10.11.0.0/24" } },
    'network.cidr: must be /16 to /23, got "10.11.0.0/24"',
  ],
  [
    "a VPC larger than AWS takes",
    { network: { cidr: "10.0.0.0/8" } },
    'network.cidr: must be /16 to /23, got "10.0.0.0/8"',
  ],
  [
    "an address with bits behind the prefix",
    { network: { cidr: "10.11.3.0/16" } },
    'network.cidr: must start at its network address, 10.11.0.0/16, got "10.11.3.0/16"',
  ],
  [
    "a VPC over a range in use",
    { network: { reservedCidrs: ["10.0.0.0/8"] } },
    'network.reservedCidrs.0: must not overlap the VPC\'s 10.11.0.0/16, got "10.0.0.0/8"',
  ],
  [
    "subnets by hand that overlap",
    {
      network: { subnets: { public: ["10.11.0.0/20", "10.11.8.0/21"], isolated: ["10.11.32.0/20", "10.11.48.0/20"] } },
    },
    "network.subnets: subnets 10.11.0.0/20 and 10.11.8.0/21 overlap",
  ],
  [
    "subnets by hand outside the VPC",
    {
      network: { subnets: { public: ["10.11.0.0/20", "10.12.16.0/20"], isolated: ["10.11.32.0/20", "10.11.48.0/20"] } },
    },
    "network.subnets: subnet 10.12.16.0/20 is outside the VPC 10.11.0.0/16",
  ],
  [
    "too few subnets by hand",
    { network: { subnets: { public: ["10.11.0.0/20"], isolated: ["10.11.32.0/20", "10.11.48.0/20"] } } },
    "network.subnets.public: must have one block for each of the 2 Availability Zones, got 1",
  ],
  [
    "EC2 capacity without NAT",
    { service: { capacity: { type: "ec2", instanceTypes: ["m7i.large"] } } },
    'network.nat: must be single, per-az or regional, or network.interfaceEndpoints true, with EC2 capacity, or service.capacity.networkMode "bridge": a task with an interface on an EC2 instance gets no public IP address, got "none"',
  ],
  [
    "an impossible Fargate size",
    { service: { cpu: 256, memoryMiB: 4096 } },
    "service.memoryMiB: must be one of 512, 1024, 2048 on Fargate with cpu 256, got 4096",
  ],
  [
    "a CPU size that Fargate lacks",
    { service: { cpu: 768 } },
    "service.cpu: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 on Fargate, got 768",
  ],
  [
    "instances of the other architecture",
    {
      network: { nat: "single" },
      service: { architecture: "ARM64", capacity: { type: "ec2", instanceTypes: ["m7g.large", "m7i.large"] } },
    },
    'service.capacity.instanceTypes.1: must be of the tasks\' architecture, ARM64, got "m7i.large"',
  ],
  [
    "more instances at least than at most",
    {
      network: { nat: "single" },
      service: { capacity: { type: "ec2", instanceTypes: ["m7i.large"], minInstances: 5, maxInstances: 4 } },
    },
    "service.capacity.minInstances: must not exceed maxInstances, 4, got 5",
  ],
  [
    "more tasks at least than at most",
    { service: { scaling: { minTasks: 3, maxTasks: 2 } } },
    "service.scaling.minTasks: must not exceed maxTasks, 2, got 3",
  ],
  [
    "a request that outlasts the load balancer",
    { service: { requestTimeoutSeconds: 58 } },
    "service.requestTimeoutSeconds: must be at least 15 under loadBalancer.idleTimeoutSeconds, so at most 55, got 58",
  ],
  [
    "a stop that cuts the longest request",
    { service: { stopTimeoutSeconds: 66 } },
    "service.stopTimeoutSeconds: must be at least 67: requestTimeoutSeconds and 12, or 120, got 66",
  ],
  [
    "a target that is let go before the longest request ends",
    { loadBalancer: { deregistrationDelaySeconds: 54 } },
    "loadBalancer.deregistrationDelaySeconds: must be at least service.requestTimeoutSeconds, 55: requests end before a target is let go, got 54",
  ],
  [
    "less storage at most than at first",
    { database: { storageGiB: 100, maxStorageGiB: 50 } },
    "database.maxStorageGiB: must not be under storageGiB, 100, got 50",
  ],
  [
    "storage that could grow by less than a step",
    { database: { storageGiB: 100, maxStorageGiB: 105 } },
    "database.maxStorageGiB: must be storageGiB, 100, or at least a tenth above it, got 105",
  ],
  [
    "IOPS on small gp3",
    { database: { iops: 12_000 } },
    "database.iops: must be left out on gp3 under 400 GiB, got 12000",
  ],
  [
    "io2 under its smallest size",
    { database: { storageType: "io2", storageGiB: 50, iops: 1000 } },
    "database.storageGiB: must be from 100 to 65536 on io2, got 50",
  ],
  [
    "a MySQL version for Aurora",
    { database: { engine: "aurora-mysql", engineVersion: "8.4" } },
    'database.engineVersion: must be 8.0 or a version of it with engine aurora-mysql, got "8.4"',
  ],
  [
    "an Aurora version for MySQL",
    { database: { engineVersion: "8.0.mysql_aurora.3.10.0" } },
    "database.engineVersion: must be 8.4 or a version of it with engine mysql",
  ],
  [
    "an instance's settings for Aurora",
    { database: { engine: "aurora-mysql", multiAz: true } },
    "database.multiAz: must be left out with engine aurora-mysql, whose readers are database.aurora.readers, got true",
  ],
  [
    "a pause on an Aurora version without it",
    {
      database: { engine: "aurora-mysql", engineVersion: "8.0.mysql_aurora.3.07.1", aurora: { minCapacityUnits: 0 } },
    },
    "database.aurora.minCapacityUnits: must be 0.5 or more with engineVersion 8.0.mysql_aurora.3.07.1: Aurora MySQL pauses from 3.08 on, got 0",
  ],
  [
    "less Aurora at most than at least",
    { database: { engine: "aurora-mysql", aurora: { minCapacityUnits: 8 } } },
    "database.aurora.minCapacityUnits: must not exceed maxCapacityUnits, 4, got 8",
  ],
  [
    "a master user that WordPress logs in with",
    { database: { username: "admin" } },
    'database.masterUsername: must be another user than username, or separateUser false, got "admin"',
  ],
  [
    "a part of a capacity unit",
    { database: { aurora: { maxCapacityUnits: 2.3 } } },
    "database.aurora.maxCapacityUnits: must be from 1 to 256 in steps of 0.5, got 2.3",
  ],
  [
    "a check of certificates where their authority is unknown",
    {
      region: "us-gov-west-1",
      network: { availabilityZones: ["us-gov-west-1a", "us-gov-west-1b"] },
      database: { tls: "verify" },
    },
    "database.tls: must be encrypt in us-gov-west-1: the certificate authority of RDS there is not known to this project",
  ],
  [
    "a snapshot that has no such name",
    { database: { snapshotIdentifier: "last week" } },
    'database.snapshotIdentifier: must be the name or the ARN of a snapshot, got "last week"',
  ],
  [
    "a backup window that RDS finds too short",
    { database: { backupWindow: "03:00-03:10" } },
    'database.backupWindow: must last 30 minutes or more, got "03:00-03:10"',
  ],
  [
    "a maintenance window that ElastiCache finds too short",
    { cache: { maintenanceWindow: "sun:06:00-sun:06:30" } },
    'cache.maintenanceWindow: must last 60 minutes or more, got "sun:06:00-sun:06:30"',
  ],
  [
    "a region that no partition has",
    { region: "us-narnia-west-1" },
    'region: must be an AWS region such as eu-west-1, got "us-narnia-west-1"',
  ],
  [
    "copies of backups in another partition",
    { backup: { daily: { retentionDays: 35 }, copyToRegion: "cn-north-1" } },
    'backup.copyToRegion: must be in the partition of eu-west-1, aws: no copy leaves it, got "cn-north-1"',
  ],
  [
    "windows that overlap",
    { database: { backupWindow: "04:00-05:00" } },
    'database.maintenanceWindow: must not overlap backupWindow, 04:00-05:00, got "sun:04:30-sun:05:30"',
  ],
  [
    "Performance Insights on a micro class",
    { database: { performanceInsights: true } },
    "database.performanceInsights: must be false on db.t4g.micro: RDS offers it from medium up, got true",
  ],
  [
    "a request that may take more memory than its task has",
    { service: { memoryMiB: 1024, php: { memoryLimitMiB: 2048 } } },
    "service.php.memoryLimitMiB: must not exceed service.memoryMiB, 1024: the task would be ended before PHP ends the request, got 2048",
  ],
  [
    "the advanced mode of Database Insights on a small class",
    { database: { insights: "advanced" } },
    'database.insights: must be standard on db.t4g.micro: Database Insights has its advanced mode from medium up, got "advanced"',
  ],
  [
    "the advanced mode of Database Insights with too few days",
    { database: { insights: "advanced", instanceClass: "db.m7g.large", performanceInsightsRetentionDays: 31 } },
    'database.performanceInsightsRetentionDays: must be 465 or more, or left out, with insights "advanced", got 31',
  ],
  [
    "tokens of IAM on a class that lacks the memory",
    { database: { iamAuthentication: true } },
    "database.iamAuthentication: must be false on db.t4g.micro: it takes 300 to 1000 MiB of the server's memory, got true",
  ],
  [
    "a proxy before a database that is to pause",
    { database: { engine: "aurora-mysql", aurora: { minCapacityUnits: 0 }, proxy: {} } },
    "database.aurora.minCapacityUnits: must be 0.5 or more with database.proxy, whose connections never let it pause, got 0",
  ],
  [
    "a proxy that waits longer than RDS lets it",
    { database: { proxy: { borrowTimeoutSeconds: 301 } } },
    "database.proxy.borrowTimeoutSeconds: must be",
  ],
  [
    "a cache in several zones with one node",
    { cache: { multiAz: true } },
    "cache.replicas: must be 1 or more with multiAz: one node has no second zone to fail over to, got 0",
  ],
  [
    "a cache whose windows overlap",
    { cache: { snapshotWindow: "05:30-06:30" } },
    'cache.maintenanceWindow: must not overlap snapshotWindow, 05:30-06:30, got "sun:06:00-sun:07:00"',
  ],
  [
    "a snapshot window under an hour",
    { cache: { snapshotWindow: "02:00-02:30" } },
    'cache.snapshotWindow: must last 60 minutes or more, got "02:00-02:30"',
  ],
  [
    "IAM authentication to a cache that is no switch",
    { cache: { iamAuthentication: "wordpress" } },
    'cache.iamAuthentication: must be true or false, got "wordpress"',
  ],
  ["Valkey of an older version", { cache: { engineVersion: "7.1" } }, "cache.engineVersion: must be 7.2, or 8.0"],
  [
    "backups that leave cold storage too early",
    { backup: { monthly: { retentionDays: 100, coldStorageAfterDays: 30 } } },
    "backup.monthly.retentionDays: must be 120 or more, 90 days over coldStorageAfterDays, got 100",
  ],
  [
    "backups that end before their lock does",
    { backup: { daily: { retentionDays: 5 }, lock: {} } },
    "backup.daily.retentionDays: must not be under backup.lock.minRetentionDays, 7, got 5",
  ],
  [
    "backups that outlast their lock",
    { backup: { weekly: { retentionDays: 90 }, lock: { maxRetentionDays: 60 } } },
    "backup.weekly.retentionDays: must not be over backup.lock.maxRetentionDays, 60, got 90",
  ],
  [
    "copies into the region of the backups",
    { backup: { copyToRegion: "eu-west-1" } },
    'backup.copyToRegion: must be another region than the environment\'s own, got "eu-west-1"',
  ],
  [
    "backups while RDS makes its own",
    { backup: { startTime: "02:30" } },
    "backup.startTime: must not fall into the database's windows, 03:00-04:00 and sun:04:30-sun:05:30",
  ],
  [
    "provisioned throughput without its size",
    { webRoot: { throughput: "provisioned" } },
    "webRoot.provisionedMiBps: is required with throughput provisioned",
  ],
  [
    "a size of throughput that is not provisioned",
    { webRoot: { provisionedMiBps: 10 } },
    "webRoot.provisionedMiBps: must be left out with throughput elastic, got 10",
  ],
  [
    "an archive without elastic throughput",
    { webRoot: { throughput: "bursting", archiveAfterDays: 90 } },
    "webRoot.archiveAfterDays: must be left out with throughput bursting: EFS archives only with elastic, got 90",
  ],
  [
    "an archive before infrequent access",
    { webRoot: { archiveAfterDays: 30 } },
    "webRoot.archiveAfterDays: must be over infrequentAccessAfterDays, 30, got 30",
  ],
  [
    "a CDN for a site without a name",
    { cdn: {} },
    "site.domain: is required with cdn: CloudFront answers at the site's own name",
  ],
  [
    "a request that outlasts CloudFront",
    {
      site: { domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } },
      cdn: { originReadTimeoutSeconds: 50 },
    },
    "service.requestTimeoutSeconds: must be at least 5 under cdn.originReadTimeoutSeconds, so at most 45, got 55",
  ],
  [
    "a second WAF behind CloudFront",
    {
      site: { domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } },
      cdn: {},
      loadBalancer: { waf: "block" },
    },
    'loadBalancer.waf: must be off with cdn, which has its own WAF (cdn.waf): the load balancer sees CloudFront only, got "block"',
  ],
  [
    "a CDN where there is none",
    {
      region: "cn-north-1",
      network: { availabilityZones: ["cn-north-1a", "cn-north-1b"] },
      site: { domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } },
      cdn: {},
    },
    "cdn: must be left out in cn-north-1: its partition has no CloudFront with VPC origins",
  ],
  [
    "an uncached path that is none",
    {
      site: { domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } },
      cdn: { uncachedPaths: ["shop"] },
    },
    'cdn.uncachedPaths.0: must be a path such as /shop/*, with * for any characters, got "shop"',
  ],
  [
    "a schedule in words",
    {
      service: {
        scaling: {
          minTasks: 1,
          maxTasks: 2,
          schedules: [{ name: "night", schedule: "at night", minTasks: 1, maxTasks: 1 }],
        },
      },
    },
    'service.scaling.schedules.0.schedule: must be cron(…) of six fields, rate(…) or at(…), got "at night"',
  ],
  [
    "a schedule with more tasks at least than at most",
    {
      service: {
        scaling: {
          minTasks: 1,
          maxTasks: 2,
          schedules: [{ name: "night", schedule: "cron(0 22 * * ? *)", minTasks: 3, maxTasks: 2 }],
        },
      },
    },
    "service.scaling.schedules.0.minTasks: must not exceed maxTasks, 2, got 3",
  ],
  [
    "two schedules of one name",
    {
      service: {
        scaling: {
          minTasks: 1,
          maxTasks: 2,
          schedules: [
            { name: "night", schedule: "cron(0 22 * * ? *)", minTasks: 1, maxTasks: 1 },
            { name: "night", schedule: "cron(0 6 * * ? *)", minTasks: 1, maxTasks: 2 },
          ],
        },
      },
    },
    'service.scaling.schedules.1.name: must be the name of one schedule only, got "night"',
  ],
  [
    "a shifted deployment that nothing stops",
    { deployment: { strategy: "blue-green" } },
    "deployment.alarms: must be true with strategy blue-green, which has no circuit breaker, got false",
  ],
  [
    "scaling by the requests of one target group of two",
    {
      deployment: { strategy: "canary", alarms: true },
      service: { scaling: { minTasks: 1, maxTasks: 2, requestsPerTaskTarget: 100 } },
    },
    "service.scaling.requestsPerTaskTarget: must be left out with deployment.strategy canary: requests are counted by one target group, and there are two, got 100",
  ],
  [
    "more names than the rule that shifts requests takes",
    {
      deployment: { strategy: "blue-green", alarms: true },
      site: {
        domain: {
          name: "www.example.com",
          hostedZoneId: "Z0123456789ABCDEFGHIJ",
          aliases: ["a.example.com", "b.example.com", "c.example.com", "d.example.com", "e.example.com"],
          aliasMode: "serve",
        },
      },
    },
    "site.domain.aliases: must be at most 4 that are served with deployment.strategy blue-green, which shifts the requests of one rule",
  ],
  [
    "a budget that nobody hears of",
    { budget: { monthlyUsd: 100 } },
    "budget.emails: must name somebody, or the environment must have monitoring, got []",
  ],
  [
    "a repository without an owner",
    { ci: { repository: "site" } },
    'ci.repository: must be the owner and the name of a repository, such as example/site, got "site"',
  ],
  [
    "a branch with a wildcard, which would let any of them deploy",
    { ci: { repository: "example/site", branch: "release/*" } },
    'ci.branch: must be the name of a branch, without wildcards, got "release/*"',
  ],
  [
    "an outside check where Route 53 has none",
    {
      region: "cn-north-1",
      network: { availabilityZones: ["cn-north-1a", "cn-north-1b"] },
      site: { domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } },
      monitoring: {},
    },
    "monitoring.outsideCheck: must be false in cn-north-1: the metrics of Route 53's health checks are in us-east-1, got true",
  ],
  [
    "a domain without a zone",
    { site: { domain: { name: "www.example.com" } } },
    'site.domain.hostedZoneId: is required, unless site.domain.dns is "external"',
  ],
  [
    "a bucket name with capitals",
    { state: { bucket: "My-State" } },
    'state.bucket: must be a bucket name: 3 to 63 lowercase letters, digits or hyphens, got "My-State"',
  ],
  [
    "a name of 300 characters",
    { project: "x".repeat(300) },
    `project: must be 3 to 20 lowercase letters, digits or hyphens, got "${"x".repeat(79)}… (302 characters)`,
  ],
  ["an unknown section", { databse: {} }, "databse: is no known setting"],
  ["an unknown setting of a section", { database: { size: 3 } }, "database.size: is no known setting"],
  [
    "an unknown kind of capacity",
    { service: { capacity: { type: "lambda" } } },
    'service.capacity.type: must have type fargate or ec2, got {"type":"lambda"}',
  ],
  [
    "a recovery window that AWS refuses",
    { secrets: { recoveryWindowDays: 3 } },
    "secrets.recoveryWindowDays: must be 0, or 7 to 30, got 3",
  ],
  [
    "a user name longer than MySQL takes",
    { database: { username: "wordpress_of_this_site" } },
    'database.username: must be 1 to 16 lowercase letters, digits or _, letter first, got "wordpress_of_this_site"',
  ],
  [
    "a log retention that CloudWatch lacks",
    { service: { logRetentionDays: 45 } },
    "service.logRetentionDays: must be a retention that CloudWatch Logs takes",
  ],
  [
    "text in place of a number",
    { database: { storageGiB: "20" } },
    'database.storageGiB: must be a whole number from 20 to 65536, got "20"',
  ],
];

test.each(refused)("refuses %s", (_, settings, problem) => {
  expect(problemsOf(withSettings(settings))).toEqual([expect.stringContaining(problem)]);
});

test("refuses an environment name that is too long or has capitals", () => {
  expect(problemsOf(good, "x".repeat(21))[0]).toContain("name: must be 2 to 20 lowercase letters, digits or hyphens");
  expect(problemsOf(good, "Dev")[0]).toContain('got "Dev"');
});

test("reports every problem at once, also those between sound sections", () => {
  const input = withSettings({
    account: "1",
    network: { availabilityZones: ["us-east-1a", "eu-west-1b"] },
    database: { backupWindow: "04:00-05:00", colour: "red" },
    service: { cpu: 256, memoryMiB: 8192 },
  });
  expect(problemsOf(input).map((problem) => problem.split(":")[0])).toEqual([
    "account",
    "database.colour",
    "network.availabilityZones.0",
    "service.memoryMiB",
  ]);
});

test.each([undefined, null, 7, "dev", []])("refuses %j in place of an environment", (input) => {
  expect(problemsOf(input)).not.toEqual([]);
});

test("counts its problems in the first line", () => {
  expect(() => checkEnvironment("test", { ...good, account: "1" })).toThrow('environment "test" has 1 problem:');
  expect(() => checkEnvironment("test", { ...good, account: "1", region: "" })).toThrow("has 2 problems:");
});
