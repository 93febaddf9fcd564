import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { endWith } from "../../cli/command";
import { exitCode } from "../../cli/outcome";
import { packageSchema } from "../../rehearsal/provider-double/package-schema";
import { installedPackages, type ProviderPackage } from "../../terraform/provider-packages";
import { ProviderClient } from "../aws-provider/client";
import { findProviderMirror } from "../aws-provider/mirror";
import { ProviderProcess } from "../aws-provider/process";
import { ApiModels } from "./api-model";
import { schemaInput } from "./cloud-formation";
import { constraintsOf } from "./constraints";
import { OPERATIONS } from "./operations";
import { replacementsOf } from "./replacements";
import { type Origin, PROVIDER_VERSION, Sources } from "./sources";
import {
  cacheTable,
  databaseTable,
  instanceTypeTable,
  managedPolicyTable,
  principalTable,
  regionTable,
} from "./tables";
import { type Checked, checksOf } from "./validators";

/** With it the provider plans without a call to AWS. */
const OFFLINE = {
  ...{ region: "eu-west-1", access_key: "none", secret_key: "none" },
  ...{ skip_credentials_validation: true, skip_requesting_account_id: true, skip_metadata_api_check: "true" },
};

const ROOT = join(__dirname, "../..");

/** The typings that the stacks are written with. */
function awsPackage(): ProviderPackage {
  const provider = installedPackages(ROOT).find(({ name }) => name === "aws");
  if (provider === undefined) throw new Error("@cdktf/provider-aws is not installed");
  return provider;
}

/** What the API takes of each attribute, type by type. @throws when provider or API do not have what `operations.ts` names */
function modelTable(models: ApiModels, schemas: Sources["schemas"]): unknown {
  const provider = awsPackage();
  const types = Object.entries(OPERATIONS).map(([type, calls]) => {
    const inputs = calls.calls.map((call) => models.input(call));
    return [type, constraintsOf(provider, type, calls, inputs, schemaInput(schemas, type, calls.calls))] as const;
  });
  return Object.fromEntries(types.filter(([, { attributes }]) => Object.keys(attributes).length > 0));
}

interface ProviderTables {
  /** What the provider refuses of each attribute before it asks AWS, type by type. */
  readonly validators: Readonly<Record<string, Checked>>;
  /** What it cannot change in place. */
  readonly replacements: Readonly<Record<string, readonly string[]>>;
}

/** What the provider says by itself; takes some minutes. */
async function providerTables(directory: string): Promise<ProviderTables> {
  const provider = await ProviderProcess.start(directory, findProviderMirror(), PROVIDER_VERSION, {});
  const client = new ProviderClient(provider.address);
  try {
    await client.configure(OFFLINE);
    const blocks = await client.resourceTypes();
    const validators: [string, Checked][] = [];
    const replacements: [string, readonly string[]][] = [];
    for (const type of Object.keys(OPERATIONS)) {
      const schema = blocks[type];
      if (schema === undefined) continue;
      console.error(`asking the provider about ${type}`);
      const here = packageSchema(awsPackage(), "resource", type);
      const isThere = (name: string) => name in here.attributes || name in here.blocks;
      const checked = await checksOf(client, type, schema.block, isThere);
      const { attributes, groups } = checked;
      if (Object.keys(attributes).length + groups.some.length + Object.keys(groups.needs).length > 0)
        validators.push([type, checked]);
      const replaced = await replacementsOf(client, type, schema.block, isThere);
      if (replaced.length > 0) replacements.push([type, replaced]);
    }
    return { validators: Object.fromEntries(validators), replacements: Object.fromEntries(replacements) };
  } finally {
    client.close();
    provider.stop();
  }
}

/** JSON with a line for each entry down to a depth: short enough to read, and a change is a changed line. */
function printed(value: unknown, depth: number, indent = ""): string {
  if (depth === 0 || typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((element) => printed(element, depth - 1, inner))
    : Object.entries(value).map(([key, element]) => `${JSON.stringify(key)}: ${printed(element, depth - 1, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${entries.map((entry) => inner + entry).join(",\n")}\n${indent}${close}`;
}

function write(file: string, origin: Origin, key: string, value: unknown, depth: number): void {
  const path = join(ROOT, "aws", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${printed({ ...origin, [key]: value }, depth)}\n`);
  console.log(`aws/${file}`);
}

async function generate(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "aws-data-"));
  try {
    const sources = Sources.download(join(ROOT, ".venv/bin/python"), directory);
    const models = new ApiModels(sources.botocore);
    const { origins } = sources;
    write("api/models.json", origins.models, "types", modelTable(models, sources.schemas), 4);
    const { validators, replacements } = await providerTables(directory);
    write("api/validators.json", origins.validators, "types", validators, 4);
    write("api/replacements.json", origins.replacements, "types", replacements, 2);
    write("regions.json", origins.regions, "partitions", regionTable(sources), 4);
    write("ec2/instance-types.json", origins.instanceTypes, "families", instanceTypeTable(models), 2);
    write("rds/engines.json", origins.databases, "databases", databaseTable(sources), 4);
    write("elasticache/engines.json", origins.caches, "caches", cacheTable(sources), 3);
    write("iam/managed-policies.json", origins.managedPolicies, "paths", managedPolicyTable(sources), 2);
    write("iam/service-principals.json", origins.principals, "services", principalTable(sources, models), 2);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const program = () =>
  new Command("aws-data")
    .description(
      "Writes the kept data of AWS under aws/ again: values that the API's models allow, regions, zones, instance types, " +
        "database and cache classes and versions. Downloads the packages that setup/aws-data/sources.ts pins; needs .venv (./setup.sh).",
    )
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(generate);

endWith(exitCode(() => program().parseAsync(process.argv.slice(2), { from: "user" })));
