import { expect, test } from "vitest";
import { databases, serverOptions } from "../../../rehearsal/effects/database";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import type { Change } from "../../../rehearsal/provider-double/effect";
import { Inventory } from "../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";

test("gives MariaDB the parameters that it shares with RDS and notes the others", () => {
  const notes = new LocalNotes();
  const options = serverOptions(
    [
      ["require_secure_transport", "ON"],
      ["collation_server", "utf8mb4_0900_ai_ci"],
      ["innodb_dedicated_server", "1"],
    ],
    notes,
  );
  expect(options).toEqual(["--require-secure-transport=ON", "--collation-server=utf8mb4_uca1400_ai_ci"]);
  expect(notes.all()).toEqual([
    "database: collation utf8mb4_uca1400_ai_ci stands for utf8mb4_0900_ai_ci",
    "database: parameters without effect here: innodb_dedicated_server",
  ]);
});

interface ContainerOptions {
  readonly Env: readonly string[];
  readonly NetworkingConfig: { readonly EndpointsConfig: Record<string, { readonly Aliases: readonly string[] }> };
}

/** The effects on an engine that only notes under which names it starts a container. */
function withoutDocker() {
  const started: { aliases: readonly string[]; certified: readonly string[] }[] = [];
  const inventory = new Inventory();
  const notes = new LocalNotes();
  const engine = {
    name: (name: string) => name,
    ensureNetwork: async () => ({ name: "network" }),
    ensureVolume: async (name: string) => ({ name, created: name !== "database-old-data" }),
    ...{ stop: async () => {}, keep: () => {} },
    run: async (_: string, { Env, NetworkingConfig }: ContainerOptions) => {
      const aliases = NetworkingConfig.EndpointsConfig.network?.Aliases ?? [];
      started.push({ aliases, certified: Env.at(-1)?.split(",") ?? [] });
      return { inspect: async () => ({ State: { Running: true } }) };
    },
    exec: async () => ({ output: "answers" }),
  };
  const restored: [string, string][] = [];
  const snapshots = {
    has: async (name: string) => name === "known",
    restore: async (name: string, volume: string) => void restored.push([name, volume]),
  };
  const authority = { environmentFor: async (hosts: readonly string[]) => [hosts.join(",")] };
  const options = {
    engine,
    lasting: engine,
    services: { ready: async () => "image" },
    authority,
    inventory: () => inventory,
    ...{ notes, snapshots },
  };
  const effects = databases(options as unknown as Parameters<typeof databases>[0]);
  const apply = async (how: "create" | "update", type: string, state: ObjectValue) => {
    const config = { password_wo: "x", snapshot_identifier: state.snapshot_identifier };
    await effects.find((effect) => effect.type === type)?.[how]?.({ type, config, state } as unknown as Change);
    inventory.put(type, { arn: `arn:${type}`, ...state });
  };
  return { started, inventory, notes, apply, restored };
}

test("a proxy's address leads to the database and is on its certificate, also after the database's next start", async () => {
  const { started, inventory, notes, apply } = withoutDocker();
  const instance = { identifier: "db", address: "db.rds", username: "admin", db_name: "wordpress" };
  await apply("create", "aws_db_instance", instance);
  expect(started.at(-1)).toEqual({ aliases: ["db.rds"], certified: ["db.rds"] });
  inventory.put("aws_db_proxy", { arn: "arn:proxy", name: "db-proxy", endpoint: "db-proxy.rds" });
  await apply("create", "aws_db_proxy_target", { db_proxy_name: "db-proxy", db_instance_identifier: "db" });
  const both = ["db.rds", "db-proxy.rds"];
  expect(started.at(-1)).toEqual({ aliases: both, certified: both });
  await apply("update", "aws_db_instance", instance);
  expect(started.at(-1)).toEqual({ aliases: both, certified: both });
  expect(started).toHaveLength(3);
  expect(notes.all()).toContainEqual(expect.stringContaining("no proxy runs here"));
});

test("a proxy's target that is no database of this run is said to be missing", async () => {
  const { apply } = withoutDocker();
  await expect(
    apply("create", "aws_db_proxy_target", { db_proxy_name: "db-proxy", db_cluster_identifier: "elsewhere" }),
  ).rejects.toThrow("db-proxy: the local database or the proxy of the target does not exist");
});

test("a new database starts with what the snapshot of its setting holds", async () => {
  const { notes, apply, restored } = withoutDocker();
  const instance = { address: "db.rds", username: "admin", db_name: "wordpress" };
  await apply("create", "aws_db_instance", { ...instance, identifier: "new", snapshot_identifier: "known" });
  expect(restored).toEqual([["known", "database-new-data"]]);
  await apply("create", "aws_db_instance", { ...instance, identifier: "new", snapshot_identifier: "elsewhere" });
  expect(restored).toHaveLength(1);
  expect(notes.all()).toContainEqual(expect.stringContaining("it starts empty, without what is in elsewhere"));
});

test("data that outlived the last run are not written over by a snapshot", async () => {
  const { apply, restored } = withoutDocker();
  const instance = { identifier: "old", address: "db.rds", username: "admin", db_name: "wordpress" };
  await apply("create", "aws_db_instance", { ...instance, snapshot_identifier: "known" });
  expect(restored).toEqual([]);
});
