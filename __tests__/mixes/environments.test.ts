import { Testing } from "cdktf";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments/schema/sections";
import { applyRules } from "../../rules";
import { createStacks } from "../../stacks";
import { environmentWith } from "../support/synth-app";
import { type Mix as MixOf, pairwise } from "./support/pairwise";

const NAMES = { name: "www.example.com", aliases: ["example.com", "*.example.com"] };
const ZONE = { hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const DOMAINS = {
  none: undefined,
  route53: { ...NAMES, ...ZONE },
  served: { ...NAMES, ...ZONE, aliasMode: "serve" },
  "other-account": { ...NAMES, ...ZONE, hostedZoneRoleArn: "arn:aws:iam::444455556666:role/dns" },
  external: { ...NAMES, dns: "external" },
  "own-certificate": {
    ...{ ...NAMES, ...ZONE },
    certificateArn: "arn:aws:acm:us-west-2:111122223333:certificate/1",
  },
} as const satisfies Record<string, EnvironmentInput["site"]["domain"] | undefined>;
const EXISTING = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-aaaaaaaaaaaaaaaa0", "subnet-aaaaaaaaaaaaaaaa1"],
  isolatedSubnetIds: ["subnet-cccccccccccccccc0", "subnet-cccccccccccccccc1"],
};
const PRIVATE = ["subnet-bbbbbbbbbbbbbbbb0", "subnet-bbbbbbbbbbbbbbbb1"];
const EC2 = { type: "ec2", minInstances: 2, maxInstances: 4 } as const;

/** What an operator may choose, every two values of it together in some mix. */
const CHOICES = {
  network: ["none", "single", "per-az", "regional", "endpoints", "existing", "existing-public"],
  zones: [2, 3, 4],
  domain: Object.keys(DOMAINS) as (keyof typeof DOMAINS)[],
  cdn: [true, false],
  key: [true, false],
  protect: [true, false],
  capacity: ["fargate", "spot", "ec2", "ec2-spot", "ec2-bridge"],
  architecture: ["ARM64", "X86_64"],
  scaling: [true, false],
  database: ["mysql", "mysql-large", "aurora", "aurora-readers"],
  cache: ["none", "one-node", "replicas", "iam"],
  backup: ["none", "daily", "copied", "tested"],
  content: ["mutable", "immutable"],
  flowLogs: [true, false],
  exec: [true, false],
  separateUser: [true, false],
  proxy: [true, false],
  iamAuthentication: [true, false],
  cron: ["task", "scheduler", "off"],
  monitoring: [true, false],
  deploymentAlarms: [true, false],
  account: [true, false],
  mail: ["none", "ses", "address", "server"],
  adminGate: ["none", "addresses", "cognito"],
  insights: ["standard", "advanced"],
} as const satisfies Record<string, readonly (string | number | boolean)[]>;

type Mix = MixOf<typeof CHOICES>;

/** What an environment may not ask for is refused by its own check, which has tests of its own. */
function isAllowed(mix: Partial<Mix>): boolean {
  const { cdn, domain, network, capacity, mail, adminGate, database, insights } = mix;
  if (mail === "ses" && domain === "none") return false;
  if (mix.backup === "tested" && mix.cron === "off") return false;
  if (mail === "server" && network === "endpoints") return false;
  if (insights === "advanced" && database === "mysql") return false;
  if (adminGate === "cognito" && domain === "none") return false;
  if (adminGate === "cognito" && cdn === true && (network === "none" || network === "existing-public")) return false;
  if (cdn === true && (domain === "none" || network === "endpoints")) return false;
  const isPublic = network === "none" || network === "existing-public";
  return !(isPublic && (capacity === "ec2" || capacity === "ec2-spot"));
}

const mixes = pairwise(CHOICES, isAllowed);

const DATABASES: Record<Mix["database"], NonNullable<EnvironmentInput["database"]>> = {
  mysql: {},
  "mysql-large": {
    ...{ instanceClass: "db.m7g.large", storageGiB: 500, maxStorageGiB: 2000, iops: 15_000, multiAz: true },
    ...{ readReplicas: 1, performanceInsights: true, monitoringIntervalSeconds: 60, tls: "verify" },
  },
  aurora: { engine: "aurora-mysql" },
  "aurora-readers": {
    engine: "aurora-mysql",
    aurora: { instanceClass: "db.r7g.large", readers: 2, ioOptimized: true },
    tls: "verify",
  },
};

const CACHES: Record<Mix["cache"], EnvironmentInput["cache"]> = {
  none: undefined,
  "one-node": { sessions: false },
  iam: { iamAuthentication: true },
  replicas: { replicas: 2, multiAz: true, snapshotRetentionDays: 3, logRetentionDays: 30 },
};

const BACKUPS: Record<Mix["backup"], EnvironmentInput["backup"]> = {
  none: undefined,
  daily: {},
  tested: { restoreTest: { every: "month" } },
  copied: { weekly: { retentionDays: 90 }, copyToRegion: "eu-central-1", lock: {} },
};

const MAILS: Record<Mix["mail"], EnvironmentInput["mail"]> = {
  none: undefined,
  ses: { from: "shop@example.com" },
  address: { from: "shop@example.net", identity: "address" },
  server: { from: "shop@example.net", smtp: { host: "smtp.example.net", user: "shop", secret: "empty" } },
};

const ADMIN_GATES: Record<Mix["adminGate"], EnvironmentInput["site"]["adminGate"]> = {
  none: undefined,
  addresses: { type: "addresses", ipv4: ["203.0.113.0/24"], ipv6: ["2001:db8::/32"] },
  cognito: {
    type: "cognito",
    userPoolArn: "arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_Ab12Cd34E",
    clientId: "1example23456789",
    domain: "editors",
  },
};

function capacityOf({ capacity, architecture }: Mix): NonNullable<EnvironmentInput["service"]>["capacity"] {
  if (capacity === "fargate" || capacity === "spot") return { type: "fargate", spot: capacity === "spot" };
  const instanceTypes = architecture === "ARM64" ? ["m7g.large", "m6g.large"] : ["m7i.large", "m6i.large"];
  const bridge = capacity === "ec2-bridge" ? { networkMode: "bridge" as const } : {};
  return {
    ...EC2,
    ...bridge,
    instanceTypes,
    ...(capacity === "ec2-spot" ? { onDemandBase: 1, spotPercentAboveBase: 70 } : {}),
  };
}

function networkOf({ network, zones, flowLogs }: Mix): EnvironmentInput["network"] {
  const logs = flowLogs ? { flowLogs: {} } : {};
  if (network === "existing") return { existing: { ...EXISTING, privateSubnetIds: PRIVATE }, ...logs };
  if (network === "existing-public") return { existing: EXISTING, ...logs };
  const availabilityZones = ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"].slice(0, zones);
  const out = network === "endpoints" ? { interfaceEndpoints: true } : { nat: network };
  return { availabilityZones, ...out, ...logs };
}

/** Follows from other choices, so that networks of sites come with many of them. */
function multisiteOf({ domain, exec, flowLogs }: Mix): Pick<EnvironmentInput["site"], "multisite"> {
  if (domain === "served") return exec ? { multisite: "subdomain" } : {};
  return flowLogs ? { multisite: "subdirectory" } : {};
}

function environmentOf(mix: Mix): EnvironmentInput {
  const { domain, cdn, key, protect, cache, backup, content, monitoring, account } = mix;
  return {
    account: "111122223333",
    region: "us-west-2",
    customerManagedKey: key,
    protectData: protect,
    site: {
      ...{ title: "Site", adminUser: "admin", adminEmail: "admin@example.com" },
      ...multisiteOf(mix),
      adminGate: ADMIN_GATES[mix.adminGate],
      domain: DOMAINS[domain] && { ...DOMAINS[domain], aliases: [...NAMES.aliases] },
    },
    network: networkOf(mix),
    database: {
      ...{
        ...DATABASES[mix.database],
        separateUser: mix.separateUser,
        insights: mix.insights,
        iamAuthentication: mix.iamAuthentication,
      },
      // The smallest classes have no memory for it.
      ...(mix.database === "mysql" && mix.iamAuthentication ? { instanceClass: "db.t4g.medium" } : {}),
      ...(mix.proxy ? { proxy: {} } : {}),
    },
    cache: CACHES[cache],
    backup: BACKUPS[backup],
    mail: MAILS[mix.mail],
    webRoot: { content },
    service: {
      ...{ architecture: mix.architecture, capacity: capacityOf(mix), exec: mix.exec, cron: mix.cron },
      ...(mix.scaling ? { scaling: { minTasks: 2, maxTasks: 6, requestsPerTaskTarget: 500 } } : {}),
    },
    deployment: { alarms: mix.deploymentAlarms },
    ...(cdn ? { cdn: {} } : {}),
    ...(monitoring ? { monitoring: { emails: ["operations@example.com"] } } : {}),
    ...(account
      ? { budget: { monthlyUsd: 100, emails: ["operations@example.com"] }, ci: { repository: "example/site" } }
      : {}),
  };
}

const described = (mix: Mix) =>
  Object.keys(CHOICES)
    .map((name) => `${name}=${mix[name as keyof Mix]}`)
    .join(" ");

test("there are enough mixes, and each value of each choice is in some", () => {
  expect(mixes.length).toBeGreaterThanOrEqual(40);
  for (const [name, values] of Object.entries(CHOICES)) {
    const used: ReadonlySet<unknown> = new Set(mixes.map((mix) => mix[name as keyof Mix]));
    expect(used).toEqual(new Set<unknown>(values));
  }
});

test("every two values that may stand together are in some mix", () => {
  const values = Object.entries(CHOICES).flatMap(([name, all]) =>
    all.map((value) => ({ [name]: value }) as Partial<Mix>),
  );
  const holds = (mix: Mix, wanted: Partial<Mix>) =>
    Object.entries(wanted).every(([name, value]) => mix[name as keyof Mix] === value);
  const pairs = values
    .flatMap((one, place) => values.slice(place + 1).map((other) => ({ ...one, ...other })))
    .filter((pair) => Object.keys(pair).length === 2 && isAllowed(pair));
  expect(pairs.filter((pair) => !mixes.some((mix) => holds(mix, pair)))).toEqual([]);
});

test.each(mixes.map((mix) => [described(mix), mix] as const))("%s synthesizes within the rules", async (_, mix) => {
  const app = Testing.app();
  await createStacks(app, environmentWith(environmentOf(mix), "mix"));
  applyRules(app);
  expect(() => app.synth()).not.toThrow();
});
