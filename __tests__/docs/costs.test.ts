import { expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import type { Environment } from "../../environments/schema/sections";
import { type SynthesizedStack, synthApp } from "../support/synth-app";
import { read } from "./support/markdown";
import { perMonth, priceTable } from "./support/prices";

/** The environments that the page is about; a clone has more, or others. */
const SHIPPED = ["dev", "production", "small-production"];

type Stacks = Readonly<Record<string, SynthesizedStack>>;

const all = (stacks: Stacks, type: string) =>
  Object.values(stacks).flatMap(({ resource }) => Object.values(resource[type] ?? {}));
const number = (type: string) => (stacks: Stacks) => String(all(stacks, type).length || "–");

function tasks(_: Stacks, { service }: Environment): string {
  const { capacity, cpu, memoryMiB, desiredTasks, scaling } = service;
  if (capacity.type === "ec2") return "on the instances";
  const count = scaling ? `${scaling.minTasks} to ${scaling.maxTasks}` : String(desiredTasks);
  return `${count} × ${cpu / 1024} vCPU, ${memoryMiB / 1024} GB, ${service.architecture}`;
}

function instances(_: Stacks, { service: { capacity } }: Environment): string {
  if (capacity.type !== "ec2") return "–";
  return `${capacity.minInstances} to ${capacity.maxInstances} × ${capacity.instanceTypes.join(" or ")}`;
}

function database(_: Stacks, { database: { instanceClass, multiAz, storageGiB, engine } }: Environment): string {
  return engine === "mysql" ? `${multiAz ? "2" : "1"} × ${instanceClass}, ${storageGiB} GiB` : "Aurora";
}

function cacheNodes(_: Stacks, { cache }: Environment): string {
  return cache === undefined ? "–" : `${cache.replicas + 1} × ${cache.nodeType}`;
}

/** What is billed whether anybody visits or not. */
const ROWS: Readonly<Record<string, (stacks: Stacks, environment: Environment) => string>> = {
  "Fargate tasks": tasks,
  "EC2 instances": instances,
  Database: database,
  "Cache nodes": cacheNodes,
  "NAT gateways": number("aws_nat_gateway"),
  "Load balancers": number("aws_lb"),
  "Web ACLs": number("aws_wafv2_web_acl"),
  "Customer-managed keys": number("aws_kms_key"),
  Secrets: number("aws_secretsmanager_secret"),
  Alarms: number("aws_cloudwatch_metric_alarm"),
  Dashboards: number("aws_cloudwatch_dashboard"),
  "Health checks": number("aws_route53_health_check"),
};

function taskCost(stacks: Stacks, { service }: Environment): number {
  const { capacity, architecture, cpu, memoryMiB, desiredTasks, scaling } = service;
  if (capacity.type === "fargate") {
    const each =
      perMonth(`Fargate vCPU, ${architecture}`, cpu / 1024) + perMonth(`Fargate GB, ${architecture}`, memoryMiB / 1024);
    return each * (scaling?.minTasks ?? desiredTasks);
  }
  const [template] = all(stacks, "aws_launch_template") as {
    block_device_mappings: { ebs: { volume_size: number } }[];
  }[];
  const gibibytes = template?.block_device_mappings[0]?.ebs.volume_size ?? 0;
  const each = perMonth(String(capacity.instanceTypes[0]), 1) + perMonth("GiB of a root volume, gp3", gibibytes);
  return each * capacity.minInstances;
}

function databaseCost(_: Stacks, { database: { instanceClass, multiAz, storageGiB } }: Environment): number {
  const each = perMonth(instanceClass, 1) + perMonth("GiB of a database, gp3", storageGiB);
  return each * (multiAz ? 2 : 1);
}

function addresses(stacks: Stacks, environment: Environment): number {
  const { network, service } = environment;
  const public_ = all(stacks, "aws_lb").some(({ internal }) => internal !== true);
  const ofTasks = all(stacks, "aws_ecs_service").some((made) =>
    JSON.stringify(made).includes('"assign_public_ip":true'),
  );
  const tasks = ofTasks ? (service.scaling?.minTasks ?? service.desiredTasks) : 0;
  return all(stacks, "aws_eip").length + (public_ ? network.availabilityZones.length : 0) + tasks;
}

function webAclCost(stacks: Stacks): number {
  const acls = all(stacks, "aws_wafv2_web_acl") as { rule: unknown[] }[];
  return acls.reduce((sum, { rule }) => sum + perMonth("web ACL", 1) + perMonth("rule of a web ACL", rule.length), 0);
}

function watchCost(stacks: Stacks): number {
  const checks = all(stacks, "aws_route53_health_check").length;
  return (
    perMonth("alarm", all(stacks, "aws_cloudwatch_metric_alarm").length) +
    perMonth("dashboard", all(stacks, "aws_cloudwatch_dashboard").length) +
    perMonth("health check of an AWS endpoint", checks) +
    perMonth("HTTPS for a health check", checks)
  );
}

const cost = (what: string, type: string) => (stacks: Stacks) => perMonth(what, all(stacks, type).length);

/** Dollars a month at the lowest number of tasks, instances and nodes. */
const COSTS: Readonly<Record<string, (stacks: Stacks, environment: Environment) => number>> = {
  "Tasks or instances": taskCost,
  Database: databaseCost,
  Cache: (_, { cache }) => (cache ? perMonth(`${cache.nodeType}, Valkey`, cache.replicas + 1) : 0),
  "NAT gateways": cost("NAT gateway", "aws_nat_gateway"),
  "Public IPv4 addresses": (stacks, environment) => perMonth("public IPv4 address", addresses(stacks, environment)),
  "Load balancer": cost("Application Load Balancer", "aws_lb"),
  "Web ACL": webAclCost,
  "Keys and secrets": (stacks) =>
    cost("customer-managed key", "aws_kms_key")(stacks) + cost("secret", "aws_secretsmanager_secret")(stacks),
  "Alarms, dashboard, health check": watchCost,
};

const environments = Promise.all(
  SHIPPED.map(async (name) => {
    const environment = await loadEnvironment(name);
    return { name, environment, stacks: await synthApp(environment) };
  }),
);

/** A table with a column for each environment. */
async function table(rows: Readonly<Record<string, (stacks: Stacks, environment: Environment) => string>>) {
  const columns = await environments;
  return [
    `| | ${columns.map(({ name }) => `\`${name}\``).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...Object.entries(rows).map(
      ([what, value]) =>
        `| ${what} | ${columns.map(({ stacks, environment }) => value(stacks, environment)).join(" | ")} |`,
    ),
  ].join("\n");
}

test("the table of what is billed by the hour or month says what the environments have", async () => {
  expect(read("docs/costs.md")).toContain(await table(ROWS));
});

test("the estimate is the sum of what the environments have by the prices that stand beside it", async () => {
  const sum = (stacks: Stacks, environment: Environment) =>
    Object.values(COSTS).reduce((total, of) => total + of(stacks, environment), 0);
  const rounded = (dollars: number) => (dollars === 0 ? "–" : dollars.toFixed(0));
  const rows = Object.entries({ ...COSTS, "**Sum**": sum }).map(([what, of]) => {
    const shown = (stacks: Stacks, environment: Environment) => rounded(of(stacks, environment));
    return [what, shown] as const;
  });
  const page = read("docs/costs.md");
  expect(page).toContain(await table(Object.fromEntries(rows)));
  expect(page).toContain(priceTable().join("\n"));
  const readme = read("README.md");
  for (const { stacks, environment } of await environments) {
    expect(readme).toContain(`${rounded(sum(stacks, environment))} US dollars`);
  }
});
