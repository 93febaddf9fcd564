import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import type { EnvironmentInput } from "../../environments/schema/sections";

const BASE = {
  account: "111122223333",
  region: "eu-west-1",
  site: { title: "Site", adminUser: "editor", adminEmail: "editor@example.com" },
  network: { availabilityZones: ["eu-west-1a", "eu-west-1b"] },
} satisfies EnvironmentInput;

const problems = (settings: Partial<EnvironmentInput>): string => {
  try {
    checkEnvironment("site", { ...BASE, ...settings });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test.each<[Partial<EnvironmentInput>, string]>([
  [{ region: "eu-west-9" }, 'region: must be an AWS region such as eu-west-1, got "eu-west-9"'],
  [
    { network: { availabilityZones: ["eu-west-1a", "eu-west-1z"] } },
    "network.availabilityZones.1: must be a zone of region eu-west-1",
  ],
  [{ backup: { copyToRegion: "cn-north-1" } }, "backup.copyToRegion: must be in the partition of eu-west-1, aws"],
  [{ backup: { copyToRegion: "eu-north-9" } }, "backup.copyToRegion: must be an AWS region"],
  [
    { database: { instanceClass: "db.z9.huge" } },
    'database.instanceClass: is no class that RDS has for mysql, got "db.z9.huge"',
  ],
  [{ database: { instanceClass: "db.t2.micro" } }, "database.instanceClass: is no class for mysql 8.4"],
  [
    { database: { engine: "aurora-mysql", aurora: { instanceClass: "db.m7g.large" } } },
    "database.aurora.instanceClass: is no class",
  ],
  [{ database: { engineVersion: "8.4.99" } }, "database.engineVersion: is no version that RDS has of mysql"],
  [{ database: { masterUsername: "rdsadmin" } }, "database.masterUsername: is reserved by the database server"],
  [{ database: { username: "select" } }, "database.username: is reserved"],
  [{ database: { name: "mysql" } }, "database.name: is reserved"],
  [
    { database: { parameters: [{ name: "query_cache_size", value: "0" }] } },
    "database.parameters.0.name: mysql8.4 has no query_cache_size",
  ],
  [
    { database: { parameters: [{ name: "max_conections", value: "9" }] } },
    "database.parameters.0.name: is it max_connections?",
  ],
  [
    { database: { parameters: [{ name: "slow_query_log", value: "ON" }] } },
    "database.parameters.0.value: must be 1 or 0",
  ],
  [
    { database: { parameters: [{ name: "require_secure_transport", value: "0" }] } },
    "database.parameters.0.value: must leave require_secure_transport on",
  ],
  [
    {
      database: {
        parameters: [
          { name: "sql_mode", value: "ANSI" },
          { name: "sql-mode", value: "ANSI" },
        ],
      },
    },
    "database.parameters.1.name: must be set once",
  ],
  [{ cache: { nodeType: "cache.q1.giga" } }, "cache.nodeType: is no node type that ElastiCache has"],
  [{ cache: { engineVersion: "8.9" } }, "cache.engineVersion: is no version that ElastiCache has of valkey"],
  [
    { service: { capacity: { type: "ec2", instanceTypes: ["m99g.large"] } } },
    "service.capacity.instanceTypes.0: must be an instance type that EC2 has",
  ],
  [{ tags: { project: "x" } }, "tags.project: must not have keys that differ by case alone"],
  [{ tags: { "aws:owner": "x" } }, "tags.aws:owner: the key must not begin with aws:"],
  [{ tags: { owner: "<x>" } }, "tags.owner: must have letters, digits"],
  [
    { tags: Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`k${index}`, "x"])) },
    "tags: must have at most 47 keys",
  ],
])("%j is refused with field, rule and value", (settings, message) => expect(problems(settings)).toContain(message));

test.each<Partial<EnvironmentInput>>([
  { region: "eusc-de-east-1", network: { availabilityZones: ["eusc-de-east-1a", "eusc-de-east-1b"] } },
  { region: "us-iso-east-1", network: { availabilityZones: ["us-iso-east-1a", "us-iso-east-1b"] } },
  { backup: { copyToRegion: "eu-north-1" } },
  {
    database: {
      instanceClass: "db.r8g.large",
      engineVersion: "8.4.6",
      parameters: [{ name: "slow_query_log", value: "0" }],
    },
  },
  {
    database: {
      engine: "aurora-mysql",
      engineVersion: "8.0.mysql_aurora.3.10.0",
      parameters: [{ name: "slow_query_log", value: "ON" }],
    },
  },
  { cache: { nodeType: "cache.r7g.large", engineVersion: "8.1" } },
  { tags: { Project: "mine", owner: "Ann & Bob".replace(" & ", " and "), "cost:centre": "4711" } },
])("%j is taken", (settings) => expect(problems(settings)).toBe(""));
