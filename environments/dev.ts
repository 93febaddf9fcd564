import type { EnvironmentInput } from "./schema/sections";

/** Small and cheap, and destroyable without a trace: one task on Fargate Spot and HTTP, no NAT, the smallest database; nothing runs at night. */
const dev: EnvironmentInput = {
  account: "111122223333",
  region: "eu-west-1",
  tags: { Environment: "dev" },
  protectData: false,
  site: { title: "WordPress on ECS", adminUser: "admin", adminEmail: "admin@example.com" },
  network: { availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
  secrets: { recoveryWindowDays: 0 },
  database: { backupRetentionDays: 1, maxStorageGiB: 20, logRetentionDays: 7, separateUser: false },
  webRoot: { content: "mutable" },
  image: { keepImages: 5 },
  schedule: { offHours: { timezone: "Europe/Dublin" } },
  service: {
    exec: true,
    logRetentionDays: 7,
    containerInsights: "disabled",
    capacity: { type: "fargate", spot: true },
  },
};

export default dev;
