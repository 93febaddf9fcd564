import { beforeAll, expect, test, vi } from "vitest";
import type { Aws } from "../../cli/aws-cli";
import { Interrupted } from "../../cli/outcome";
import { type Sleeping, wake } from "../../tasks/wake";
import { main, sleepingOf } from "../../tasks/wake-cli";
import { environmentWith, synthApp } from "../support/synth-app";

const SITE: Sleeping = {
  ...{ cluster: "site", service: "site", tasks: 1, instances: undefined, alarmPrefix: "site" },
  database: { identifier: "site-db", isCluster: false },
};

/** AWS with a database that goes through the given states, one a look. */
function account(states: readonly string[], alarms: readonly boolean[] = []) {
  const asked: string[] = [];
  let look = 0;
  const aws: Aws = async <T>(...words: readonly string[]): Promise<T> => {
    asked.push(words.join(" "));
    if (words[1]?.startsWith("describe-db-")) {
      const state = states[Math.min(look++, states.length - 1)] ?? "";
      return { DBInstances: [{ DBInstanceStatus: state }] } as T;
    }
    const MetricAlarms = alarms.map((ActionsEnabled, number) => ({ AlarmName: `site-${number}`, ActionsEnabled }));
    return { MetricAlarms } as T;
  };
  return { aws, asked };
}

async function run(sleeping: Sleeping, states: readonly string[], alarms: readonly boolean[] = []) {
  const { aws, asked } = account(states, alarms);
  const said: string[] = [];
  const signal = new AbortController().signal;
  await wake(sleeping, { aws, say: (text) => said.push(text), signal, pollMilliseconds: 0 });
  return { asked, said };
}

test("the database comes first, then the tasks, and the alarms last, when the service is stable", async () => {
  const { asked, said } = await run(SITE, ["stopped", "starting", "available"], [true, false]);
  expect(asked.filter((call) => !call.includes("describe-db"))).toEqual([
    "rds start-db-instance --db-instance-identifier site-db",
    "ecs update-service --cluster site --service site --desired-count 1",
    "ecs wait services-stable --cluster site --services site",
    "cloudwatch describe-alarms --alarm-name-prefix site-",
    "cloudwatch enable-alarm-actions --alarm-names site-1",
  ]);
  expect(said.at(-1)).toBe("the site is there; 1 alarms tell again");
});

test("a database that is still stopping is started once it has stopped, and one that runs is left alone", async () => {
  const { asked } = await run(SITE, ["stopping", "stopped", "starting", "available"]);
  expect(asked.filter((call) => call.startsWith("rds start"))).toHaveLength(1);
  expect((await run(SITE, ["available"])).asked.filter((call) => call.startsWith("rds start"))).toEqual([]);
});

test("limits of scaling and of the instances come back to what the environment says", async () => {
  const { asked } = await run(
    { ...SITE, tasks: { least: 2, most: 6 }, instances: { group: "site-instances", least: 2 } },
    ["available"],
  );
  expect(asked.join("\n")).toContain("update-auto-scaling-group --auto-scaling-group-name site-instances --min-size 2");
  expect(asked.join("\n")).toMatch(
    /register-scalable-target .*--resource-id service\/site\/site --min-capacity 2 --max-capacity 6/,
  );
});

test("Ctrl-C ends the wait, and a database that never comes is given up with what to look at", async () => {
  const { aws } = account(["stopped"]);
  const controller = new AbortController();
  controller.abort();
  await expect(wake(SITE, { aws, say: () => undefined, signal: controller.signal })).rejects.toThrow(Interrupted);
  await expect(run(SITE, ["starting"])).rejects.toThrow("site-db is not available yet: aws rds describe-db-instances");
});

test("an environment without off hours has nothing to wake", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(await main(["--environment", "production"])).toBe(1);
  expect(error).toHaveBeenCalledWith("production has no schedule.offHours, so nothing of it was stopped by the clock");
  vi.restoreAllMocks();
});

let environment: ReturnType<typeof environmentWith>;
beforeAll(() => {
  environment = environmentWith({
    protectData: false,
    network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single" },
    schedule: { offHours: { start: "06:30", stop: "19:00", days: ["mon", "sat"], timezone: "Europe/Dublin" } },
    service: {
      capacity: { type: "ec2", instanceTypes: ["m7g.large"], minInstances: 2, maxInstances: 4 },
      ...{ architecture: "ARM64", scaling: { minTasks: 2, maxTasks: 6 } },
    },
  });
});

test("what is woken has the names that the stacks give", async () => {
  const stacks = await synthApp(environment);
  const made = JSON.stringify(stacks);
  const { cluster, database, instances } = sleepingOf(environment);
  for (const name of [cluster, database.identifier, instances?.group]) expect(made).toContain(`"${name}"`);
});
