import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Interrupted } from "../cli/outcome";
import { refuseSources } from "../cli/places";
import { objectOf, printJson, textOf } from "../terraform/json";
import { installedPackages } from "../terraform/provider-packages";
import { synthesize } from "../terraform/synthesize";
import { compareWith, readAudit } from "./compare/differences";
import { type Contents, contentsOfFile, contentsOfImage, type SbomSource } from "./contents/contents";
import { readGraph } from "./diagram/graph";
import { layOut } from "./diagram/layout";
import { renderSvg } from "./diagram/svg";
import { composeEvidence } from "./evidence/compose";
import { renderCsv } from "./evidence/csv";
import { FRAMEWORKS } from "./evidence/frameworks";
import { judge } from "./evidence/judge";
import { type Facts, readFacts } from "./facts/facts";
import { contentHash, FORMAT, type Manifest } from "./folder/manifest";
import { StagedFolder } from "./folder/staged-folder";
import { renderHcl } from "./hcl/document";
import { Shapes } from "./hcl/shapes";
import { checkPolicies } from "./policy/checkov";
import type { PolicyResult } from "./policy/result";
import { readCommit } from "./project/commit";
import { readStacks, requiredProviders, type Stack } from "./project/stack";
import { readProject, toolVersions } from "./project/tools";
import { composeReport } from "./report/compose";
import { guide } from "./report/guide";
import { renderMarkdown } from "./report/markdown";
import { renderPage } from "./report/page";
import { SBOM_PATH } from "./report/sections/contents";
import { portable } from "./terraform/local-files";

export interface AuditOptions {
  readonly projectDirectory: string;
  /** The folder to write, absolute. */
  readonly out: string;
  /** @default the app's own choice */
  readonly environment?: string;
  /** An earlier audit to compare with, absolute. @default none */
  readonly against?: string;
  readonly policy: boolean;
  /** @default none: the audit needs no Docker, and says that it knows nothing of the image */
  readonly sbom?: SbomSource;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

export interface AuditResult {
  readonly out: string;
  readonly stacks: number;
  readonly resources: number;
  /** One hash over all files of the folder. */
  readonly hash: string;
  readonly policy: PolicyResult;
}

/**
 * Synthesizes the project and writes what an auditor needs into one folder.
 *
 * @throws {Failure} with what to do about it, {Interrupted} when the signal came; the folder is then as it was
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { projectDirectory, environment, signal, progress } = options;
  if (options.against !== undefined) readAudit(options.against);
  const given = typeof options.sbom === "object" ? contentsOfFile(options.sbom.file) : undefined;
  refuseSources(options.out, projectDirectory, "--out");
  const folder = new StagedFolder(options.out);
  const synthesized = mkdtempSync(join(tmpdir(), "audit-synth-"));
  try {
    progress("synthesizing");
    await synthesize({ projectDirectory, outDirectory: synthesized, environment, signal });
    const { stacks, files } = portable(readStacks(synthesized), projectDirectory);
    for (const { path, source } of files) folder.copy(path, source);
    progress(`writing ${stacks.length} stacks as JSON and HCL`);
    await writeStacks(folder, stacks, projectDirectory, signal);
    const facts = readFacts(stacks);
    const policy = await policyResult(facts, options);
    const contents = options.sbom === "image" ? contentsOfImage(stacks.map(({ document }) => document)) : given;
    progress("writing the report");
    const manifest = manifestOf(options, stacks, policy, contents);
    await writeReport(folder, { options, facts, policy, manifest, contents });
    const records = folder.records();
    folder.write("manifest.json", printJson(JSON.parse(JSON.stringify({ ...manifest, files: records }))));
    if (signal.aborted) throw new Interrupted();
    folder.finish();
    const { length } = facts.tree.managed;
    return { out: options.out, stacks: stacks.length, resources: length, hash: contentHash(records), policy };
  } finally {
    folder.discard();
    rmSync(synthesized, { recursive: true, force: true });
  }
}

async function writeStacks(
  folder: StagedFolder,
  stacks: readonly Stack[],
  projectDirectory: string,
  signal: AbortSignal,
): Promise<void> {
  const shapes = new Shapes(installedPackages(projectDirectory));
  for (const { name, document } of stacks) {
    if (signal.aborted) throw new Interrupted();
    folder.write(`json/${name}/main.tf.json`, printJson(document));
    folder.write(`hcl/${name}/main.tf`, await renderHcl(document, shapes));
  }
}

async function policyResult(facts: Facts, options: AuditOptions): Promise<PolicyResult> {
  if (!options.policy) return { kind: "off", why: "left out with --no-policy" };
  options.progress("checking policies");
  return checkPolicies(facts, options.projectDirectory, options.signal);
}

function manifestOf(
  options: AuditOptions,
  stacks: readonly Stack[],
  policy: PolicyResult,
  contents: Contents | undefined,
): Omit<Manifest, "files"> {
  const { projectDirectory, environment } = options;
  const [name = "checkov", version = ""] = policy.kind === "checked" ? policy.checker.split(" ") : [];
  const wanted = stacks.map(({ document }) => textOf(objectOf(document.terraform).required_version));
  return {
    format: FORMAT,
    project: readProject(projectDirectory),
    environment: environment ?? null,
    commit: readCommit(projectDirectory) ?? null,
    tools: { ...toolVersions(projectDirectory), ...(version === "" ? {} : { [name]: version }) },
    providers: requiredProviders(stacks, installedPackages(projectDirectory)),
    terraform: [...new Set(wanted.filter((one) => one !== undefined))].sort(),
    sbom: contents === undefined ? null : contents.tag === undefined ? "file" : `image ${contents.tag}`,
    stacks: stacks.map((stack) => ({ name: stack.name, dependencies: stack.dependencies })),
  };
}

interface ReportParts {
  readonly options: AuditOptions;
  readonly facts: Facts;
  readonly policy: PolicyResult;
  readonly manifest: Omit<Manifest, "files">;
  readonly contents: Contents | undefined;
}

async function writeReport(
  folder: StagedFolder,
  { options, facts, policy, manifest, contents }: ReportParts,
): Promise<void> {
  const graph = readGraph(facts.tree, facts.rules);
  const svg = renderSvg(await layOut(graph), graph);
  const { against } = options;
  const comparison = against === undefined ? undefined : compareWith(against, facts.stacks, folder.records());
  if (contents !== undefined) folder.write(SBOM_PATH, contents.text);
  const report = composeReport({ ...facts, graph, svg, policy, comparison, manifest, contents });
  folder.write("architecture.svg", svg);
  folder.write("report.html", renderPage(report));
  folder.write("report.md", renderMarkdown(report));
  const evidence = FRAMEWORKS.map((framework) => ({ framework, judged: judge(framework, facts) }));
  folder.write("evidence.html", renderPage(composeEvidence(report.title, evidence)));
  folder.write("evidence.csv", renderCsv(evidence));
  folder.write("README.md", guide(manifest));
}
