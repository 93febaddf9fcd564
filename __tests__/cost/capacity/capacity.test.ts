import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instanceSize, maxConnections } from "../../../aws/rds/instance-size";
import { capacityOf, firstToEnd, needOf } from "../../../cost/capacity/capacity";
import { type Measured, measured } from "../../../cost/capacity/measured";
import { type Site, siteOf } from "../../../cost/capacity/site";
import { phpWorkers } from "../../../cost/capacity/workers";
import { DEFAULT_USE } from "../../../cost/use";

const FIGURES: Measured = {
  ...{
    cachedMs: 0.05,
    uncachedMs: 40,
    uncachedWithCacheMs: 36,
    fileMs: 0.04,
    databaseMs: 4,
    circumstances: "2026-01-01",
  },
};
const SITE: Site = {
  ...{ vcpus: 1, memoryMiB: 2048, workers: 12, leastTasks: 2, mostTasks: 10, natGateways: 0, cpuTarget: 0.6 },
  database: { name: "db.m7g.large", vcpus: 2, connections: 682 },
  ...{ hasObjectCache: false, hasCdn: false, codeOnEfs: false },
};
/** No files, half of the pages cached: a mean page takes 20.025 ms. */
const USE = { ...DEFAULT_USE, filesPerPage: 0, cached: 0.5 };
const limit = (site: Partial<Site>, what: string, use = USE) =>
  capacityOf({ ...SITE, ...site }, use, FIGURES).limits.find((one) => one.what.startsWith(what))?.pagesASecond;

test("the tasks' processor bears its milliseconds, and twice the tasks bear twice as much", () => {
  expect(limit({}, "processor of the tasks")).toBeCloseTo(10_000 / 20.025);
  expect(limit({ mostTasks: 20 }, "processor of the tasks")).toBeCloseTo(20_000 / 20.025);
  expect(limit({ hasObjectCache: true }, "processor of the tasks")).toBeCloseTo(10_000 / 18.025);
});

test("behind a CDN only the pages that no cache answers reach a task", () => {
  expect(limit({ hasCdn: true }, "processor of the tasks", { ...USE, filesPerPage: 20 })).toBeCloseTo(10_000 / 20);
});

test("workers, connections and the database's processor end by uncached pages alone", () => {
  expect(limit({}, "PHP workers")).toBeCloseTo(120 / (0.5 * 0.14));
  expect(limit({}, "connections")).toBeCloseTo(672 / (0.5 * 0.14));
  expect(limit({}, "processor of the database")).toBeCloseTo(1600 / (0.5 * 4));
  expect(limit({}, "PHP workers", { ...USE, cached: 1 })).toBeUndefined();
});

test("behind RDS Proxy all of its part of the connections serve, and none is spared", () => {
  expect(limit({ proxyPart: 0.9 }, "connections of the database")).toBeCloseTo((682 * 0.9) / (0.5 * 0.14));
});

test("the cache ends by its connections, NAT by those that it opens a second, each by uncached pages alone", () => {
  expect(limit({ cacheConnections: 65_000 }, "connections of the cache")).toBeCloseTo(65_000 / (0.5 * 0.14));
  expect(limit({}, "connections of the cache")).toBeUndefined();
  expect(limit({ natGateways: 2 }, "connections of NAT")).toBeCloseTo((2 * 900) / 0.5);
  expect(limit({}, "connections of NAT")).toBeUndefined();
});

test("a new account's quota bears three vCPUs of Fargate or five of instances, and is nothing that the environment ends by", () => {
  expect(limit({}, "quota of a new account, 6 vCPUs of Fargate")).toBeCloseTo(3000 / 20.025);
  expect(limit({ tasksOnInstances: 4 }, "quota of a new account, 5 vCPUs of instances")).toBeCloseTo(5000 / 20.025);
  const { limits } = capacityOf(SITE, USE, FIGURES);
  expect(limits[0]?.what).toContain("quota");
  expect(firstToEnd({ limits })?.what).toBe("processor of the tasks");
});

test("the subnets bear half as many tasks as they have addresses", () => {
  expect(limit({ taskAddresses: 22 }, "addresses")).toBeCloseTo(11_000 / 20.025);
  expect(limit({}, "addresses")).toBeUndefined();
});

test("where the instances bear no more tasks, more instances are what to set", () => {
  const set = (site: Partial<Site>) =>
    capacityOf({ ...SITE, ...site }, USE, FIGURES).limits.find(({ what }) => what === "processor of the tasks")?.set;
  expect(set({ tasksOnInstances: 10 })).toBe("service.capacity.maxInstances");
  expect(set({ tasksOnInstances: 12 })).toContain("maxTasks");
});

test("the load balancer's units at the peak are the new visitors by 25, or the gigabytes of an hour", () => {
  const units = (use: Partial<typeof USE>) =>
    needOf(SITE, { ...USE, visits: 1e6, peak: 10, ...use }, FIGURES).loadBalancerUnits;
  const pages = (3e6 * 10) / (730 * 3600);
  expect(units({ pageKb: 1 })).toBeCloseTo(pages / 25);
  expect(units({ pageKb: 1500 })).toBeCloseTo((pages * 3600 * 1500) / 1e6);
});

test("the sizes of the stacks: addresses, gateways, the proxy's part, the cache, tasks that the instances bear", () => {
  const resource = {
    aws_subnet: { a: { cidr_block: "10.0.0.0/24" }, b: { cidr_block: "10.0.1.0/28" } },
    aws_nat_gateway: { a: {}, b: {} },
    aws_db_proxy: { p: {} },
    aws_db_proxy_default_target_group: { t: { connection_pool_config: [{ max_connections_percent: 80 }] } },
    aws_elasticache_replication_group: { c: {} },
    aws_launch_template: { l: { instance_type: "m7g.xlarge" } },
    aws_autoscaling_group: { g: { max_size: 3, launch_template: [{ id: `\${aws_launch_template.l.id}` }] } },
    aws_appautoscaling_target: { t: { min_capacity: 1, max_capacity: 20 } },
    aws_ecs_task_definition: { d: { cpu: "1536", memory: "2048", container_definitions: "[]" } },
    aws_ecs_service: {
      s: {
        task_definition: `\${aws_ecs_task_definition.d.arn}`,
        network_configuration: [{ subnets: [`\${aws_subnet.a.id}`, `\${aws_subnet.b.id}`] }],
      },
    },
  };
  expect(siteOf({ one: { resource } })).toMatchObject({
    ...{ taskAddresses: 251 + 11, natGateways: 2, proxyPart: 0.8, cacheConnections: 65_000 },
    // Two tasks of one and a half vCPUs on four vCPUs, three times.
    ...{ tasksOnInstances: 6, mostTasks: 6 },
  });
  const { aws_autoscaling_group: _, ...onFargate } = resource;
  expect(siteOf({ one: { resource: onFargate } })).toMatchObject({ mostTasks: 20 });
});

test("a burstable database counts what its credits earn", () => {
  const database = { name: "db.t4g.small", vcpus: 2, connections: 170 };
  expect(limit({ database }, "processor of the database")).toBeCloseTo(400 / (0.5 * 4));
});

test("PHP's files on EFS make EFS the first to end where pages are cheap", () => {
  expect(limit({ codeOnEfs: true }, "operations of EFS")).toBeLessThan(limit({}, "operations of EFS") ?? 0);
});

test("a need grows with the visits: tasks, connections and the database that has them", () => {
  const needs = [1e5, 1e6, 1e7, 1e8].map((visits) => needOf(SITE, { ...USE, visits }, FIGURES));
  for (const [index, need] of needs.slice(1).entries())
    expect(need.tasks).toBeGreaterThanOrEqual(needs[index]?.tasks ?? 0);
  const [small, , , large] = needs;
  expect(small).toMatchObject({ tasks: 1, database: "db.t4g.micro" });
  expect(small).not.toHaveProperty("endsFirst");
  expect(large?.endsFirst).toBe("processor of the tasks");
  expect(large?.connections).toBe((large?.workers ?? 0) + 10);
});

test("the task count of a need, at its target, bears the pages that it is for", () => {
  const use = { ...USE, visits: 5_000_000 };
  const need = needOf(SITE, use, FIGURES);
  const borne = limit({ mostTasks: need.tasks }, "processor of the tasks", use) ?? 0;
  expect(borne * SITE.cpuTarget).toBeGreaterThanOrEqual(need.pagesASecond);
  const fewer = limit({ mostTasks: need.tasks - 1 }, "processor of the tasks", use) ?? 0;
  expect(fewer * SITE.cpuTarget).toBeLessThan(need.pagesASecond);
});

test.each([
  [{ vcpus: 0.25, memoryMiB: 512, workerMiB: 64 }, 3],
  [{ vcpus: 0.5, memoryMiB: 1024, workerMiB: 64 }, 6],
  [{ vcpus: 1, memoryMiB: 2048, workerMiB: 64 }, 12],
  [{ vcpus: 4, memoryMiB: 8192, workerMiB: 64 }, 48],
])("a task of %j has %d workers", (size, workers) => {
  expect(phpWorkers(size)).toBe(workers);
});

test.each([
  ["db.t4g.micro", { memoryGiB: 1, vcpus: 2 }, 85],
  ["db.t4g.medium", { memoryGiB: 4, vcpus: 2 }, 341],
  ["db.t4g.xlarge", { memoryGiB: 16, vcpus: 4 }, 1365],
  ["db.m7g.large", { memoryGiB: 8, vcpus: 2 }, 682],
  ["db.r7g.2xlarge", { memoryGiB: 64, vcpus: 8 }, 5461],
])("%s has %j and takes %d connections", (name, size, connections) => {
  expect(instanceSize(name)).toEqual(size);
  expect(maxConnections(size)).toBe(connections);
});

test("a class that no table knows has no size", () => {
  for (const name of ["db.serverless", "db.m7g", "m7g.large", "db.t4g.16xlarge"])
    expect(instanceSize(name)).toBeUndefined();
});

test("the figures are those of the bench's page, and a row that is missing is named with its command", () => {
  expect(measured()).toMatchObject({ uncachedMs: expect.any(Number), circumstances: expect.stringMatching(/^20/) });
  for (const value of Object.values(measured())) expect(value).not.toBeNaN();
  const directory = mkdtempSync(join(tmpdir(), "measured-"));
  writeFileSync(join(directory, "benchmarks.md"), "# Benchmarks\n\n## Image\n");
  expect(() => measured(join(directory, "benchmarks.md"))).toThrow('no row "uncached": npm run bench -- capacity');
  rmSync(directory, { recursive: true });
});
