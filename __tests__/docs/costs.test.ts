import { expect, test } from "vitest";
import { environmentNames, loadEnvironment } from "../../environments";
import type { Environment } from "../../environments/schema/sections";
import { type SynthesizedStack, synthApp } from "../support/synth-app";
import { read } from "./support/markdown";

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

test("the table of what is billed by the hour or month says what the environments have", async () => {
  const names = environmentNames();
  const columns = await Promise.all(
    names.map(async (name) => {
      const environment = await loadEnvironment(name);
      return { environment, stacks: synthApp(environment) };
    }),
  );
  const lines = [
    `| | ${names.map((name) => `\`${name}\``).join(" | ")} |`,
    `|---|${names.map(() => "---|").join("")}`,
    ...Object.entries(ROWS).map(
      ([what, value]) =>
        `| ${what} | ${columns.map(({ stacks, environment }) => value(stacks, environment)).join(" | ")} |`,
    ),
  ];
  expect(read("docs/costs.md")).toContain(lines.join("\n"));
});
