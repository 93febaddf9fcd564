import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Failure } from "../../cli/outcome";
import { environmentNames, loadEnvironment } from "../../environments";

let count = 0;
const directory = mkdtempSync(join(tmpdir(), "environments-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("knows the environments that ship", () => {
  expect(environmentNames()).toEqual(expect.arrayContaining(["dev", "production", "small-production"]));
});

test("takes files for environments, but hidden ones and the loader", () => {
  for (const file of ["b.ts", "a.ts", ".c.ts", "index.ts", "notes.md"]) writeFileSync(join(directory, file), "");
  expect(environmentNames(directory)).toEqual(["a", "b"]);
});

test.each(environmentNames())("%s breaks no rule", async (name) => {
  expect(await loadEnvironment(name)).toMatchObject({ name });
});

test("dev is cheap and can go without a trace", async () => {
  const { network, protectData, secrets, database } = await loadEnvironment("dev");
  expect(network.nat).toBe("none");
  expect(protectData).toBe(false);
  expect(secrets.recoveryWindowDays).toBe(0);
  expect(database.instanceClass).toBe("db.t4g.micro");
});

test("production protects what it holds", async () => {
  const { protectData, customerManagedKey, database, site } = await loadEnvironment("production");
  expect({ protectData, customerManagedKey, multiAz: database.multiAz }).toEqual({
    protectData: true,
    customerManagedKey: true,
    multiAz: true,
  });
  expect(site.domain).toBeDefined();
});

test("lists the known names when asked for another", async () => {
  await expect(loadEnvironment("no-such")).rejects.toThrow(
    `no environment "no-such"; known: ${environmentNames().join(", ")} (one file each in environments/)`,
  );
});

test("does not take a path for a name", async () => {
  await expect(loadEnvironment("../environments/dev")).rejects.toThrow("no environment");
  await expect(loadEnvironment("schema/environment")).rejects.toThrow("no environment");
});

test("says that a file exports no environment", async () => {
  const file = join(directory, "silent.ts");
  writeFileSync(file, "export const silent = {};");
  await expect(loadEnvironment(file)).rejects.toThrow(`${file} exports no environment: end it with "export default"`);
});

test.each([
  ["", 'exports no environment: end it with "export default"'],
  ["export default null;", "must export an object of settings by default, got null"],
  ['export default "dev";', "must export an object of settings by default, got 'dev'"],
  ["export default [1, 2];", "must export an object of settings by default, got [ 1, 2 ]"],
  ["export default () => ({});", "must export an object of settings by default, got [Function"],
  ['export default Promise.reject(new Error("not today"));', "cannot be run: not today ("],
  ['throw new Error("no luck today\\nmore");', "cannot be run: no luck today ("],
  ['import none from "./none"; export default none;', "cannot be run: "],
])("says in one line what is wrong with a file of %j", async (content, message) => {
  const file = join(directory, `broken-${count++}.ts`);
  writeFileSync(file, content);
  const error = await loadEnvironment(file).catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Failure);
  expect(String(error)).toContain(`${file} ${message}`);
  expect(String(error)).not.toContain("\n");
});

test("values that are no JSON are shown too", async () => {
  const file = join(directory, "numbers.ts");
  writeFileSync(file, "const self: any = { self: 1 }; self.self = self; export default { account: 5n, region: self };");
  await expect(loadEnvironment(file)).rejects.toThrow(
    /account: .*got 5n\n {2}region: .*got <ref \*1> \{ self: \[Circular \*1\] \}/,
  );
});

test("neither a folder nor a link that leads nowhere is an environment", async () => {
  mkdirSync(join(directory, "folder.ts"));
  symlinkSync(join(directory, "nowhere"), join(directory, "link.ts"));
  await expect(loadEnvironment("folder", directory)).rejects.toThrow('no environment "folder"');
  await expect(loadEnvironment("link", directory)).rejects.toThrow('no environment "link"');
});

test("reads an environment file elsewhere, and names the environment after it", async () => {
  const file = join(directory, "staging.ts");
  writeFileSync(
    file,
    `export default {
      account: "111122223333",
      region: "us-east-1",
      site: { title: "T", adminUser: "a", adminEmail: "a@example.com" },
      network: { availabilityZones: ["us-east-1a", "us-east-1b"] },
    };`,
  );
  expect(await loadEnvironment(file)).toMatchObject({ name: "staging", region: "us-east-1", project: "wordpress" });
});

test("says so when the file of a path does not exist", async () => {
  await expect(loadEnvironment(join(directory, "none.ts"))).rejects.toThrow("no environment");
});

test("small-production protects what it holds, and saves on NAT, standby and cache", async () => {
  const { site, network, protectData, database, cache, backup, service } = await loadEnvironment("small-production");
  expect(site.domain).toBeDefined();
  expect(protectData).toBe(true);
  expect(backup).toBeDefined();
  expect(database).toMatchObject({ tls: "verify", multiAz: false });
  expect(network.nat).toBe("none");
  expect(cache).toBeUndefined();
  expect(service.capacity.type).toBe("fargate");
});
