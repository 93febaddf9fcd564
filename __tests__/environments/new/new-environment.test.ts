import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadEnvironment } from "../../../environments";
import { main } from "../../../environments/new/cli";

const root = join(__dirname, "..", "..", "..");
const cache = join(root, ".cache");
const given = ["--account", "123456789012", "--admin-email", "me@example.org"];
const withDomain = ["--domain", "shop.example.org", "--hosted-zone", "Z1234567"];

let directory: string;
let errors: string;
beforeEach(() => {
  mkdirSync(cache, { recursive: true });
  directory = mkdtempSync(join(cache, "environments-"));
  for (const name of ["dev", "production"]) {
    cpSync(join(root, "environments", `${name}.ts`), join(directory, `${name}.ts`));
  }
  errors = "";
  const keep = (text: unknown) => {
    errors += text;
    return true;
  };
  vi.spyOn(console, "error").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** Runs the command without a terminal, or on one with these lines typed, of which undefined closes the input. */
async function run(args: readonly string[], typed?: readonly (string | undefined)[]) {
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  const output = new PassThrough({ encoding: "utf8" });
  let shown = "";
  let next = 0;
  output.on("data", (text: string) => {
    shown += text;
    if (!text.endsWith(": ")) return;
    const line = typed?.[next++];
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  const code = await main(args, { input, output, directory });
  return { code, shown };
}

const files = () => readdirSync(directory).sort();

test("copies dev with the given answers, moves the zones along, and says what to do next", async () => {
  const { code, shown } = await run(["staging", ...given, "--region", "us-east-1", "--title", "Staging"]);
  expect([code, errors]).toEqual([0, ""]);
  expect(await loadEnvironment("staging", directory)).toMatchObject({
    name: "staging",
    account: "123456789012",
    region: "us-east-1",
    tags: { Environment: "staging" },
    network: { availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"] },
    site: { title: "Staging", adminUser: "admin", adminEmail: "me@example.org" },
    protectData: false,
  });
  expect(readFileSync(join(directory, "staging.ts"), "utf8")).toContain("const staging: EnvironmentInput = {");
  expect(shown).toContain("npm run rehearse -- --environment staging");
  expect(files()).toEqual(["dev.ts", "production.ts", "staging.ts"]);
});

test("copies production with another domain", async () => {
  expect((await run(["shop", "--from", "production", ...given, ...withDomain])).code).toBe(0);
  const { site, database, mail } = await loadEnvironment("shop", directory);
  expect(mail?.from).toBe("wordpress@shop.example.org");
  expect(site.domain).toMatchObject({ name: "shop.example.org", hostedZoneId: "Z1234567" });
  expect(database.multiAz).toBe(true);
});

test("gives a copy of dev a domain", async () => {
  expect((await run(["shop", ...given, ...withDomain])).code).toBe(0);
  const { site } = await loadEnvironment("shop", directory);
  expect(site.domain).toMatchObject({ name: "shop.example.org", hostedZoneId: "Z1234567" });
});

test("asks on a terminal for what is not given, and again for what cannot be", async () => {
  const typed = [
    "12",
    "123456789012",
    "",
    "eu-west-1a, eu-west-1c",
    "",
    "me@example.org",
    "shop.example.org",
    "Z1234567",
  ];
  const { code, shown } = await run(["shop"], typed);
  expect(code).toBe(0);
  expect(shown).toContain("  must be an AWS account id of 12 digits\nAWS account id: ");
  expect(shown).toContain("Availability Zones, with commas between [eu-west-1a,eu-west-1b,eu-west-1c]: ");
  expect(await loadEnvironment("shop", directory)).toMatchObject({
    account: "123456789012",
    network: { availabilityZones: ["eu-west-1a", "eu-west-1c"] },
    site: { title: "WordPress on ECS", domain: { name: "shop.example.org", hostedZoneId: "Z1234567" } },
  });
});

test("an interruption leaves nothing behind", async () => {
  const { code } = await run(["shop"], ["123456789012", undefined]);
  expect([code, errors]).toEqual([130, "\ninterrupted; nothing is written"]);
  expect(files()).toEqual(["dev.ts", "production.ts"]);
});

test("never overwrites", async () => {
  const before = readFileSync(join(directory, "production.ts"), "utf8");
  expect((await run(["production", ...given])).code).toBe(1);
  expect(errors).toMatch(/production\.ts exists already; nothing is written\nhelp: docs\/troubleshooting\.md#/);
  expect(readFileSync(join(directory, "production.ts"), "utf8")).toBe(before);
});

test.each([
  [["Shop", ...given], 'name: must be 2 to 20 lowercase letters, digits or hyphens, letter first, got "Shop"'],
  [["shop", "--from", "test", ...given], 'no environment "test" to copy: dev, production'],
  [["shop", "--from", "../dev", ...given], 'no environment "../dev" to copy'],
  [["shop", "--account", "12"], '--account: must be an AWS account id of 12 digits, got "12"'],
  [["shop", "--admin-email", "me@example.org"], "--account is needed: there is no terminal to ask on"],
  [["shop", ...given, "--zones", "us-east-1a,us-east-1b"], "--zones: must be zones of region eu-west-1"],
  [["shop", ...given, "--domain", "Shop"], "--domain: must be a lowercase host name"],
  [["shop", ...given, "--domain", "a.example.org"], "--hosted-zone is needed"],
  [["shop", ...given, "--hosted-zone", "Z1234567"], "--hosted-zone goes with --domain only"],
  [["shop", "--from", "production", ...given], "--domain is needed"],
])("refuses %j", async (args, message) => {
  expect((await run(args)).code).toBe(1);
  expect(errors).toContain(message);
  expect(files()).toEqual(["dev.ts", "production.ts"]);
});

test("refuses a copy that would break a rule of the whole, and writes nothing", async () => {
  expect((await run(["shop", ...given, "--zones", "eu-west-1a,eu-west-1a"])).code).toBe(1);
  expect(errors).toContain('environment "shop" has 1 problem:\n  network.availabilityZones: must name each zone once');
  expect(files()).toEqual(["dev.ts", "production.ts"]);
});

test("refuses to copy what is no plain object", async () => {
  const source = readFileSync(join(directory, "dev.ts"), "utf8").replace("account:", "...{}, account:");
  writeFileSync(join(directory, "dev.ts"), source);
  expect((await run(["shop", ...given])).code).toBe(1);
  expect(errors).toContain("dev.ts cannot be copied: it must export one object literal without spreads");
});

test("refuses wrong arguments and explains itself", async () => {
  expect((await run([])).code).toBe(2);
  expect((await run(["a", "b"])).code).toBe(2);
  expect((await run(["shop", "--acount", "1"])).code).toBe(2);
  const { code, shown } = await run(["--help"]);
  expect(code).toBe(0);
  expect(shown).toContain("--hosted-zone <id>");
  expect(existsSync(join(directory, "shop.ts"))).toBe(false);
});
