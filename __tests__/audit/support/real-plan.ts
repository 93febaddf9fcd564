// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "../../../terraform/json";
import { blocksOf, objectOf } from "../../../terraform/json";

/** The calls to AWS that a plan of new resources makes: ephemeral passwords, and CloudFront's prefix list. */
export function startSecretsManager(): Promise<Server> {
  const server = createServer((request, response) => {
    if (!request.headers["content-type"]?.includes("x-www-form-urlencoded")) {
      response.setHeader("Content-Type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ RandomPassword: "for-the-plan-only" }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("Content-Type", "text/xml");
      response.end(prefixList(String(new URLSearchParams(Buffer.concat(chunks).toString()).get("Action"))));
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function prefixList(action: string): string {
  const fields = { prefixListId: "pl-4fa04526", prefixListName: "com.amazonaws.global.cloudfront.origin-facing" };
  const more = { addressFamily: "IPv4", maxEntries: "55", ownerId: "AWS", version: "1", state: "create-complete" };
  const item = Object.entries({ ...fields, ...more }).map(([name, value]) => `<${name}>${value}</${name}>`);
  const set =
    action === "DescribeManagedPrefixLists" ? `<prefixListSet><item>${item.join("")}</item></prefixListSet>` : "";
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${set}<entrySet/></${action}Response>`;
}

/**
 * An override file that lets a stack be planned offline with another version of the AWS provider: no account, no backend, and
 * what other stacks hand over from a state file.
 */
export function writeOverride(directory: string, document: JsonObject, version: string, server: Server): void {
  const { port } = server.address() as AddressInfo;
  const remotes = Object.keys(objectOf(objectOf(document.data).terraform_remote_state));
  const state = join(directory, "others.tfstate");
  writeFileSync(state, JSON.stringify(stateWith(outputNames(document))));
  const override = {
    terraform: {
      required_providers: { aws: { source: "hashicorp/aws", version } },
      backend: { local: { path: join(directory, "own.tfstate") } },
    },
    provider: {
      aws: blocksOf(objectOf(document.provider).aws).map(({ alias }) => ({
        ...(alias !== undefined && { alias }),
        access_key: "test",
        secret_key: "test",
        allowed_account_ids: null,
        skip_credentials_validation: true,
        skip_requesting_account_id: true,
        skip_metadata_api_check: true,
        endpoints: [{ secretsmanager: `http://127.0.0.1:${port}`, ec2: `http://127.0.0.1:${port}` }],
      })),
    },
    ...(remotes.length === 0
      ? {}
      : {
          data: {
            terraform_remote_state: Object.fromEntries(
              remotes.map((name) => [name, { backend: "local", config: { path: state } }]),
            ),
          },
        }),
  };
  writeFileSync(join(directory, "offline_override.tf.json"), JSON.stringify(override));
}

function outputNames(document: JsonObject): string[] {
  const text = JSON.stringify(document);
  return [...text.matchAll(/data\.terraform_remote_state\.[\w-]+\.outputs\.([\w-]+)/g)].map(([, name]) => name ?? "");
}

function stateWith(names: readonly string[]): object {
  const value = (name: string): string => {
    if (name.endsWith("arn")) return `arn:aws:kms:eu-west-1:111122223333:key/${"0".repeat(8)}`;
    if (name.endsWith("dns_name")) return "internal-wordpress-1234567890.eu-west-1.elb.amazonaws.com";
    return name.endsWith("url") ? "111122223333.dkr.ecr.eu-west-1.amazonaws.com/wordpress" : "id-0123456789abcdef0";
  };
  return {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "audit",
    outputs: Object.fromEntries(names.map((name) => [name, { value: value(name), type: "string" }])),
    resources: [],
  };
}

/** Runs Terraform without blocking the server that answers it. @throws with its output when it fails */
function terraform(directory: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, { cwd: directory, env: { ...process.env, ...env } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`terraform ${args.join(" ")} in ${directory}:\n${output}`));
    });
  });
}

export interface Plan {
  readonly planned_values: unknown;
  readonly resource_changes: unknown;
  readonly output_changes: unknown;
}

/** Plans the folder from nothing; what was planned, as `terraform show -json` tells it. */
export async function plan(directory: string, env: NodeJS.ProcessEnv): Promise<Plan> {
  await terraform(directory, env, "init", "-input=false", "-no-color");
  await terraform(directory, env, "plan", "-input=false", "-no-color", "-refresh=false", "-out=plan.bin");
  const options = { cwd: directory, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 26 } as const;
  const { stdout } = await promisify(execFile)("terraform", ["show", "-json", "plan.bin"], options);
  return JSON.parse(stdout);
}

/** A copy of one stack's file in a folder of its own. */
export function copyStack(source: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, source.split("/").pop() ?? ""), readFileSync(source));
}
