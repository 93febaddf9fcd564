import type { EnvironmentInput } from "./schema/sections";

/** A site of modest traffic at a modest price: Fargate behind HTTPS, one zone for the database, no NAT, no cache. */
const smallProduction: EnvironmentInput = {
  account: "111122223333",
  region: "eu-west-1",
  tags: { Environment: "small-production" },
  site: {
    title: "WordPress on ECS",
    adminUser: "admin",
    adminEmail: "admin@example.com",
    domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
  },
  // Tasks in public subnets have public addresses, which their security group closes to all but the load balancer.
  network: { cidr: "10.12.0.0/16", availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "none" },
  database: {
    instanceClass: "db.t4g.small",
    storageGiB: 20,
    maxStorageGiB: 100,
    backupRetentionDays: 14,
    tls: "verify",
  },
  webRoot: { content: "immutable" },
  backup: { daily: { retentionDays: 35 } },
  mail: { from: "wordpress@example.com" },
  service: {
    architecture: "ARM64",
    cpu: 512,
    memoryMiB: 1024,
    scaling: { minTasks: 1, maxTasks: 4 },
    logRetentionDays: 30,
  },
};

export default smallProduction;
