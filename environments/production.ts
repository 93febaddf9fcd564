import type { EnvironmentInput } from "./schema/sections";

/** Graviton instances behind HTTPS, two Availability Zones for everything that holds data, nothing destroyed by a slip. */
const production: EnvironmentInput = {
  account: "111122223333",
  region: "eu-west-1",
  tags: { Environment: "production" },
  customerManagedKey: true,
  site: {
    title: "WordPress on ECS",
    adminUser: "admin",
    adminEmail: "admin@example.com",
    domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
  },
  network: {
    availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    nat: "per-az",
    flowLogs: { retentionDays: 365 },
  },
  database: {
    instanceClass: "db.m7g.large",
    storageGiB: 50,
    maxStorageGiB: 500,
    multiAz: true,
    backupRetentionDays: 14,
    monitoringIntervalSeconds: 60,
    performanceInsights: true,
    logRetentionDays: 365,
    tls: "verify",
    iamAuthentication: true,
  },
  cache: {
    nodeType: "cache.t4g.medium",
    replicas: 1,
    multiAz: true,
    logRetentionDays: 365,
    iamAuthentication: true,
  },
  webRoot: { content: "immutable", archiveAfterDays: 90 },
  backup: {
    weekly: { retentionDays: 90 },
    monthly: { retentionDays: 400, coldStorageAfterDays: 30 },
    copyToRegion: "eu-central-1",
    lock: { minRetentionDays: 7 },
    restoreTest: {},
  },
  mail: { from: "wordpress@example.com" },
  service: {
    capacity: { type: "ec2", instanceTypes: ["m7g.large"], minInstances: 2, maxInstances: 6 },
    architecture: "ARM64",
    cpu: 1024,
    memoryMiB: 2048,
    desiredTasks: 2,
    scaling: { minTasks: 2, maxTasks: 10, requestsPerTaskTarget: 1000 },
    cron: "scheduler",
    containerInsights: "enhanced",
    logRetentionDays: 365,
  },
  deployment: { alarms: true },
  budget: { monthlyUsd: 1200 },
  ci: { repository: "example/wordpress-on-ecs" },
  monitoring: { emails: ["operations@example.com"] },
  loadBalancer: { accessLogs: { retentionDays: 365 } },
  cdn: { waf: "block", logRetentionDays: 365 },
  waf: { logRetentionDays: 365 },
};

export default production;
