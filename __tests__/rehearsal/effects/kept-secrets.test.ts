import { expect, test } from "vitest";
import { keptSecrets } from "../../../rehearsal/effects/kept-secrets";
import { SecretStore } from "../../../rehearsal/provider-double/secrets";

/** A volume that outlives what is made with it: one call of `run` is one `npm start`. */
function volume() {
  const stored = { text: "", writes: 0 };
  const engine = {
    name: (part: string) => `rehearsal-${part}`,
    ensureVolume: async (name: string) => ({ name, created: false }),
    async pipe(_image: string, command: string[], _binds: string[], input: string) {
      if (!command.join(" ").includes("cat >")) return stored.text;
      stored.text = input;
      stored.writes++;
      return "";
    },
  };
  const run = (suffix: string) => {
    const secrets = new SecretStore();
    const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:site-admin-${suffix}`;
    const inventory = () => ({ find: () => ({ id: arn, name_prefix: "site-admin-", name: `site-admin-${suffix}` }) });
    const effect = keptSecrets({ engine, services: { ready: async () => "services" }, inventory, secrets });
    const change = (value: object, version: number) => ({
      ...{ type: effect.type, account: "111122223333", region: "eu-west-1", provider: {} },
      config: { secret_string_wo: JSON.stringify(value), secret_string_wo_version: version },
      state: { secret_id: arn, secret_string_wo_version: version },
    });
    const apply = async (on: "create" | "update", value: object, version: number, priorVersion = version) => {
      secrets.put(arn, JSON.stringify(value));
      const prior = { secret_string_wo_version: priorVersion };
      await effect[on]?.({ ...change(value, version), ...(on === "update" && { prior }) });
      return JSON.parse(secrets.get(arn));
    };
    return { apply, delete: () => effect.delete?.(change({}, 1)) };
  };
  return { run, stored };
}

test("the next start has the values of the last one, under another suffix", async () => {
  const { run, stored } = volume();
  expect(await run("AAAAAA").apply("create", { password: "first" }, 1)).toEqual({ password: "first" });
  expect(await run("BBBBBB").apply("create", { password: "second" }, 1)).toEqual({ password: "first" });
  expect(stored.writes).toBe(1);
});

test("a raised version makes the values again, in a run and between two", async () => {
  const { run } = volume();
  const first = run("AAAAAA");
  await first.apply("create", { password: "first" }, 1);
  expect(await first.apply("update", { password: "second" }, 2, 1)).toEqual({ password: "second" });
  expect(await run("BBBBBB").apply("create", { password: "third" }, 2)).toEqual({ password: "second" });
  expect(await run("CCCCCC").apply("create", { password: "fourth" }, 3)).toEqual({ password: "fourth" });
  expect(await run("DDDDDD").apply("create", { password: "fifth" }, 3)).toEqual({ password: "fourth" });
});

test("an update that does not write the value leaves the kept one", async () => {
  const { run } = volume();
  const first = run("AAAAAA");
  await first.apply("create", { password: "first" }, 1);
  await first.apply("update", { password: "never written" }, 1);
  expect(await run("BBBBBB").apply("create", { password: "second" }, 1)).toEqual({ password: "first" });
});

test.each([
  ["another user", { username: "one", password: "old" }, { username: "two", password: "new" }],
  ["another key", { password: "old" }, { password: "new", salt: "new" }],
])("%s makes another secret", async (_, kept, made) => {
  const { run } = volume();
  await run("AAAAAA").apply("create", kept, 1);
  expect(await run("BBBBBB").apply("create", made, 1)).toEqual(made);
});

test("a secret that the stacks no longer have is forgotten", async () => {
  const { run, stored } = volume();
  const first = run("AAAAAA");
  await first.apply("create", { password: "first" }, 1);
  await first.delete();
  expect(stored.text).toBe("{}");
  expect(await run("BBBBBB").apply("create", { password: "second" }, 1)).toEqual({ password: "second" });
});

test("values that are made at once are all kept", async () => {
  const { run } = volume();
  const names = ["AAAAAA", "BBBBBB"];
  await Promise.all(names.map((suffix) => run(suffix).apply("create", { password: "same" }, 1)));
  expect(await run("CCCCCC").apply("create", { password: "other" }, 1)).toEqual({ password: "same" });
});
