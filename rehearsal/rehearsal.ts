import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Failure } from "../cli/outcome";
import type { StackPlan } from "../rules/judge-plans";
import { describeRemoval, lostData, type Removal } from "../terraform/removals";
import { Doubles } from "./provider-double/doubles";
import type { Effect } from "./provider-double/effect";
import { ImageStore } from "./provider-double/image-store";
import { Cdktf, StatesLocked } from "./run/cdktf";
import { childEnvironment } from "./run/child-environment";
import { DeployProgress } from "./run/deploy-progress";
import { type Reporter, seconds, table } from "./run/reporter";
import { socketDirectory } from "./run/socket-directory";
import {
  hasLocalState,
  isolateLocalStates,
  liftPreventDestroy,
  protections,
  readStacks,
  resourceCount,
  restorePreventDestroy,
  type Stack,
  selectStacks,
  stateBuckets,
  withDependents,
} from "./run/stacks";
import { type Output, type PlanJson, Terraform } from "./run/terraform";
import { AwsClient } from "./state-backend/aws-client";
import { stateEffects } from "./state-backend/effects";
import { Moto } from "./state-backend/moto";
import { World } from "./world";

export interface RehearsalOptions {
  readonly projectDirectory: string;
  /** Everything that the rehearsal writes. @default `.rehearsal/<environment>` of the project */
  readonly directory: string;
  /** @default the app's own default */
  readonly environment?: string;
  /** One stack, with what it needs. @default all stacks */
  readonly stack?: string;
  /** Short names of providers that are the real ones, for example `docker`. @default none: all are doubles */
  readonly real?: readonly string[];
  /** What is known and runs. @default a new one */
  readonly world?: World;
  /** Effects beside those of the state store. @default none */
  readonly effects?: readonly Effect[];
  /** Images are built and pushed by this machine's Docker. @default false: a stand-in for its command builds nothing */
  readonly docker?: boolean;
  readonly reporter: Reporter;
}

export interface StackResult {
  readonly stack: string;
  readonly resources: number;
  /** Undefined when Terraform had nothing to apply. */
  readonly milliseconds: number | undefined;
}

/** How many Terraform processes work at once where the order does not matter. */
const PARALLEL = 2;

/** Real Terraform on the synthesized stacks, with doubles for providers and moto for the state. */
export class Rehearsal {
  readonly doubles: Doubles;
  readonly socketDirectory = socketDirectory();
  private readonly images = new ImageStore(join(this.socketDirectory, "images"));
  private stacks: Stack[] = [];
  /** Where the sources lie that were synthesized last. */
  private sources: string;
  /** What of each stack Terraform has applied to its end. */
  private readonly applied = new Map<string, string>();

  private constructor(
    private readonly options: RehearsalOptions,
    private readonly moto: Moto,
    readonly aws: AwsClient,
    readonly world: World,
  ) {
    const { projectDirectory } = options;
    this.sources = projectDirectory;
    const { inventory, secrets } = world;
    const effects = [...stateEffects(aws), ...(options.effects ?? [])];
    this.doubles = new Doubles({
      projectDirectory,
      socketDirectory: this.socketDirectory,
      inventory,
      secrets,
      images: this.images,
      effects,
      real: options.real,
    });
  }

  /** Starts what the rehearsal needs; `close` ends it. */
  static async open(options: RehearsalOptions): Promise<Rehearsal> {
    rmSync(options.directory, { recursive: true, force: true });
    mkdirSync(options.directory, { recursive: true });
    const moto = await Moto.start({
      projectDirectory: options.projectDirectory,
      logFile: join(options.directory, "moto.log"),
    });
    const world = options.world ?? new World();
    world.objectStore = moto.endpoint;
    try {
      return new Rehearsal(options, moto, new AwsClient(moto.endpoint, "us-east-1"), world);
    } catch (error) {
      // Nobody would close what is not there, and this process would wait for moto for ever.
      moto.stop();
      throw error;
    }
  }

  /** Where the synthesized stacks lie: at the same place seen from any sources, since paths in a configuration are relative. */
  get outputDirectory(): string {
    const { projectDirectory, directory } = this.options;
    const place =
      this.sources === projectDirectory ? directory : join(this.sources, relative(projectDirectory, directory));
    return join(place, "cdktf.out");
  }

  /** The stacks that were synthesized last, in the order of deployment. */
  get synthesized(): readonly Stack[] {
    return this.stacks;
  }

  /** What a Terraform process needs to see the rehearsed world. */
  get environment(): NodeJS.ProcessEnv {
    const { environment, directory, real = [] } = this.options;
    return childEnvironment({
      environment,
      directory,
      mirror: real.length > 0 ? process.env.TF_PROVIDER_MIRROR : undefined,
      awsEndpoint: this.moto.endpoint,
      doubles: { ...this.doubles.environment, ...this.dockerEnvironment },
    });
  }

  /** The docker command that puts images into their registry. */
  private get dockerEnvironment(): Record<string, string> {
    const { docker = false, real = [] } = this.options;
    return docker || real.includes("docker") ? { BUILD_HERE: "1" } : this.images.environment;
  }

  /**
   * @param sources where the app lies
   * @throws {Failure} when the app or its providers do not fit
   */
  async synth(sources = this.options.projectDirectory): Promise<readonly Stack[]> {
    const { environment, directory, stack } = this.options;
    this.sources = sources;
    mkdirSync(this.outputDirectory, { recursive: true });
    await this.cdktf(childEnvironment({ environment, directory })).synth();
    this.stacks = selectStacks(readStacks(this.outputDirectory), stack);
    this.world.stackDirectories = this.stacks.map(({ directory: place }) => place);
    isolateLocalStates(this.stacks, join(directory, "states"));
    await this.doubles
      .serve(
        this.stacks.map(({ json }) => json),
        sources,
      )
      .catch((error: Error) => {
        throw new Failure(error.message);
      });
    return this.stacks;
  }

  /** Deploys the state store, then every other stack, as `cdktf deploy` orders them. */
  async deploy(): Promise<StackResult[]> {
    const progress = new DeployProgress(this.stacks, this.options.reporter);
    const stores = this.stacks.filter(hasLocalState);
    // The stores are named again with the rest, because cdktf refuses to deploy a stack without those it depends on.
    for (const stacks of stores.length < this.stacks.length ? [stores, this.stacks] : [stores]) {
      const names = stacks.map(({ name }) => name);
      if (names.length > 0) await this.deployStacks(names, progress);
    }
    for (const stack of this.stacks) this.noteApplied(stack);
    const counts = await this.each(async (stack) => (await this.terraform().resources(stack)).length);
    return this.stacks.map(({ name }, place) => ({
      stack: name,
      resources: counts[place] ?? 0,
      milliseconds: progress.milliseconds(name),
    }));
  }

  /**
   * Synthesizes again and deploys the stacks that changed or failed the last time, with those that depend on them.
   *
   * @param mayLoseData whether data may be destroyed or replaced
   * @param onPlan gets the plan of each of them before it is applied
   * @returns the names of these stacks
   * @throws {Failure} before anything of a stack is changed that would lose data
   */
  async redeploy(mayLoseData = false, onPlan?: (plan: PlanJson) => void): Promise<string[]> {
    await this.synth();
    const changed = withDependents(this.stacks, ({ name, json }) => this.applied.get(name) !== JSON.stringify(json));
    if (changed.length === 0) return [];
    this.doubles.liftProtection(mayLoseData);
    const progress = new DeployProgress(this.stacks, this.options.reporter);
    for (const stack of changed) {
      this.applied.delete(stack.name);
      await this.terraform().init(stack);
      const plan = await this.terraform().plan(stack);
      onPlan?.(plan);
      const lost = lostData(plan);
      if (lost.length > 0 && !mayLoseData) throw new Failure(lossMessage(stack.name, lost));
      await this.terraform().applyPlan(stack, (line) => progress.line(stack.name, line));
      this.noteApplied(stack);
    }
    return changed.map(({ name }) => name);
  }

  /** Plans every stack again. @returns what Terraform says of the plans, in order @throws {Failure} when one is not empty */
  async expectNoChanges(): Promise<StackPlan[]> {
    return this.each(async (stack) => {
      const plan = await this.terraform().expectNoChanges(stack);
      return { stack: stack.name, plan, written: join(stack.directory, "cdk.tf.json") };
    });
  }

  /** The outputs of each stack, by its name. */
  async outputs(): Promise<Map<string, Record<string, Output>>> {
    const all = await this.each((stack) => this.terraform().outputs(stack));
    return new Map(this.stacks.map(({ name }, place) => [name, all[place] ?? {}]));
  }

  /** Destroys all stacks, last first. @throws {Failure} when a state is not empty afterwards */
  async destroy(): Promise<void> {
    const { reporter } = this.options;
    this.doubles.liftProtection(true);
    for (const stack of [...this.stacks].reverse()) {
      const start = performance.now();
      const emptied = hasLocalState(stack) ? await this.emptyStateBuckets() : [];
      const lifted = protections(stack);
      liftPreventDestroy(stack);
      let done = 0;
      await this.terraform().destroy(stack, (line) => {
        if (!/: Destruction complete/.test(line)) return;
        reporter.progress(`  … ${stack.name} ${++done}/${resourceCount(stack)} resources destroyed`);
      });
      restorePreventDestroy(stack);
      const left = await this.terraform().resources(stack);
      if (left.length > 0) throw new Failure(`${stack.name}: still in the state after destroy: ${left.join(", ")}`);
      reporter.line(`  ${stack.name}: destroyed in ${seconds(performance.now() - start)}, its state is empty`);
      for (const note of protectionNotes(lifted, emptied)) reporter.line(reporter.colors.dim(`    ${note}`));
    }
  }

  /** Ends every process, and removes sockets and what moto held. */
  async close(): Promise<void> {
    await this.world.processes.stop();
    await this.doubles.close();
    this.moto.stop();
    rmSync(this.socketDirectory, { recursive: true, force: true });
  }

  private cdktf(env: NodeJS.ProcessEnv): Cdktf {
    return new Cdktf(this.world.processes, {
      projectDirectory: this.sources,
      outputDirectory: this.outputDirectory,
      env,
    });
  }

  /** Deploys the stacks, and once more after a lock of the rehearsal's own was in the way. */
  private async deployStacks(names: readonly string[], progress: DeployProgress): Promise<void> {
    const deploy = () =>
      this.cdktf(this.environment).deploy(names, this.environment, (stack, line) => progress.line(stack, line));
    await deploy().catch(async (error: Error) => {
      if (!(error instanceof StatesLocked)) throw error;
      for (const stack of this.stacks) {
        const lock = error.locks.get(stack.name);
        if (lock !== undefined) await this.terraform().unlock(stack, lock);
      }
      await deploy();
    });
  }

  /** Terraform's commands, in the rehearsed world. */
  terraform(): Terraform {
    return new Terraform(this.world.processes, this.environment);
  }

  private noteApplied({ name, json }: Stack): void {
    this.applied.set(name, JSON.stringify(json));
  }

  private async emptyStateBuckets(): Promise<string[]> {
    const buckets = stateBuckets(this.stacks);
    for (const bucket of buckets) await this.aws.emptyBucket(bucket);
    return buckets;
  }

  private async each<T>(work: (stack: Stack) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    const places = this.stacks.keys();
    const worker = async () => {
      for (const place of places) {
        const stack = this.stacks[place];
        if (stack) results[place] = await work(stack);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return results;
  }
}

function protectionNotes(
  { preventDestroy, deletionProtection }: ReturnType<typeof protections>,
  emptied: readonly string[],
): string[] {
  return [
    ...emptied.map((bucket) => `emptied ${bucket} first: S3 deletes no bucket that holds objects`),
    ...(preventDestroy.length > 0
      ? [`prevent_destroy was lifted in the rehearsed copy for ${preventDestroy.join(", ")}`]
      : []),
    ...(deletionProtection.length > 0
      ? [`AWS would refuse until deletion protection is off: ${deletionProtection.join(", ")}`]
      : []),
  ];
}

function lossMessage(stack: string, lost: readonly Removal[]): string {
  return [
    `${stack}: nothing is changed, since data would be lost:`,
    ...lost.map((one) => `  ${describeRemoval(one)}`),
    "To lose them, run npm run deploy:local -- --lose-data. On AWS take a snapshot first (docs/operations.md#restore).",
  ].join("\n");
}

/** The table at the end of a deployment. @param unchanged stacks whose second plan was empty */
export function resultTable(results: readonly StackResult[], unchanged: readonly string[]): string[] {
  const rows = results.map(({ stack, resources, milliseconds }) => [
    stack,
    String(resources),
    milliseconds === undefined ? "no change" : seconds(milliseconds),
    unchanged.includes(stack) ? "rehearsed, second plan empty" : "rehearsed",
  ]);
  return table([["stack", "resources", "seconds", "result"], ...rows]);
}
