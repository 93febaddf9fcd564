import { checkEnvironment } from "../../environments/schema/environment";

/** An environment with every section, each as the schema fills it in: what a stack hands to constructs when nobody says otherwise. */
const environment = checkEnvironment("test", {
  account: "111122223333",
  region: "eu-west-1",
  site: { title: "Site", adminUser: "admin", adminEmail: "admin@example.com" },
  network: { availabilityZones: ["eu-west-1a", "eu-west-1b"] },
  database: { proxy: {} },
  cache: {},
  backup: {},
  service: { scaling: { minTasks: 1, maxTasks: 1 } },
  loadBalancer: { accessLogs: {} },
});
const { protectData, database, service } = environment;
const { engine, aurora, proxy, name: databaseName, separateUser, masterUsername, ...instance } = database;

const server = {
  ...instance,
  databaseName,
  protect: protectData,
  secretsVersion: environment.secrets.version,
  recoveryWindowDays: environment.secrets.recoveryWindowDays,
};

/** Of a `MysqlInstance`. */
export const mysqlProps = server;

/** Of an `AuroraCluster`. */
export const auroraProps = { ...server, ...aurora };

/** Of a `DatabaseProxy`. */
export const proxyProps = { ...proxy } as NonNullable<typeof proxy>;

/** Of a `Cache`. */
export const cacheProps = { ...environment.cache } as NonNullable<typeof environment.cache>;

/** Of a `Backup`. */
export const backupProps = { ...environment.backup, protect: protectData } as NonNullable<typeof environment.backup> & {
  readonly protect: boolean;
};

/** Of an `AutoScaling`. */
export const scalingProps = {
  cpuTargetPercent: service.scaling?.cpuTargetPercent ?? 0,
  schedule: service.scaling?.schedules ?? [],
};

/** Of a `WebRoot`. */
export const webRootProps = { ...environment.webRoot, protect: protectData, automaticBackups: protectData };

/** Of an `ApplicationLoadBalancer`. */
export const loadBalancerProps = {
  targetType: "ip",
  deletionProtection: protectData,
  twoTargetGroups: false,
  deregistrationDelaySeconds: environment.loadBalancer.deregistrationDelaySeconds,
} as const;

/** Of a `FargateCapacity`. */
export const fargateProps = { architecture: service.architecture, spotPercentage: 0 };

/** Of an `Ec2Capacity`; the smallest instances of Graviton, since nothing is started. */
export const instanceProps = {
  networkMode: "awsvpc",
  publicAddresses: false,
  instanceTypes: ["t4g.small"],
  minSize: 1,
  maxSize: 4,
  onDemandBaseCapacity: 0,
  spotPercentage: 0,
  targetCapacity: 90,
  rootVolumeGiB: 30,
  forceDelete: false,
  instanceTags: {},
} as const;

/** Of a `WebAcl`. */
export const webAclProps = { ...environment.waf, mode: "block", sitesBelowPaths: false } as const;

/** Of a `WordPressService`. */
export const serviceProps = {
  assignPublicIp: false,
  databases: [],
  databaseUserEnvironment: {},
  cpuUnits: service.cpu,
  memoryMiB: service.memoryMiB,
  desiredCount: service.desiredTasks,
  extraTasks: 0,
  enableExecuteCommand: service.exec,
  deploymentAlarmNames: [],
  logRetentionDays: service.logRetentionDays,
} as const;
