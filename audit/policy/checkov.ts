import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Failure, Interrupted } from "../../cli/outcome";
import { compareTexts, printJson } from "../../terraform/json";
import type { Facts } from "../facts/facts";
import type { Stack } from "../project/stack";
import { applies, EXCEPTIONS_FILE, type Exception, readExceptions, skippedByComment } from "./exceptions";
import type { PolicyFinding, PolicyResult } from "./result";

interface Failed {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
  readonly file_path: string;
}
interface Report {
  readonly summary?: { readonly passed: number; readonly checkov_version: string; readonly parsing_errors: number };
  readonly results?: { readonly failed_checks?: readonly Failed[] };
}

/** The parts of a document that checkov 3 reads; the others, `terraform` and `ephemeral`, end its parser. */
const READ_BY_CHECKOV = ["resource", "data", "provider", "output", "locals", "module", "variable"];

/** The program: the project's own virtual environment first, then what is installed. */
export function findCheckov(projectDirectory: string): string | undefined {
  const installed = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "checkov"));
  return [join(projectDirectory, ".venv", "bin", "checkov"), ...installed].find((file) => existsSync(file));
}

/**
 * Checks every stack with checkov and sorts out what the project accepts for a reason.
 *
 * @throws {Failure} when checkov gives no result
 */
export async function checkPolicies(
  facts: Pick<Facts, "stacks" | "tree">,
  projectDirectory: string,
  signal: AbortSignal,
): Promise<PolicyResult> {
  const program = findCheckov(projectDirectory);
  if (!program) return { kind: "off", why: "checkov is not installed (./setup.sh installs it in .venv)" };
  const exceptions = readExceptions(join(projectDirectory, "audit", EXCEPTIONS_FILE));
  const directory = mkdtempSync(join(tmpdir(), "audit-policy-"));
  try {
    for (const stack of facts.stacks) writeStack(directory, stack);
    const reports = await runCheckov(program, directory, signal);
    return judge(facts, reports, exceptions);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads checkov's reports: which findings are open, which are accepted, which exceptions nothing needs. */
export function judge(
  { stacks, tree }: Pick<Facts, "stacks" | "tree">,
  reports: readonly Report[],
  exceptions: readonly Exception[],
): PolicyResult {
  const failed = reports.flatMap(({ results }) => results?.failed_checks ?? []);
  const used = new Set<Exception>();
  const findings = failed.map(({ check_id: check, check_name: title, resource: named, file_path }): PolicyFinding => {
    const stack = file_path.split("/").filter(Boolean)[0] ?? "";
    const name = named.split(".").pop();
    const own = tree.managed.filter((one) => one.stack === stack);
    const resource = own.find(({ address }) => address === named) ?? own.find((one) => one.name === name);
    const exception = exceptions.find((one) => applies(one, check, stack, resource));
    if (exception) used.add(exception);
    const reason = skippedByComment(resource, check) ?? exception?.reason;
    const address = resource?.address ?? named;
    return { check, title, stack, address, ...(resource ? { resource } : {}), ...(reason ? { reason } : {}) };
  });
  const summaries = reports.flatMap(({ summary }) => summary ?? []);
  return {
    kind: "checked",
    checker: `checkov ${summaries[0]?.checkov_version ?? ""}`.trim(),
    passed: summaries.reduce((sum, { passed }) => sum + passed, 0),
    findings: findings.sort((left, right) => compareTexts(place(left), place(right))),
    unused: exceptions
      .filter((one) => !used.has(one) && concerns(one, stacks))
      .map(({ check, where }) => [check, where ?? ""].join(" ").trim()),
  };
}

/** An exception whose `where` begins with `dev-*` and a slash is about the stacks of dev; nobody misses it elsewhere. */
function concerns({ where }: Exception, stacks: readonly Stack[]): boolean {
  const environment = where?.match(/^([a-z0-9-]+-)\*\//)?.[1];
  return environment === undefined || stacks.some(({ name }) => name.startsWith(environment));
}

function place({ stack, address, check }: PolicyFinding): string {
  return [check, stack, address].join(" ");
}

function writeStack(directory: string, { name, document }: Stack): void {
  const readable = Object.fromEntries(Object.entries(document).filter(([key]) => READ_BY_CHECKOV.includes(key)));
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, "cdk.tf.json"), printJson(readable));
}

function runCheckov(program: string, directory: string, signal: AbortSignal): Promise<Report[]> {
  const args = ["--directory", directory, "--framework", "terraform_json", "--output", "json"];
  const quiet = ["--quiet", "--compact", "--skip-download", "--soft-fail"];
  const options = { signal, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LOG_LEVEL: "ERROR" } };
  return new Promise((resolve, reject) => {
    execFile(program, [...args, ...quiet], options, (error, output, errors) => {
      if (signal.aborted) return reject(new Interrupted());
      const reports = parseReports(output);
      if (reports === undefined) {
        const why = errors.trim().split("\n").pop() || error?.message || "it printed no JSON";
        return reject(new Failure(`${program} gave no result: ${why} (--no-policy leaves it out)`));
      }
      const unread = reports.reduce((sum, { summary }) => sum + (summary?.parsing_errors ?? 0), 0);
      if (unread > 0) return reject(new Failure(`${program} could not read ${unread} of the stacks`));
      return resolve(reports);
    });
  });
}

/** One report, or a list of them; without any finding checkov prints a bare summary. */
function parseReports(output: string): Report[] | undefined {
  try {
    const parsed = JSON.parse(output);
    const reports: Report[] = Array.isArray(parsed) ? parsed : [parsed];
    return reports.map((report) => ("summary" in report ? report : { summary: report as Report["summary"] }));
  } catch {
    return undefined;
  }
}
