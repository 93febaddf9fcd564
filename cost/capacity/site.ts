import { vcpusOf } from "../../aws/ecs/instance-vcpus";
import { parseCidr } from "../../aws/network/cidr";
import { instanceSize, maxConnections } from "../../aws/rds/instance-size";
import type { Resource } from "../../terraform/block";
import { containersOf } from "../../terraform/containers";
import { isObject } from "../../terraform/json";
import { Tree } from "../../terraform/tree";
import type { Stacks } from "../bill";
import { instanceTypesOf } from "../instance-group";
import { phpWorkers } from "./workers";

/** The sizes of an environment that bear its load. */
export interface Site {
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** PHP workers of a task. */
  readonly workers: number;
  readonly leastTasks: number;
  /** What scaling allows, and no more than the instances bear. */
  readonly mostTasks: number;
  /** Tasks that the largest number of instances bears; undefined on Fargate. */
  readonly tasksOnInstances?: number;
  /** Addresses that AWS leaves free in the subnets of the tasks; undefined where a task takes none, or nobody knows. */
  readonly taskAddresses?: number;
  /** NAT gateways, one for each zone of a regional one. */
  readonly natGateways: number;
  /** Part of the processor that scaling keeps in use, from 0 to 1; 1 without scaling. */
  readonly cpuTarget: number;
  readonly database: { readonly name: string; readonly vcpus: number; readonly connections: number };
  /** Part of the database's connections that RDS Proxy may use, from 0 to 1; undefined without one. */
  readonly proxyPart?: number;
  /** Connections that the cache takes; undefined without one. */
  readonly cacheConnections?: number;
  readonly hasObjectCache: boolean;
  readonly hasCdn: boolean;
  /** Whether PHP's files lie on EFS. */
  readonly codeOnEfs: boolean;
}

const UNITS_A_VCPU = 1024;
const WORKER_MIB = 64;
/** Vcpus and connections of an Aurora capacity unit of 2 GiB, about; a class that is not known counts as the smallest. */
const ACU = { vcpus: 0.25, memoryGiB: 2 };
const UNKNOWN = { vcpus: 2, memoryGiB: 1 };
/** Connections of a node. Source: ElastiCache user guide, "Large number of connections". */
const CACHE_CONNECTIONS = 65_000;
/** Addresses of a subnet that AWS keeps. Source: VPC user guide, "Subnet CIDR blocks". */
const KEPT_ADDRESSES = 5;

/** Reads the sizes out of synthesized stacks; undefined when there is no service. */
export function siteOf(stacks: Stacks): Site | undefined {
  const tree = new Tree(stacks);
  const [service] = tree.all("aws_ecs_service");
  const definition = service?.follow("task_definition");
  if (service === undefined || definition === undefined) return undefined;
  const settings = wordpressSettings(definition);
  const [vcpus, memoryMiB] = [
    (definition.number("cpu") ?? UNITS_A_VCPU) / UNITS_A_VCPU,
    definition.number("memory") ?? 1024,
  ];
  const workerMiB = Number(settings.WP_WORKER_MB ?? WORKER_MIB);
  const [target] = tree.all("aws_appautoscaling_target");
  const wanted = service.numberOr("desired_count", 1) ?? 1;
  const tasksOnInstances = tasksThatFit(tree, vcpus);
  const allowed = target?.number("max_capacity") ?? wanted;
  return {
    vcpus,
    memoryMiB,
    workers: settings.WP_FPM_CHILDREN ? Number(settings.WP_FPM_CHILDREN) : phpWorkers({ vcpus, memoryMiB, workerMiB }),
    leastTasks: target?.number("min_capacity") ?? wanted,
    mostTasks: Math.min(allowed, tasksOnInstances ?? allowed),
    ...(tasksOnInstances === undefined ? {} : { tasksOnInstances }),
    ...addresses(service),
    natGateways: natGateways(tree),
    cpuTarget: cpuTarget(tree),
    database: databaseOf(tree),
    ...proxyPart(tree),
    ...cacheConnections(tree),
    hasObjectCache: tree.all("aws_elasticache_replication_group").length > 0,
    hasCdn: tree.all("aws_cloudfront_distribution").length > 0,
    codeOnEfs: settings.WP_CONTENT_MODE !== "immutable",
  };
}

/** Plain variables of the container that serves WordPress. */
function wordpressSettings(definition: Resource): Readonly<Record<string, string>> {
  const containers = containersOf(definition) ?? [];
  const container = containers.find(({ name }) => name === "wordpress") ?? containers[0];
  const variables = Array.isArray(container?.environment) ? container.environment.filter(isObject) : [];
  return Object.fromEntries(variables.map(({ name, value }) => [String(name), String(value)]));
}

function cpuTarget(tree: Tree): number {
  for (const policy of tree.all("aws_appautoscaling_policy")) {
    const tracking = policy.block("target_tracking_scaling_policy_configuration");
    const metric = tracking?.block("predefined_metric_specification")?.text("predefined_metric_type");
    if (metric === "ECSServiceAverageCPUUtilization") return (tracking?.number("target_value") ?? 100) / 100;
  }
  return 1;
}

/** By the processor that tasks reserve, of the smallest type that a group may launch. */
function tasksThatFit(tree: Tree, vcpus: number): number | undefined {
  const groups = tree.all("aws_autoscaling_group");
  if (groups.length === 0) return undefined;
  return groups.reduce((sum, group) => {
    const least = Math.min(...instanceTypesOf(group).map((type) => vcpusOf(type) ?? Number.POSITIVE_INFINITY));
    return sum + (group.number("max_size") ?? 0) * Math.floor(least / vcpus);
  }, 0);
}

function addresses(service: Resource): Pick<Site, "taskAddresses"> {
  const subnets = service.block("network_configuration")?.followAll("subnets") ?? [];
  const blocks = subnets.flatMap((subnet) => subnet.text("cidr_block") ?? []);
  if (blocks.length === 0 || blocks.length < subnets.length) return {};
  return { taskAddresses: blocks.reduce((sum, one) => sum + 2 ** (32 - parseCidr(one).prefix) - KEPT_ADDRESSES, 0) };
}

function natGateways(tree: Tree): number {
  const all = tree.all("aws_nat_gateway");
  const zones = new Set(tree.all("aws_subnet").map((subnet) => subnet.text("availability_zone"))).size;
  return all.some((one) => one.text("availability_mode") === "regional") ? Math.max(1, zones) : all.length;
}

function proxyPart(tree: Tree): Pick<Site, "proxyPart"> {
  if (tree.all("aws_db_proxy").length === 0) return {};
  const [targets] = tree.all("aws_db_proxy_default_target_group");
  return { proxyPart: (targets?.block("connection_pool_config")?.number("max_connections_percent") ?? 100) / 100 };
}

function cacheConnections(tree: Tree): Pick<Site, "cacheConnections"> {
  return tree.all("aws_elasticache_replication_group").length > 0 ? { cacheConnections: CACHE_CONNECTIONS } : {};
}

function databaseOf(tree: Tree): Site["database"] {
  const [aurora] = tree.all("aws_rds_cluster_instance");
  const [instance = aurora] = tree.all("aws_db_instance");
  const name = instance?.text("instance_class") ?? "unknown";
  const most = aurora
    ?.follow("cluster_identifier")
    ?.block("serverlessv2_scaling_configuration")
    ?.number("max_capacity");
  const size =
    name === "db.serverless" && most !== undefined
      ? { vcpus: most * ACU.vcpus, memoryGiB: most * ACU.memoryGiB }
      : (instanceSize(name) ?? UNKNOWN);
  return { name, vcpus: size.vcpus, connections: maxConnections(size) };
}
