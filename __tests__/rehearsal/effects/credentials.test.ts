import type Docker from "dockerode";
import { expect, test } from "vitest";
import { TaskCredentials } from "../../../rehearsal/effects/ecs/credentials";
import type { Engine } from "../../../rehearsal/effects/engine";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { Inventory } from "../../../rehearsal/provider-double/inventory";

/** An engine that only notes what it is asked to run. */
function credentialsWith(type: string | undefined) {
  const started: [string, Docker.ContainerCreateOptions][] = [];
  const engine: Pick<Engine, "name" | "run" | "ensureNetwork"> = {
    name: (part) => `rehearsal-${part}`,
    ensureNetwork: async () => ({ name: "vpc" }),
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
  const credentials = new TaskCredentials(engine, { ready: async () => "services" }, () => inventory, notes);
  return { credentials, started, notes };
}

test.each([undefined, "password"])("a task stays as it is while nothing asks for its role: %s", async (type) => {
  const { credentials, started, notes } = credentialsWith(type);
  const options = { Image: "web", Env: ["A=1"] };
  expect(await credentials.extend(options)).toBe(options);
  expect(started).toEqual([]);
  expect(notes.all()).toEqual([]);
});

test("tasks of a cache of IAM are told one address, for their credentials and in place of AWS", async () => {
  const { credentials, started, notes } = credentialsWith("iam");
  const [first] = await Promise.all([credentials.extend({ Env: ["A=1"] }), credentials.extend({})]);
  const address = "http://credentials.rehearsal:8080";
  expect(first?.Env).toEqual([
    "A=1",
    `AWS_CONTAINER_CREDENTIALS_FULL_URI=${address}/credentials`,
    `AWS_ENDPOINT_URL=${address}`,
  ]);
  expect(started).toMatchObject([
    [
      "rehearsal-credentials",
      { Image: "services", NetworkingConfig: { EndpointsConfig: { vpc: { Aliases: ["credentials.rehearsal"] } } } },
    ],
  ]);
  expect(notes.all()).toEqual([expect.stringContaining("AWS is not asked for anything")]);
});
