import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type App, Manifest, Testing } from "cdktf";
import { checkEnvironment } from "../../environments/schema/environment";
import type { Environment, EnvironmentInput } from "../../environments/schema/sections";
import { createStacks } from "../../stacks";

type Attributes = Record<string, unknown>;

/** One stack as Terraform reads it. */
export interface SynthesizedStack {
  readonly name: string;
  readonly json: string;
  readonly dependencies: readonly string[];
  readonly resource: Record<string, Record<string, Attributes>>;
  readonly output: Record<string, Attributes>;
  readonly terraform: Record<string, unknown>;
  readonly provider: Record<string, Attributes[]>;
}

/** Synthesizes a whole environment, validations included, and answers with its stacks by their short names. */
export async function synthApp(environment: Environment): Promise<Record<string, SynthesizedStack>> {
  const app: App = Testing.app({ outdir: outputDirectory() });
  await createStacks(app, environment);
  app.synth();
  const manifest = JSON.parse(readFileSync(join(app.outdir, Manifest.fileName), "utf8"));
  const stacks = Object.values(manifest.stacks as Record<string, { name: string; dependencies: string[] }>).map(
    ({ name, dependencies }): [string, SynthesizedStack] => {
      const json = readFileSync(join(app.outdir, "stacks", name, "cdk.tf.json"), "utf8");
      const { resource = {}, output = {}, terraform, provider } = JSON.parse(json);
      const short = name.slice(environment.name.length + 1);
      return [short, { name, json, dependencies, resource, output, terraform, provider }];
    },
  );
  rmSync(app.outdir, { recursive: true });
  return Object.fromEntries(stacks);
}

/** Inside the project, as a user's cdktf.out is, so that relative paths come out the same. */
function outputDirectory(): string {
  const cache = join(__dirname, "..", "..", ".cache");
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "synth-"));
}

/** A small sound environment, with some sections replaced. */
export function environmentWith(settings: Partial<EnvironmentInput> = {}, name = "test"): Environment {
  return checkEnvironment(name, {
    account: "111122223333",
    region: "eu-west-1",
    site: { title: "Site", adminUser: "admin", adminEmail: "admin@example.com" },
    network: { availabilityZones: ["eu-west-1a", "eu-west-1b"] },
    ...settings,
  });
}

/** All resources of a type in a stack. */
export function resources(stack: SynthesizedStack | undefined, type: { tfResourceType: string }): Attributes[] {
  return Object.values(stack?.resource[type.tfResourceType] ?? {});
}
