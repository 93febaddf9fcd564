import { instanceSize, maxConnections } from "../../aws/rds/instance-size";
import { pagesASecond, type Use } from "../use";
import type { Measured } from "./measured";
import type { Site } from "./site";

/** One thing that ends, and the pages a second at which it does. */
export interface Limit {
  readonly what: string;
  readonly pagesASecond: number;
  /** What to set when this one ends first. */
  readonly set: string;
}

export interface Capacity {
  /** Milliseconds of a task's processor for a mean page, its files where no CDN answers them. */
  readonly meanMs: number;
  /** Pages a second of the busiest minute. */
  readonly wanted: number;
  /** Limits with all tasks that scaling allows, the lowest first. */
  readonly limits: readonly Limit[];
  /** Connections to the database when every PHP worker has one. */
  readonly connections: { readonly used: number; readonly most: number };
}

/** What bears a number of visits. */
export interface Need {
  readonly visits: number;
  readonly pagesASecond: number;
  readonly tasks: number;
  readonly workers: number;
  readonly connections: number;
  readonly efsOperationsASecond: number;
  /** Smallest class that has the connections and the processor. */
  readonly database: string;
  /** What ends first with the sizes that are set; undefined where nothing does. */
  readonly endsFirst?: string;
}

/** Seconds that an uncached page waits for others beside its own work: queries, the object cache, a plugin's API. */
const WAITING_SECONDS = 0.1;
/** Operations on EFS for an uncached page whose PHP files lie there, an upper bound: bench's slow files, 2 ms each, took 384 ms more. */
const EFS_OPERATIONS_A_PAGE = 190;
/** Operations for a file of the media: open, attributes, read. */
const EFS_OPERATIONS_A_FILE = 3;
/** Files a page that are media, and not the theme's. */
const MEDIA_FILES = 3;
/** Read operations a second of a file system with elastic throughput. Source: EFS user guide, "Amazon EFS performance specifications". */
const EFS_OPERATIONS = 90_000;
/** Part of the database's processor that may be in use, as the alarm has it. */
const DATABASE_TARGET = 0.8;
/** Connections that migrations, backups and people need beside the workers. */
const SPARE_CONNECTIONS = 10;
/** Classes to choose from, from small to large. */
const DATABASE_CLASSES = [
  ...["micro", "small", "medium", "large"].map((size) => `db.t4g.${size}`),
  ...["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"].map((size) => `db.m7g.${size}`),
];
/** Part of the day that a burstable class may work at its full speed is bounded by credits, so it counts for what it earns. */
const BURSTABLE_PART = 0.2;

const uncachedMs = (site: Site, figures: Measured): number =>
  site.hasObjectCache ? figures.uncachedWithCacheMs : figures.uncachedMs;

function meanMsOf(site: Site, use: Use, figures: Measured): number {
  const cached = site.hasCdn ? 0 : use.cached * figures.cachedMs + use.filesPerPage * 0.5 * figures.fileMs;
  return cached + (1 - use.cached) * uncachedMs(site, figures);
}

function efsOperations(site: Site, use: Use): number {
  const media = site.hasCdn ? 0 : MEDIA_FILES * 0.5 * EFS_OPERATIONS_A_FILE;
  return media + (site.codeOnEfs ? (1 - use.cached) * EFS_OPERATIONS_A_PAGE : 0);
}

const databaseVcpus = (name: string, vcpus: number): number =>
  name.startsWith("db.t") ? vcpus * BURSTABLE_PART : vcpus * DATABASE_TARGET;

/** What the sizes of an environment bear, by what ends first. */
export function capacityOf(site: Site, use: Use, figures: Measured): Capacity {
  const meanMs = meanMsOf(site, use, figures);
  const uncached = 1 - use.cached;
  const secondsOfPhp = uncachedMs(site, figures) / 1000 + WAITING_SECONDS;
  const { database } = site;
  const limits: Limit[] = [
    {
      what: "processor of the tasks",
      pagesASecond: (site.mostTasks * site.vcpus * 1000) / meanMs,
      set: "service.scaling.maxTasks, then service.cpu",
    },
    {
      what: "PHP workers",
      pagesASecond: (site.mostTasks * site.workers) / (uncached * secondsOfPhp),
      set: "service.memoryMiB and service.cpu, which bring workers",
    },
    {
      what: `processor of the database (${database.name})`,
      pagesASecond: (databaseVcpus(database.name, database.vcpus) * 1000) / (uncached * figures.databaseMs),
      set: "database.instanceClass, or cache",
    },
    {
      what: "connections of the database",
      pagesASecond: (database.connections - SPARE_CONNECTIONS) / (uncached * secondsOfPhp),
      set: "database.instanceClass, or database.proxy",
    },
    {
      what: "operations of EFS",
      pagesASecond: EFS_OPERATIONS / Math.max(efsOperations(site, use), Number.MIN_VALUE),
      set: 'webRoot.content: "immutable", or cdn',
    },
  ];
  return {
    meanMs,
    wanted: pagesASecond(use) * use.peak,
    limits: limits
      .filter((limit) => Number.isFinite(limit.pagesASecond))
      .sort((a, b) => a.pagesASecond - b.pagesASecond),
    connections: { used: site.mostTasks * site.workers, most: database.connections },
  };
}

/** What to set for a number of visits, at the target that scaling keeps. */
export function needOf(site: Site, use: Use, figures: Measured): Need {
  const capacity = capacityOf(site, use, figures);
  const { wanted, meanMs } = capacity;
  const uncached = wanted * (1 - use.cached);
  const busy = uncached * (uncachedMs(site, figures) / 1000 + WAITING_SECONDS);
  const byProcessor = (wanted * meanMs) / 1000 / site.vcpus / site.cpuTarget;
  const tasks = Math.max(1, Math.ceil(Math.max(byProcessor, busy / site.workers)));
  const connections = tasks * site.workers + SPARE_CONNECTIONS;
  const [first] = capacity.limits;
  return {
    visits: use.visits,
    pagesASecond: wanted,
    tasks,
    workers: tasks * site.workers,
    connections,
    efsOperationsASecond: wanted * efsOperations(site, use),
    database: smallestDatabase(connections, (uncached * figures.databaseMs) / 1000),
    ...(first !== undefined && first.pagesASecond < wanted ? { endsFirst: first.what } : {}),
  };
}

function smallestDatabase(connections: number, busyVcpus: number): string {
  const fitting = DATABASE_CLASSES.find((name) => {
    const size = instanceSize(name);
    return size !== undefined && maxConnections(size) >= connections && databaseVcpus(name, size.vcpus) >= busyVcpus;
  });
  return fitting ?? "none alone: database.proxy, and readers of Aurora";
}
