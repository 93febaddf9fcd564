import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformResource } from "cdktf";
import { afterAll, expect, test } from "vitest";
import { type Environment, type EnvironmentInput, environmentNames, loadEnvironment } from "../../environments";
import { findProblems } from "../../rules";
import { createStacks } from "../../stacks";
import { environmentWith } from "../support/synth-app";

const outdir = mkdtempSync(join(tmpdir(), "rules-environments-"));
afterAll(() => rmSync(outdir, { recursive: true }));

async function build(environment: string | Environment): Promise<App> {
  const app = new App({ outdir });
  await createStacks(app, typeof environment === "string" ? await loadEnvironment(environment) : environment);
  return app;
}

test.each(environmentNames())("the environment %s breaks no rule, and each waiver has its reason", async (name) => {
  const { problems, waived } = findProblems(await build(name));
  expect(problems.map(({ rule, resource, attribute }) => `${rule.id}: ${resource.constructPath} ${attribute}`)).toEqual(
    [],
  );
  expect(waived.filter(({ reason }) => reason.trim() === "")).toEqual([]);
});

const monitored = { monitoringIntervalSeconds: 60, performanceInsights: true } as const;

test.each<[string, Partial<EnvironmentInput>]>([
  [
    "Aurora with readers",
    {
      database: { engine: "aurora-mysql", aurora: { readers: 2 }, ...monitored },
      customerManagedKey: true,
      backup: { copyToRegion: "eu-north-1", lock: { changeableForDays: 3 } },
      webRoot: { throughput: "provisioned", provisionedMiBps: 16 },
    },
  ],
  [
    "Aurora of fixed size, from a snapshot",
    {
      database: {
        engine: "aurora-mysql",
        aurora: { instanceClass: "db.r7g.large", ioOptimized: true },
        snapshotIdentifier: "before",
      },
      protectData: false,
    },
  ],
  [
    "MySQL on io2 with replicas",
    {
      database: {
        instanceClass: "db.m7g.large",
        storageType: "io2",
        storageGiB: 200,
        maxStorageGiB: 400,
        iops: 5000,
        readReplicas: 2,
        multiAz: true,
        ...monitored,
      },
    },
  ],
  [
    "MySQL on large gp3 with a cache of snapshots",
    {
      database: { storageGiB: 400, maxStorageGiB: 1000, iops: 16_000, throughputMiBps: 1000 },
      cache: { snapshotRetentionDays: 3, replicas: 1, engineVersion: "7.2" },
    },
  ],
])("%s breaks no rule", async (_, settings) => {
  const { problems } = findProblems(await build(environmentWith(settings)));
  expect(problems.map(({ rule, resource, attribute }) => `${rule.id}: ${resource.constructPath} ${attribute}`)).toEqual(
    [],
  );
});

test("ten mistakes planted in production are ten problems of one run", async () => {
  const app = await build("production");
  const plant = (type: string, attribute: string, value: unknown): void => {
    const found = app.node
      .findAll()
      .find((one) => TerraformResource.isTerraformResource(one) && one.terraformResourceType === type);
    if (!(found instanceof TerraformResource)) throw new Error(`production has no ${type}`);
    found.addOverride(attribute, value);
  };
  plant("aws_lb", "idle_timeout", 90);
  plant("aws_lb_target_group", "health_check.timeout", 60);
  plant("aws_db_instance", "username", "wordpress-admin");
  plant("aws_db_instance", "backup_window", "04:00-05:30");
  plant("aws_db_instance", "maintenance_window", "sun:05:00-sun:06:00");
  plant("aws_db_parameter_group", "family", "mysql8.0");
  plant("aws_ecs_service", "launch_type", "EC2");
  plant("aws_autoscaling_group", "min_size", 9);
  plant("aws_launch_template", "user_data", "#!/bin/sh");
  plant("aws_efs_file_system", "performance_mode", "maxIO");
  plant("aws_ecr_repository", "name", "WordPress");
  const ids = findProblems(app).problems.map(({ rule }) => rule.id);
  expect(ids.sort()).toEqual([
    "auto-scaling-group-size",
    "efs-throughput",
    "health-check-timeout",
    "launch-template-user-data",
    "rds-parameter-family",
    "rds-username",
    "rds-windows",
    "repository-name",
    "request-timeouts",
    "service-launch-type",
  ]);
});

test.each([
  [
    "a JSON key that the secret lacks",
    "aws_secretsmanager_secret_version",
    "secret_string_wo",
    '{"other": "x"}',
    "container-secret-key",
  ],
  ["a container port of another number", "aws_lb_target_group", "port", 81, "ports-agree"],
  ["instances of another architecture", "aws_launch_template", "instance_type", "m7i.large", "image-platform"],
  [
    "an image built for another architecture",
    "terraform_data",
    "triggers_replace.platform",
    "linux/amd64",
    "image-platform",
  ],
  ["instances with too few network interfaces", "aws_autoscaling_group", "max_size", 2, "instance-network-interfaces"],
] as const)("%s is found between the stacks of production", async (_, type, attribute, value, rule) => {
  const app = await build("production");
  const planted = app.node
    .findAll()
    .filter((one) => TerraformResource.isTerraformResource(one) && one.terraformResourceType === type);
  for (const one of planted) if (one instanceof TerraformResource) one.addOverride(attribute, value);
  expect(planted).not.toEqual([]);
  expect(findProblems(app).problems.map(({ rule: { id } }) => id)).toContain(rule);
});
