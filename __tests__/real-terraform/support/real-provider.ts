import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { awsProviderVersions } from "../../../setup/aws-provider/mirror";
import { ProviderProcess } from "../../../setup/aws-provider/process";
import type { SynthesizedStack } from "../../support/synth-app";
import { standInState } from "./stand-in-state";

const run = promisify(execFile);

type Json = Record<string, unknown>;

/** Literal that stands for everything a provider other than hashicorp/aws would have computed. */
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const UNKNOWN_TO_MOTO = ["aws_efs_backup_policy"];

/** The stacks that every environment has by their short names, each after those that it reads from. */
export const STACK_ORDER = ["state", "network", "data", "image", "service"] as const;

/** AWS's own prefix list, which moto has not; the form of its id. */
const CLOUDFRONT_PREFIX_LIST = "pl-4fa04526";

/** How many resources the copy of a stack has. */
export function expectedIn({ resource }: SynthesizedStack): number {
  const kept = Object.entries(resource).filter(([type]) => !["terraform_data", ...UNKNOWN_TO_MOTO].includes(type));
  return kept.flatMap(([, byId]) => Object.keys(byId)).length;
}

const messagesOf = (lines: string) =>
  lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** How many resources an apply with `-json` says that it adds. */
export function addedBy(lines: string): number {
  return messagesOf(lines).findLast(({ type }) => type === "change_summary").changes.add;
}

/** How many resources a plan with `-json` says that it adds, by module. */
export function plannedBy(lines: string): Record<string, number> {
  const modules = messagesOf(lines)
    .filter(({ type, change }) => type === "planned_change" && change.action === "create")
    .map(({ change }) => change.resource.module.replace("module.", "") as string);
  return Object.fromEntries([...new Set(modules)].map((name) => [name, modules.filter((one) => one === name).length]));
}

/**
 * Stacks of one environment as the real hashicorp/aws reads them, in a directory of their own.
 *
 * The copies differ from what was synthesized in what the machine cannot have: the provider's version is the mirror's, state is local
 * files, the docker provider and the ephemeral ECR login (newer than 5.100) are left out, so is what moto does not know, and nothing waits
 * for tasks that never run.
 */
export class RealProvider {
  private constructor(
    readonly directory: string,
    readonly version: string,
    private readonly provider: ProviderProcess,
  ) {}

  /** @param endpoint where the provider's AWS calls go. */
  static async start(mirror: string, endpoint: string): Promise<RealProvider> {
    const directory = mkdtempSync(join(tmpdir(), "real-provider-"));
    const version = awsProviderVersions(mirror).at(-1) ?? "";
    const provider = await ProviderProcess.start(directory, mirror, version, {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "2",
      AWS_ENDPOINT_URL: endpoint,
    });
    return new RealProvider(directory, version, provider);
  }

  stop(): void {
    this.provider.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Writes the copy of a stack; `terraform init` is done when this returns. */
  async add(stack: SynthesizedStack): Promise<void> {
    this.write(stack);
    await this.terraform(stack.name, "init", "-input=false");
  }

  /** Writes the copies of all stacks, each as a module of one configuration in the folder `together`: Terraform reads the provider once. */
  async addTogether(stacks: Readonly<Record<string, SynthesizedStack>>): Promise<void> {
    for (const stack of Object.values(stacks)) this.write(stack);
    const modules = Object.entries(stacks).map(([short, { name }]) => [short, { source: `../${name}` }]);
    const home = join(this.directory, "together");
    mkdirSync(home);
    writeFileSync(join(home, "main.tf.json"), JSON.stringify({ module: Object.fromEntries(modules) }));
    await this.terraform("together", "init", "-input=false");
  }

  private write(stack: SynthesizedStack): void {
    const home = join(this.directory, stack.name);
    mkdirSync(home);
    writeFileSync(join(home, "cdk.tf.json"), JSON.stringify(this.adapt(JSON.parse(stack.json), stack.name)));
  }

  /** What a Terraform that uses the provider needs. */
  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.directory,
      TF_CLI_CONFIG_FILE: "/dev/null",
      TF_REATTACH_PROVIDERS: this.provider.reattach,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    };
  }

  async terraform(stack: string, ...words: string[]): Promise<string> {
    const options = { cwd: join(this.directory, stack), env: this.environment, maxBuffer: 64 * 1024 * 1024 };
    try {
      return (await run("terraform", [...words, "-no-color"], options)).stdout;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`terraform ${words.join(" ")} of ${stack} failed:\n${stdout.slice(-1000)}\n${stderr}`, {
        cause: error,
      });
    }
  }

  /** Gives the stack a state made up for later stacks to read. */
  pretendApplied(stack: SynthesizedStack): void {
    writeFileSync(this.stateOf(stack.name), JSON.stringify(standInState(stack)));
  }

  private stateOf(stack: string): string {
    return join(this.directory, `${stack}.tfstate`);
  }

  private adapt(json: Json, stack: string): Json {
    const terraform = json.terraform as Json;
    terraform.required_providers = { aws: { source: "hashicorp/aws", version: this.version } };
    terraform.backend = { local: { path: this.stateOf(stack) } };
    for (const provider of (json.provider as Record<string, Json[]>).aws ?? []) provider.s3_use_path_style = true;
    this.withoutDocker(json);
    const data = json.data as Record<string, Record<string, Json>> | undefined;
    if (data?.aws_ec2_managed_prefix_list !== undefined) {
      delete data.aws_ec2_managed_prefix_list;
      for (const rule of Object.values(
        (json.resource as Record<string, Record<string, Json>>).aws_vpc_security_group_ingress_rule ?? {},
      )) {
        if (rule.prefix_list_id !== undefined) rule.prefix_list_id = CLOUDFRONT_PREFIX_LIST;
      }
    }
    for (const [id, remote] of Object.entries(data?.terraform_remote_state ?? {})) {
      remote.backend = "local";
      remote.config = { path: this.stateOf(id.replace("cross-stack-reference-input-", "")) };
    }
    const resource = (json.resource ?? {}) as Record<string, Record<string, Json>>;
    for (const type of UNKNOWN_TO_MOTO) delete resource[type];
    // The provider has AWS judge a definition that it knows when it plans, which moto does not: with the role's ARN in it, it is not known.
    for (const machine of Object.values(resource.aws_sfn_state_machine ?? {}))
      machine.definition = `${machine.role_arn} ${machine.definition}`;
    for (const service of Object.values(resource.aws_ecs_service ?? {})) {
      service.wait_for_steady_state = false;
      // Newer than the provider in the mirror.
      delete service.sigint_rollback;
    }
    return json;
  }

  private withoutDocker(json: Json): void {
    const data = (json.data ?? {}) as Record<string, unknown>;
    if (data.docker_registry_image === undefined) return;
    delete data.docker_registry_image;
    if (Object.keys(data).length === 0) delete json.data;
    delete (json.resource as Record<string, unknown>).terraform_data;
    delete (json.provider as Json).docker;
    delete json.ephemeral;
    for (const output of Object.values(json.output as Record<string, Json>)) {
      if (String(output.value).includes("docker_")) output.value = DIGEST;
    }
  }
}
