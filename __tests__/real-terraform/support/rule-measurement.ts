import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeCliConfig } from "../../../setup/aws-provider/mirror";
import { fixtures } from "../../rules/fixtures";
import type { Configuration } from "../../rules/fixtures/fixture";

/** What the real provider says of a rule's bad fixtures: none, some or all of them are refused; null where it cannot be asked. */
export type Caught = "none" | "some" | "all" | null;

export interface RuleMeasurement {
  readonly validate: Caught;
  /** Of the fixtures that `validate` lets through. */
  readonly plan: Caught;
}

export interface Measurement {
  readonly provider: string;
  readonly terraform: string;
  readonly rules: Readonly<Record<string, RuleMeasurement>>;
  /** Near misses that the provider refuses: their fixtures are not what they claim. */
  readonly refusedNearMisses: Readonly<Record<string, readonly string[]>>;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly range?: { readonly filename: string };
}

interface Case {
  readonly rule: string;
  readonly kind: "bad" | "good";
  readonly module: string;
  readonly configuration: Configuration;
}

const offline = {
  access_key: "none",
  secret_key: "none",
  skip_credentials_validation: true,
  skip_metadata_api_check: "true",
  skip_region_validation: true,
  skip_requesting_account_id: true,
  max_retries: 1,
};

/**
 * All fixtures as modules of one configuration, so that one start of the provider answers for all of them.
 * @param planNearMisses whether near misses are planned too, which doubles the time; they are validated in any case
 * @param every measures each so-manieth rule alone
 * @param only ids of the rules to measure; all when there are none
 */
export function measureRules(
  directory: string,
  mirror: string,
  { planNearMisses, every = 1, only = [] }: { planNearMisses: boolean; every?: number; only?: readonly string[] },
): Measurement {
  const rules = Object.keys(fixtures).filter(
    (id, index) => index % every === 0 && (only.length === 0 || only.includes(id)),
  );
  const environment = {
    PATH: process.env.PATH,
    HOME: directory,
    TF_CLI_CONFIG_FILE: writeCliConfig(directory, mirror),
    TF_PLUGIN_CACHE_DIR: "",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    CHECKPOINT_DISABLE: "1",
  };
  const terraform = (folder: string, ...command: string[]): string => {
    const result = spawnSync("terraform", command, {
      cwd: folder,
      env: environment,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (result.error) throw result.error;
    const answers = command.includes("-json") && result.stdout !== "";
    if (result.status !== 0 && !answers)
      throw new Error(`terraform ${command.join(" ")}: ${result.stderr || result.stdout}`);
    return result.stdout;
  };
  const version: { terraform_version: string } = JSON.parse(
    execFileSync("terraform", ["version", "-json"], { env: environment, encoding: "utf8" }),
  );

  const cases = rules.flatMap(casesOf);
  const all = write(join(directory, "validate"), cases);
  terraform(all, "init", "-input=false", "-no-color");
  const lock: { provider_selections: Record<string, string> } = JSON.parse(terraform(all, "version", "-json"));
  const validation: { diagnostics: Diagnostic[] } = JSON.parse(terraform(all, "validate", "-json"));
  const invalid = errorsByModule(validation.diagnostics);

  const plannable = cases.filter(
    ({ module, kind, configuration }) =>
      !invalid.has(module) && !readsAws(configuration) && (planNearMisses || kind === "bad"),
  );
  const some = write(join(directory, "plan"), plannable);
  terraform(some, "init", "-input=false", "-no-color");
  const lines = terraform(some, "plan", "-json", "-input=false", "-refresh=false", "-lock=false").split("\n");
  const messages = lines.filter(Boolean).map((line): { type: string; diagnostic?: Diagnostic } => JSON.parse(line));
  const unplanned = errorsByModule(messages.flatMap(({ diagnostic }) => diagnostic ?? []));

  const near = cases.filter(({ kind }) => kind === "good");
  const refused = near.flatMap(({ module }): [string, string[]][] => {
    const errors = [...(invalid.get(module) ?? []), ...(unplanned.get(module) ?? [])];
    return errors.length > 0 ? [[module, errors]] : [];
  });
  const measurements = rules.map((rule): [string, RuleMeasurement] => {
    const bad = cases.filter((one) => one.rule === rule && one.kind === "bad");
    const planned = bad.filter((one) => plannable.includes(one));
    return [rule, { validate: caught(bad, invalid), plan: caught(planned, unplanned) }];
  });
  return {
    provider: lock.provider_selections["registry.terraform.io/hashicorp/aws"] ?? "",
    terraform: version.terraform_version,
    rules: Object.fromEntries(measurements.sort(([left], [right]) => left.localeCompare(right, "en"))),
    refusedNearMisses: Object.fromEntries(refused),
  };
}

function casesOf(rule: string): Case[] {
  return (["bad", "good"] as const).flatMap((kind) =>
    (fixtures[rule]?.[kind] ?? [])
      .map((configuration, index) => ({ rule, kind, module: `${kind}_${rule}_${index}`, configuration }))
      .filter(({ configuration }) => canBeAsked(configuration)),
  );
}

/** A backend belongs to a root module, nobody gives modules here values of variables, and the mirror holds one provider. */
function canBeAsked({ terraform, resource, data, variable }: Configuration): boolean {
  const types = [resource, data].flatMap((blocks) => Object.keys(blocks ?? {}));
  const variables: readonly object[] = Object.values(variable ?? {});
  return (
    terraform === undefined &&
    types.every((type) => /^(aws|terraform)_/.test(type)) &&
    variables.every((one) => "default" in one)
  );
}

/** Data sources of AWS answer only with an account. */
const readsAws = ({ data }: Configuration): boolean => data !== undefined;

function caught(cases: readonly Case[], errors: ReadonlyMap<string, unknown>): Caught {
  if (cases.length === 0) return null;
  const count = cases.filter(({ module }) => errors.has(module)).length;
  return count === 0 ? "none" : count === cases.length ? "all" : "some";
}

function errorsByModule(diagnostics: readonly Diagnostic[]): Map<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const { severity, summary, range } of diagnostics) {
    const module = range?.filename.split("/")[0];
    if (severity !== "error") continue;
    if (!module || module === "main.tf.json") throw new Error(`an error outside of all fixtures: ${summary}`);
    errors.set(module, [...(errors.get(module) ?? []), summary]);
  }
  return errors;
}

function write(folder: string, cases: readonly Case[]): string {
  const source = { source: "hashicorp/aws" };
  const modules = cases.map(({ module, configuration }) => {
    const { provider: _, ...rest } = configuration;
    const required = { required_providers: { aws: { ...source, configuration_aliases: ["aws.us_east_1"] } } };
    mkdirSync(join(folder, module), { recursive: true });
    writeFileSync(join(folder, module, "main.tf.json"), JSON.stringify({ ...rest, terraform: required }, null, 1));
    return [module, { source: `./${module}`, providers: { aws: "aws", "aws.us_east_1": "aws.us_east_1" } }];
  });
  const root = {
    terraform: { required_providers: { aws: source } },
    provider: {
      aws: [
        { ...offline, region: "eu-west-1" },
        { ...offline, region: "us-east-1", alias: "us_east_1" },
      ],
    },
    module: Object.fromEntries(modules),
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root, null, 1));
  return folder;
}
