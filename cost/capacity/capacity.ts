import { instanceSize, maxConnections } from "../../aws/rds/instance-size";
import { capacityUnits } from "../load-balancer";
import { pagesASecond, type Use } from "../use";
import { databaseVcpus, efsOperations, type Limit, limitsOf, SPARE_CONNECTIONS, secondsOfPhp } from "./limits";
import { pageMs } from "./load";
import type { Measured } from "./measured";
import type { Site } from "./site";

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
  /** Capacity units of the load balancer, which grows to them by itself, by doubling within minutes. */
  readonly loadBalancerUnits: number;
  /** Smallest class that has the connections and the processor. */
  readonly database: string;
  /** What ends first with the sizes that are set; undefined where nothing does. */
  readonly endsFirst?: string;
}

/** Classes to choose from, from small to large. */
const DATABASE_CLASSES = [
  ...["micro", "small", "medium", "large"].map((size) => `db.t4g.${size}`),
  ...["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"].map((size) => `db.m7g.${size}`),
];

/** What the sizes of an environment bear, by what ends first. */
export function capacityOf(site: Site, use: Use, figures: Measured): Capacity {
  return {
    meanMs: pageMs(site, use, figures),
    wanted: pagesASecond(use) * use.peak,
    limits: limitsOf(site, use, figures)
      .filter((limit) => Number.isFinite(limit.pagesASecond))
      .sort((a, b) => a.pagesASecond - b.pagesASecond),
    connections: { used: site.mostTasks * site.workers, most: site.database.connections },
  };
}

/** What ends first of what the environment itself has; undefined where nothing does. */
export const firstToEnd = ({ limits }: Pick<Capacity, "limits">): Limit | undefined =>
  limits.find(({ isOfAccount }) => !isOfAccount);

/** What to set for a number of visits, at the target that scaling keeps. */
export function needOf(site: Site, use: Use, figures: Measured): Need {
  const capacity = capacityOf(site, use, figures);
  const { wanted, meanMs } = capacity;
  const uncached = wanted * (1 - use.cached);
  const busy = uncached * secondsOfPhp(site, figures);
  const byProcessor = (wanted * meanMs) / 1000 / site.vcpus / site.cpuTarget;
  const tasks = Math.max(1, Math.ceil(Math.max(byProcessor, busy / site.workers)));
  const connections = tasks * site.workers + SPARE_CONNECTIONS;
  const first = firstToEnd(capacity);
  return {
    visits: use.visits,
    pagesASecond: wanted,
    tasks,
    workers: tasks * site.workers,
    connections,
    efsOperationsASecond: wanted * efsOperations(site, use),
    loadBalancerUnits: capacityUnits({ ...use, visits: use.visits * use.peak }, site.hasCdn),
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
