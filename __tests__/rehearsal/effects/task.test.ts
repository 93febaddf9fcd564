import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { Service } from "../../../rehearsal/effects/ecs/service";
import { Task, type TaskOptions } from "../../../rehearsal/effects/ecs/task";
import { Engine } from "../../../rehearsal/effects/engine";

const as = (): { extend: <T>(options: T) => Promise<T> } => ({ extend: async (options) => options });

/** What a task with one container needs, of which the engine says what the test says. */
function optionsOf(info: object): TaskOptions {
  const log = new PassThrough().resume();
  const container = { id: "1", inspect: async () => info, logs: async () => log };
  const engine = {
    name: (part: string) => part,
    ensureNetwork: async () => ({ name: "vpc" }),
    run: async () => container,
    stop: async () => void log.end(),
    lastLines: async () => ["2026-11-28T01:00:27+00:00 the reason", "2026-11-28T01:00:30+00:00 the reason"],
    publishedPort: Engine.prototype.publishedPort,
    docker: {
      getContainer: () => container,
      getImage: () => ({ inspect: async () => ({}) }),
      modem: { demuxStream: () => {} },
    },
  };
  const definition = {
    arn: "arn:aws:ecs:eu-west-1:123456789012:task-definition/site:1",
    volumes: [],
    containers: [{ name: "wordpress", image: "site", essential: true, portMappings: [{ containerPort: 8080 }] }],
  };
  return {
    engine,
    definition,
    around: { efsVolume: async () => "" },
    trust: as(),
    credentials: as(),
    mails: as(),
    adapt: async (options: object) => options,
    logDirectory: mkdtempSync(join(tmpdir(), "logs-")),
  } as unknown as TaskOptions;
}

async function started(info: object): Promise<Task> {
  const task = new Task(optionsOf(info));
  await task.start();
  return task;
}

/** The networks of a task's two containers, in the order of their start. */
async function networksOf(networkMode: string): Promise<unknown[]> {
  const networks: unknown[] = [];
  const stream = { on: () => {}, pipe: () => {} };
  const engine = {
    name: (part: string) => part,
    ensureNetwork: async () => ({ name: "vpc" }),
    run: async (_name: string, { HostConfig }: { HostConfig: { NetworkMode: string } }) => {
      networks.push(HostConfig.NetworkMode);
      return { id: networks.length === 1 ? "first" : "second", logs: async () => stream };
    },
    docker: { getImage: () => ({ inspect: async () => ({}) }), modem: { demuxStream: () => {} } },
  };
  const extend = async (options: object) => options;
  const task = new Task({
    engine,
    definition: { arn: "arn", networkMode, volumes: [], containers: [{ name: "a" }, { name: "b" }] },
    around: { efsVolume: async () => "" },
    ...{ trust: { extend }, credentials: { extend }, mails: { extend }, adapt: extend },
    logDirectory: mkdtempSync(join(tmpdir(), "logs-")),
  } as unknown as TaskOptions);
  await task.start();
  return networks;
}

test("a running container's port is where the engine mapped it", async () => {
  const ports = { "8080/tcp": [{ HostPort: "49153" }] };
  const task = await started({ State: { Running: true }, NetworkSettings: { Ports: ports } });
  expect(await task.port("wordpress", 8080)).toBe(49_153);
});

test("a task that ended before anybody asked for its port has none, and says with what words it ended", async () => {
  const task = await started({ State: { Running: false, ExitCode: 78 }, NetworkSettings: { Ports: {} } });
  expect(await task.port("wordpress", 8080)).toBeUndefined();
  expect(await task.status()).toMatchObject({
    state: "stopped",
    reason: "container wordpress ended with exit code 78\n      | 2026-11-28T01:00:30+00:00 the reason",
  });
});

test("a task that stays unhealthy is given up with its last words", async () => {
  const said: string[] = [];
  const { definition, ...task } = optionsOf({ State: { Running: true, Health: { Status: "unhealthy" } } });
  const settings = {
    ...{ name: "site", definition, desiredCount: 1, minimumHealthyPercent: 100, maximumPercent: 200, gracePeriod: 0 },
    ...{ circuitBreaker: { enable: true, rollback: false }, loadBalancers: [] },
  };
  const service = new Service(settings, { task, onEvent: (text) => void said.push(text) });
  const deployed = service.deploy().catch(() => undefined);
  const words = "health check of container wordpress fails\n      | 2026-11-28T01:00:30+00:00 the reason";
  await vi.waitFor(() => expect(said.join()).toContain(words), 20_000);
  await service.close();
  await deployed;
});

test("a port that no container maps is a mistake of the definition", async () => {
  const task = await started({ State: { Running: true }, NetworkSettings: { Ports: {} } });
  await expect(task.port("wordpress", 9000)).rejects.toThrow("container wordpress has no port mapping for 9000");
});

test.each([
  ["awsvpc", ["vpc", "container:first"]],
  ["bridge", ["vpc", "vpc"]],
])("containers of a task in network mode %s are in the networks %j", async (networkMode, networks) => {
  expect(await networksOf(networkMode)).toEqual(networks);
});
