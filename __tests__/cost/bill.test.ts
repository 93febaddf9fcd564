import { beforeAll, expect, test } from "vitest";
import { billOf, type Line, type Stacks, sum } from "../../cost/bill";
import { compareBills } from "../../cost/compare";
import { PriceBook } from "../../cost/prices/price-book";
import { synthesizeEnvironment } from "../../cost/synthesized";
import { DEFAULT_USE } from "../../cost/use";
import { loadEnvironment } from "../../environments";
import { environmentWith } from "../support/synth-app";

/** Tests of restores, which came later: a db.m7g.large with 50 GiB for 9 hours of a month, and four alarms. */
const RESTORE_TESTS = 2;

/** What docs/costs.md said before `npm run cost` made it, by a reckoning of its own, in dollars by the hour in us-east-1. */
const SUMS = { dev: 65, production: 612 + RESTORE_TESTS, "small-production": 70 };

const stacks = new Map<string, Stacks>();
beforeAll(async () => {
  for (const name of Object.keys(SUMS)) stacks.set(name, await synthesizeEnvironment(await loadEnvironment(name)));
}, 60_000);

const virginia = new PriceBook("us-east-1");
const bill = (of: Stacks, more = {}) =>
  billOf(of, { use: DEFAULT_USE, region: "eu-west-1", prices: () => virginia, ...more });
const byTheHour = ({ lines }: ReturnType<typeof billOf>) => lines.filter(({ kind }) => kind === "by the hour");

test.each(Object.entries(SUMS))("%s costs what it did before this command: %d dollars", (name, dollars) => {
  const made = bill(stacks.get(name) ?? {}, { running: () => 1 });
  expect(Math.round(sum(byTheHour(made)))).toBe(dollars);
  expect(made.unknownTypes).toEqual([]);
  expect(made.unpriced).toEqual([]);
});

test("an environment with the dearer options has every line", async () => {
  const environment = environmentWith({
    network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "regional", interfaceEndpoints: true },
    database: { engine: "aurora-mysql", aurora: { readers: 1 }, proxy: {} },
    service: { capacity: { type: "fargate", spot: true }, desiredTasks: 3 },
  });
  const lines = byTheHour(bill(await synthesizeEnvironment(environment)));
  const quantity = (name: string) => lines.find((line) => line.name === name)?.quantity;
  expect(quantity("NAT gateway")).toBe(2);
  expect(quantity("interface endpoint in a zone")).toBeGreaterThan(10);
  expect(quantity("Aurora capacity unit")).toBe(1);
  expect(quantity("capacity unit behind RDS Proxy")).toBe(8);
  expect(lines.find(({ name }) => name === "Fargate vCPU, X86_64")).toMatchObject({
    quantity: 1.5,
    notes: [expect.stringContaining("Spot")],
  });
});

const made = (type: string, body: object): Stacks => ({ one: { resource: { [type]: { a: body } } } });

test("what is on Spot counts at the full price, and what Spot may take off is of its part alone", () => {
  const service = (strategy: readonly object[], desired_count: number): Stacks => ({
    one: {
      resource: {
        aws_ecs_task_definition: { t: { cpu: "1024", memory: "1024" } },
        aws_ecs_service: {
          s: {
            task_definition: `\${aws_ecs_task_definition.t.arn}`,
            desired_count,
            capacity_provider_strategy: strategy,
          },
        },
      },
    },
  });
  const of = (strategy: readonly object[], tasks = 4) => {
    const [line] = bill(service(strategy, tasks)).lines;
    return { notes: line?.notes, full: line?.usd ?? 0, part: (line?.spotMayTakeOff ?? 0) / (line?.usd ?? 1) };
  };
  const onDemand = { capacity_provider: "FARGATE", weight: 25, base: 0 };
  const spot = { capacity_provider: "FARGATE_SPOT", weight: 75, base: 0 };
  expect(of([onDemand])).toMatchObject({ notes: [], part: 0 });
  expect(of([spot])).toMatchObject({
    notes: ["on Spot: counted at the full price, of which Spot takes off up to 70 %"],
    part: 0.7,
  });
  expect(of([onDemand, spot]).part).toBeCloseTo(0.75 * 0.7);
  // Of four tasks one is the base, and of the three others three quarters are on Spot.
  expect(of([{ ...onDemand, base: 1 }, spot]).part).toBeCloseTo(((3 * 0.75) / 4) * 0.7);
  expect(of([{ ...onDemand, base: 1 }, spot], 1).part).toBe(0);
  expect(of([spot]).full).toBeCloseTo(4 * 0.04048 * 730);
});

test("Spot instances above the base may cost a tenth of the full price", () => {
  const group = (min_size: number) =>
    made("aws_autoscaling_group", {
      min_size,
      mixed_instances_policy: [
        {
          instances_distribution: [{ on_demand_base_capacity: 1, on_demand_percentage_above_base_capacity: 50 }],
          launch_template: [{ override: [{ instance_type: "m7g.large" }] }],
        },
      ],
    });
  const takenOff = (of: Stacks) => sum(bill(of).lines) && (bill(of).lines[0]?.spotMayTakeOff ?? 0);
  expect(takenOff(group(1))).toBe(0);
  expect(takenOff(group(3))).toBeCloseTo(0.0816 * 730 * 0.9);
});

test("RDS Proxy is paid by what stands behind it, two vCPUs or eight capacity units at least", () => {
  const behind = (resources: object, target: object) =>
    bill({
      one: {
        resource: {
          aws_db_proxy: { p: {} },
          aws_db_proxy_target: { t: { db_proxy_name: `\${aws_db_proxy.p.name}`, ...target } },
          ...resources,
        },
      },
    })
      .lines.filter(({ name }) => name.includes("RDS Proxy"))
      .map(({ name, quantity }) => [name.split(" ")[0], quantity]);
  const instance = (instance_class: string) =>
    behind(
      { aws_db_instance: { d: { instance_class } } },
      { db_instance_identifier: `\${aws_db_instance.d.identifier}` },
    );
  expect(instance("db.t4g.micro")).toEqual([["vCPU", 2]]);
  expect(instance("db.m7g.2xlarge")).toEqual([["vCPU", 8]]);
  const cluster = `\${aws_rds_cluster.c.cluster_identifier}`;
  const serverless = (min_capacity: number, nodes: number) =>
    behind(
      {
        aws_rds_cluster: { c: { serverlessv2_scaling_configuration: { min_capacity } } },
        aws_rds_cluster_instance: Object.fromEntries(
          Array.from({ length: nodes }, (_, at) => [
            `n${at}`,
            { instance_class: "db.serverless", cluster_identifier: cluster },
          ]),
        ),
      },
      { db_cluster_identifier: cluster },
    );
  expect(serverless(0.5, 2)).toEqual([["capacity", 8]]);
  expect(serverless(8, 2)).toEqual([["capacity", 16]]);
});

test("a region without a price table is named", () => {
  const gateway = made("aws_nat_gateway", {});
  expect(billOf(gateway, { use: DEFAULT_USE, region: "sa-east-1" }).regionsWithoutPrices).toEqual(["sa-east-1"]);
  expect(billOf(gateway, { use: DEFAULT_USE, region: "eu-central-1" }).regionsWithoutPrices).toEqual([]);
});

test("a type of which nothing is known is named, and so is a thing without a price", () => {
  expect(bill(made("aws_gamelift_fleet", {}))).toMatchObject({ lines: [], unknownTypes: ["aws_gamelift_fleet"] });
  const unpriced = bill(made("aws_db_instance", { instance_class: "db.z9.large", allocated_storage: 20 }));
  expect(unpriced.unpriced).toEqual(["db.z9.large"]);
  expect(unpriced.lines.find(({ name }) => name === "db.z9.large")).not.toHaveProperty("usd");
  expect(sum(unpriced.lines)).toBeCloseTo(20 * 0.115);
});

test("the advanced mode of Database Insights costs by vCPU, or by Aurora's capacity units; the standard one nothing", () => {
  const insights = (of: Stacks) =>
    bill(of)
      .lines.filter(({ name }) => name.includes("Insights"))
      .map(({ name, quantity, notes }) => [name, quantity, notes]);
  const advanced = { database_insights_mode: "advanced" };
  const vcpus = "vCPU of Database Insights, advanced";
  expect(insights(made("aws_db_instance", { instance_class: "db.r7g.2xlarge", ...advanced }))).toEqual([
    [vcpus, 8, []],
  ]);
  expect(insights(made("aws_db_instance", { instance_class: "db.z9.large", ...advanced }))).toEqual([
    [vcpus, 2, ["two vCPUs, since the class is not known"]],
  ]);
  expect(
    insights(made("aws_db_instance", { instance_class: "db.m7g.large", database_insights_mode: "standard" })),
  ).toEqual([]);
  const aurora = (instance_class: string): Stacks => ({
    one: {
      resource: {
        aws_rds_cluster: { c: { ...advanced, serverlessv2_scaling_configuration: { min_capacity: 1.5 } } },
        aws_rds_cluster_instance: {
          writer: { instance_class, cluster_identifier: `\${aws_rds_cluster.c.cluster_identifier}` },
          reader: { instance_class, cluster_identifier: `\${aws_rds_cluster.c.cluster_identifier}` },
        },
      },
    },
  });
  expect(insights(aurora("db.r7g.large"))).toEqual([[vcpus, 4, []]]);
  expect(insights(aurora("db.serverless"))).toEqual([
    ["capacity unit of Database Insights, advanced", 3, ["of the smallest size; it grows with the load"]],
  ]);
  const own = bill(aurora("db.r7g.large")).lines.find(({ name }) => name === vcpus);
  expect(own?.usd).toBeCloseTo(4 * 730 * 0.0125);
});

test("people who log in by Cognito are named, where a listener asks for that", () => {
  const rule = (action: object) => bill(made("aws_lb_listener_rule", { action: [action] })).notCounted.join();
  expect(rule({ type: "authenticate-cognito", authenticate_cognito: [{}] })).toContain("log in by Cognito");
  expect(rule({ type: "forward" })).toBe("");
});

test("what is there part of the month costs that part, but for its storage", () => {
  const database = made("aws_db_instance", { instance_class: "db.t4g.micro", allocated_storage: 20 });
  const whole = sum(bill(database).lines);
  const half = sum(bill(database, { running: () => 0.5 }).lines);
  expect(whole - half).toBeCloseTo(0.016 * 730 * 0.5);
});

test("off hours take off the hours in which tasks and database are stopped, and nothing of what stays", () => {
  const dev = byTheHour(bill(stacks.get("dev") ?? {}));
  const share = (name: string) => dev.filter((line) => line.name === name).map((line) => line.share);
  const fiveDaysOfThirteenHours = (5 * 13) / (7 * 24);
  expect(share("Fargate vCPU, X86_64")).toEqual([fiveDaysOfThirteenHours]);
  // It starts a quarter of an hour before the tasks.
  expect(share("db.t4g.micro")).toEqual([(5 * 13.25) / (7 * 24)]);
  for (const name of ["Application Load Balancer", "GiB of a database, gp3"]) expect(share(name)).toEqual([1]);
  const stopped = ({ share: part, notes }: Line) => part < 1 && !notes.some((note) => note.startsWith("restored"));
  expect(bill(stacks.get("production") ?? {}).lines.filter(stopped)).toEqual([]);
});

test("what is restored for tests costs the hours in which it is there", () => {
  const hours = (schedule_expression: string) => {
    const restored = {
      aws_db_instance: { Site: { instance_class: "db.m7g.large", allocated_storage: 50, multi_az: true } },
      aws_backup_restore_testing_plan: { Plan: { name: "restores", schedule_expression } },
      aws_backup_restore_testing_selection: {
        Database: {
          protected_resource_type: "RDS",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Terraform
          protected_resource_arns: ["${aws_db_instance.Site.arn}"],
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Terraform
          restore_testing_plan_name: "${aws_backup_restore_testing_plan.Plan.name}",
        },
      },
    };
    const lines = bill({ site: { provider: { aws: [{ region: "eu-west-1" }] }, resource: restored } }).lines;
    const [database] = lines.filter(({ name, share: part }) => name === "db.m7g.large" && part < 1);
    return (database?.quantity ?? 0) * (database?.share ?? 0) * 730;
  };
  expect(hours("cron(0 12 1 * ? *)")).toBeCloseTo(2);
  expect(hours("cron(0 12 ? * TUE *)")).toBeCloseTo((2 * 52) / 12);
  expect(hours("cron(0 12 ? * * *)")).toBeCloseTo((2 * 7 * 52) / 12);
});

test("what visitors do is in the lines by use, and free allowances are taken off", () => {
  const use = (visits: number) =>
    sum(
      bill(stacks.get("production") ?? {}, { use: { ...DEFAULT_USE, visits } }).lines.filter(
        ({ part }) => part === "CDN",
      ),
    );
  expect(use(10_000)).toBe(0);
  expect(use(1_000_000)).toBeGreaterThan(100);
});

test("two bills differ by the lines that changed, the dearest first", () => {
  const before = bill(stacks.get("dev") ?? {});
  const after = bill(stacks.get("small-production") ?? {});
  const differences = compareBills(before, after);
  expect(differences.map(({ name }) => name)).toContain("db.t4g.micro");
  const total = differences.reduce((all, one) => all + one.after.usd - one.before.usd, 0);
  expect(total).toBeCloseTo(sum(after.lines) - sum(before.lines));
  expect(compareBills(after, after)).toEqual([]);
});
