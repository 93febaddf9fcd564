import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { type RunningSite, runningSites } from "../../cli/running-site";
import type { Effect } from "../provider-double/effect";
import type { Reporter } from "../run/reporter";
import type { World } from "../world";
import { CopyCalls } from "./aws/copy-calls";
import { AwsEndpoint } from "./aws/endpoint";
import { ObjectStore } from "./aws/object-store";
import { PurgeCalls } from "./aws/purge-calls";
import { Rights } from "./aws/rights";
import { TaskCalls } from "./aws/task-calls";
import { caches } from "./cache";
import { CertificateAuthority } from "./certificate-authority";
import { type DatabaseNames, databases, runningDatabases } from "./database";
import { TaskCredentials } from "./ecs/credentials";
import { Ecs } from "./ecs/effects";
import { Live } from "./ecs/live";
import { SecretValues } from "./ecs/secret-values";
import type { TaskOptions } from "./ecs/task";
import { Trust } from "./ecs/trust";
import { UploadsFrom } from "./ecs/uploads-from";
import { Xdebug, type XdebugMode } from "./ecs/xdebug";
import { ContentDelivery } from "./edge/effects";
import { Engine, type Owner } from "./engine";
import { FileSystems } from "./file-system";
import { LoopbackRegistry, registryDirectory } from "./images/loopback-registry";
import { pushedImages } from "./images/pushed";
import { repositories } from "./images/repository";
import { keptSecrets } from "./kept-secrets";
import { LastingContainers } from "./lasting-containers";
import { LoadBalancing } from "./load-balancer/effects";
import { LoadBalancerProxy } from "./load-balancer/proxy";
import { LocalNotes } from "./local-notes";
import { MailCatcher } from "./mails/mail-catcher";
import { VpcNetwork } from "./network";
import { Scheduler } from "./scheduler/effects";
import { Queues } from "./scheduler/queues";
import { ServicesImage } from "./services-image";
import { Snapshots } from "./snapshots";

export interface LocalWorldOptions {
  readonly owner: Owner;
  /** The port on which the load balancer answers. */
  readonly port: number;
  /** Holds logs. */
  readonly directory: string;
  readonly reporter: Reporter;
  /** Mounts site/ and themes and plugins at these paths into the tasks. @default - nothing is mounted */
  readonly live?: readonly string[];
  /** @default - no Xdebug */
  readonly xdebug?: XdebugMode;
  /** Site to which browsers are sent for missing uploads. @default - none */
  readonly uploadsFrom?: string;
}

/** Milliseconds between the end of a database, a cache or the like and its next start. */
const BACKOFF = 1000;

/** Everything of a deployment that runs for real on this machine. */
export class LocalWorld {
  readonly notes = new LocalNotes();
  readonly effects: Effect[];
  readonly mails: MailCatcher;
  readonly snapshots: Snapshots;
  readonly files: FileSystems;
  private readonly loadBalancing: LoadBalancing;
  private readonly ecs: Ecs;
  private readonly lasting: LastingContainers;
  private readonly scheduler: Scheduler;
  private readonly contentDelivery: ContentDelivery;
  private readonly credentials: TaskCredentials;
  private readonly rights: Rights;
  private readonly aws: AwsEndpoint;

  private constructor(
    readonly options: LocalWorldOptions,
    readonly engine: Engine,
    private readonly registry: LoopbackRegistry,
    private readonly proxy: LoadBalancerProxy,
    private readonly world: World,
  ) {
    const { reporter, port, directory } = options;
    const onProgress = (text: string) => reporter.progress(`  … ${text}`);
    const { processes, secrets } = world;
    const inventory = () => world.inventory;
    const secretValues = new SecretValues(secrets, inventory, this.notes);
    const services = new ServicesImage(engine, processes, onProgress);
    const authority = new CertificateAuthority(engine, services);
    const files = new FileSystems({ engine, services, inventory, notes: this.notes });
    this.files = files;
    this.snapshots = new Snapshots(engine, services);
    const lasting = new LastingContainers(engine, (text) => reporter.line(`  ${text}`), BACKOFF);
    this.lasting = lasting;
    const vpc = new VpcNetwork(engine, this.notes);
    const loadBalancing = new LoadBalancing({
      proxy,
      address: `localhost:${port}`,
      inventory,
      notes: this.notes,
      authority,
    });
    this.loadBalancing = loadBalancing;
    this.mails = new MailCatcher(engine, lasting, services, this.notes);
    this.contentDelivery = new ContentDelivery({
      ...{ proxy, inventory, notes: this.notes, authority },
      onEvent: (text) => reporter.line(`  ${text}`),
      directories: () => world.stackDirectories,
    });
    this.rights = new Rights(inventory);
    this.aws = new AwsEndpoint(this.rights, {
      objects: new ObjectStore({
        ...{ inventory, rights: this.rights, keeper: () => world.objectStore },
        others: () => runningSites(options.owner.projectDirectory),
      }),
      purges: new PurgeCalls(inventory, this.rights, this.contentDelivery),
      tasks: new TaskCalls(inventory, () => this.ecs.oneOff, join(directory, "logs")),
      copies: new CopyCalls(inventory, {
        database: (snapshot, database) => this.copyDatabase(snapshot, database),
        files: (backup) => this.copyFiles(backup),
      }),
    });
    this.credentials = new TaskCredentials(engine, lasting, services, inventory, this.notes, this.aws);
    this.ecs = new Ecs({
      inventory,
      loadBalancing,
      notes: this.notes,
      localize: (value) => vpc.localRanges(loadBalancing.localAddress(value)),
      localizeHosts: (list) => loadBalancing.localHosts(list),
      onEvent: (text) => reporter.line(`  ${text}`),
      task: {
        engine,
        logDirectory: join(directory, "logs"),
        trust: new Trust(engine, authority, this.notes),
        credentials: this.credentials,
        adapt: this.adaptation(world, services, onProgress),
        mails: this.mails,
        around: {
          resolveSecret: (valueFrom) => secretValues.resolve(valueFrom),
          efsVolume: (fileSystem, accessPoint) => files.volumeFor(fileSystem, accessPoint),
        },
      },
    });
    this.scheduler = new Scheduler({
      ...{ inventory, notes: this.notes, queues: new Queues(inventory) },
      onEvent: (text) => reporter.line(`  ${text}`),
      definitionOf: (state) => this.ecs.definitionOf(state),
      runTask: (definition) => this.ecs.oneOff.run(definition),
    });
    this.effects = [
      vpc.effect,
      keptSecrets({ engine, services, inventory, secrets }),
      ...repositories(registry.address),
      pushedImages({ registry, processes, notes: this.notes }),
      ...databases({ engine, lasting, services, authority, inventory, notes: this.notes, snapshots: this.snapshots }),
      caches({ engine, lasting, services, authority, inventory, notes: this.notes }),
      ...files.effects,
      ...this.loadBalancing.effects,
      ...this.contentDelivery.effects,
      ...this.ecs.effects,
      ...this.scheduler.effects,
    ];
  }

  /** @throws {Failure} when Docker does not answer or the port is in use */
  static async open(options: LocalWorldOptions, world: World): Promise<LocalWorld> {
    const engine = new Engine(options.owner);
    await engine.check();
    const proxy = await LoadBalancerProxy.listen(options.port).catch((error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE" ? "is in use by another program" : `cannot be opened (${error.message})`;
      throw new Failure(`port ${options.port} ${reason}; choose another with --port N`);
    });
    try {
      await engine.sweep(false);
      const registry = await LoopbackRegistry.start(registryDirectory(options.owner.projectDirectory));
      const local = new LocalWorld(options, engine, registry, proxy, world);
      await local.aws.listen();
      return local;
    } catch (error) {
      await proxy.close();
      throw error;
    }
  }

  get url(): string {
    return `${this.proxy.protocol}://localhost:${this.options.port}`;
  }

  /** What stands for AWS, for commands on this environment. */
  get awsAccess(): RunningSite["aws"] {
    return { endpoint: this.aws.address, accessKey: this.rights.personKey };
  }

  /** The load balancer's own address, where CloudFront has the site's; undefined without CloudFront. */
  async loadBalancerUrl(): Promise<string | undefined> {
    return this.contentDelivery.isThere ? `https://localhost:${await this.proxy.ownPort()}` : undefined;
  }

  get databases(): DatabaseNames[] {
    return runningDatabases(this.engine, this.world.inventory);
  }

  private async copyDatabase(snapshot: string, database: string): Promise<void> {
    const found = this.databases.find(({ name }) => name === this.engine.name(`database-${database}`));
    if (found === undefined) throw new Error(`database ${database} does not run here`);
    await this.snapshots.take(snapshot, found.volume, this.engine.docker.getContainer(found.name));
  }

  private async copyFiles(backup: string): Promise<void> {
    for (const { path, volume } of this.files.volumes) await this.snapshots.take(`${backup}${path}`, volume);
  }

  private adaptation(world: World, services: ServicesImage, onProgress: (text: string) => void): TaskOptions["adapt"] {
    const { owner, live, xdebug, uploadsFrom } = this.options;
    const { engine, notes } = this;
    const site = join(owner.projectDirectory, "site");
    const mounts = live && new Live({ engine, services, notes, site, paths: live });
    const layer = xdebug && new Xdebug({ mode: xdebug, processes: world.processes, notes, onProgress });
    const uploads = uploadsFrom === undefined ? undefined : new UploadsFrom(uploadsFrom, notes);
    return async (options) => {
      const led = uploads ? uploads.extend(options) : options;
      const mounted = mounts ? await mounts.extend(led) : led;
      return layer ? layer.extend(mounted) : mounted;
    };
  }

  /** Lets go of whatever waits, so that Terraform can end. */
  abort(): void {
    this.ecs.abort();
  }

  /** Stops everything gracefully, and removes all but the data. */
  async close(): Promise<void> {
    this.scheduler.close();
    await this.ecs.close();
    this.credentials.close();
    await this.aws.close();
    await this.loadBalancing.close();
    this.lasting.close();
    await this.registry.close();
    await this.engine.sweep(false);
  }
}
