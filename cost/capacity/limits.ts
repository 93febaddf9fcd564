import { FARGATE_VCPUS, INSTANCE_VCPUS } from "../../aws/ecs/limits";
import type { Use } from "../use";
import { pageMs, uncachedMs } from "./load";
import type { Measured } from "./measured";
import type { Site } from "./site";

/** One thing that ends, and the pages a second at which it does. */
export interface Limit {
  readonly what: string;
  readonly pagesASecond: number;
  /** What to set when this one ends first. */
  readonly set: string;
  /** Whether the account has it, and not the environment: another account has another one. @default false */
  readonly isOfAccount?: boolean;
}

/** Seconds that an uncached page waits for others beside its own work: queries, the object cache, a plugin's API. */
export const WAITING_SECONDS = 0.1;
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
/** Part of the day that a burstable class may work at its full speed is bounded by credits, so it counts for what it earns. */
const BURSTABLE_PART = 0.2;
/** Connections that migrations, backups and people need beside the workers. */
export const SPARE_CONNECTIONS = 10;
/** Connections a second from a NAT gateway to one destination. Source: VPC user guide, "NAT gateway basics". */
const NAT_CONNECTIONS_A_SECOND = 900;
/** A deployment runs the new tasks beside the old ones. */
const DEPLOYING = 2;

export const efsOperations = (site: Site, use: Use): number => {
  const media = site.hasCdn ? 0 : MEDIA_FILES * 0.5 * EFS_OPERATIONS_A_FILE;
  return media + (site.codeOnEfs ? (1 - use.cached) * EFS_OPERATIONS_A_PAGE : 0);
};

export const databaseVcpus = (name: string, vcpus: number): number =>
  name.startsWith("db.t") ? vcpus * BURSTABLE_PART : vcpus * DATABASE_TARGET;

/** Seconds that an uncached page has a PHP worker, and with it a connection to the database and to the cache. */
export const secondsOfPhp = (site: Site, figures: Measured): number =>
  uncachedMs(site, figures) / 1000 + WAITING_SECONDS;

/** What ends, in pages a second, with all tasks that scaling allows; infinite where a thing never does. */
export function limitsOf(site: Site, use: Use, figures: Measured): Limit[] {
  const uncached = 1 - use.cached;
  const held = uncached * secondsOfPhp(site, figures);
  const aVcpu = 1000 / pageMs(site, use, figures);
  const { database } = site;
  return [
    {
      what: "processor of the tasks",
      pagesASecond: site.mostTasks * site.vcpus * aVcpu,
      set:
        site.tasksOnInstances !== undefined && site.tasksOnInstances <= site.mostTasks
          ? "service.capacity.maxInstances"
          : "service.scaling.maxTasks, then service.cpu",
    },
    {
      what: "PHP workers",
      pagesASecond: (site.mostTasks * site.workers) / held,
      set: "service.memoryMiB and service.cpu, which bring workers",
    },
    {
      what: `processor of the database (${database.name})`,
      pagesASecond: (databaseVcpus(database.name, database.vcpus) * 1000) / (uncached * figures.databaseMs),
      set: "database.instanceClass, or cache",
    },
    databaseConnections(site, held),
    {
      what: "connections of the cache",
      pagesASecond: (site.cacheConnections ?? Number.POSITIVE_INFINITY) / held,
      set: "a larger service.workerMiB, so that there are fewer PHP workers",
    },
    {
      what: "operations of EFS",
      pagesASecond: EFS_OPERATIONS / efsOperations(site, use),
      set: 'webRoot.content: "immutable", or cdn',
    },
    {
      what: "connections of NAT to one host outside",
      pagesASecond:
        site.natGateways === 0 ? Number.POSITIVE_INFINITY : (site.natGateways * NAT_CONNECTIONS_A_SECOND) / uncached,
      set: 'network.nat: "per-az", and a plugin that keeps its answers',
    },
    quota(site, aVcpu),
    {
      what: "addresses of the tasks' subnets",
      pagesASecond: ((site.taskAddresses ?? Number.POSITIVE_INFINITY) / DEPLOYING) * site.vcpus * aVcpu,
      set: "network.cidr, or larger tasks: service.cpu",
    },
  ];
}

/** Each PHP request holds a connection; behind RDS Proxy one that finds none waits, up to `database.proxy.borrowTimeoutSeconds`. */
function databaseConnections({ database, proxyPart }: Site, held: number): Limit {
  if (proxyPart === undefined)
    return {
      what: "connections of the database",
      pagesASecond: (database.connections - SPARE_CONNECTIONS) / held,
      set: "database.instanceClass, or database.proxy",
    };
  return {
    what: "connections of the database, behind its proxy",
    pagesASecond: (database.connections * proxyPart) / held,
    set: "database.instanceClass; until then requests wait for a connection",
  };
}

/** What a new account may have; AWS raises it on request, and for accounts in use by itself. */
function quota(site: Site, aVcpu: number): Limit {
  const [vcpus, of] =
    site.tasksOnInstances === undefined ? [FARGATE_VCPUS / DEPLOYING, "Fargate"] : [INSTANCE_VCPUS, "instances"];
  const most = site.tasksOnInstances === undefined ? FARGATE_VCPUS : INSTANCE_VCPUS;
  return {
    what: `quota of a new account, ${most} vCPUs of ${of}`,
    pagesASecond: vcpus * aVcpu,
    isOfAccount: true,
    set: "npm run preflight says what yours is, and asks for more",
  };
}
