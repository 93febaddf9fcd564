import { createServer } from "node:http";
import type Docker from "dockerode";
import { afterEach, expect, test } from "vitest";
import { accessKeyOf } from "../../../rehearsal/effects/aws/rights";
import { TaskCredentials } from "../../../rehearsal/effects/ecs/credentials";
import type { Engine } from "../../../rehearsal/effects/engine";
import type { LastingContainers } from "../../../rehearsal/effects/lasting-containers";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { Inventory } from "../../../rehearsal/provider-double/inventory";

const ROLE = "arn:aws:iam::111122223333:role/site-task";
const made: TaskCredentials[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.close();
});

/** An engine that only notes what it is asked to run. */
function credentialsWith(type: string | undefined) {
  const started: [string, Docker.ContainerCreateOptions][] = [];
  const engine: Pick<Engine, "name" | "ensureNetwork" | "publishedPort"> = {
    publishedPort: async () => undefined,
    name: (part) => `rehearsal-${part}`,
    ensureNetwork: async () => ({ name: "vpc" }),
  };
  const kept: string[] = [];
  const lasting: Pick<LastingContainers, "run" | "keep"> = {
    keep: (name) => void kept.push(name),
    run: async (name, options) => {
      started.push([name, options]);
      return {} as Docker.Container;
    },
  };
  const inventory = new Inventory();
  if (type !== undefined) {
    inventory.put("aws_elasticache_user", { id: "tasks", user_id: "tasks", authentication_mode: [{ type }] });
  }
  const notes = new LocalNotes();
  const credentials = new TaskCredentials(engine, lasting, { ready: async () => "services" }, () => inventory, notes, {
    server: createServer(),
  });
  made.push(credentials);
  return { credentials, started, kept, notes };
}

test.each([undefined, "password"])("a task stays as it is while nothing asks for its role: %s", async (type) => {
  const { credentials, started, notes } = credentialsWith(type);
  const options = { Image: "web", Env: ["A=1"] };
  expect(await credentials.extend(options, ROLE)).toBe(options);
  expect(started).toEqual([]);
  expect(notes.all()).toEqual([]);
});

test("tasks of a cache of IAM get one address, for their credentials and in place of AWS", async () => {
  const { credentials, started, kept, notes } = credentialsWith("iam");
  const [first] = await Promise.all([credentials.extend({ Env: ["A=1"] }, ROLE), credentials.extend({}, ROLE)]);
  const address = "http://aws.rehearsal:8080";
  expect(first?.Env).toEqual([
    "A=1",
    `AWS_CONTAINER_CREDENTIALS_FULL_URI=${address}/credentials/${accessKeyOf("site-task")}`,
    `AWS_ENDPOINT_URL=${address}`,
  ]);
  expect(started).toMatchObject([
    [
      "rehearsal-aws",
      { Image: "services", NetworkingConfig: { EndpointsConfig: { vpc: { Aliases: ["aws.rehearsal"] } } } },
    ],
  ]);
  expect(kept).toEqual(["rehearsal-aws"]);
  expect(notes.all()).toEqual([expect.stringContaining("AWS itself is not asked for anything")]);
});

test("a task that purges CloudFront gets them too", async () => {
  const { credentials, notes } = credentialsWith(undefined);
  const { Env = [] } = await credentials.extend({ Env: ["WP_CDN_PARAMETER=arn:parameter"] }, ROLE);
  expect(Env).toContain("AWS_ENDPOINT_URL=http://aws.rehearsal:8080");
  expect(notes.all().join()).toContain("the role's policies decide whether it may purge CloudFront");
});

test("a task that somebody starts by itself gets them, whatever it does", async () => {
  const { credentials } = credentialsWith(undefined);
  const { Env } = await credentials.extend({}, ROLE, true);
  expect(Env).toContain("AWS_ENDPOINT_URL=http://aws.rehearsal:8080");
});
