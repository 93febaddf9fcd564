import { architectureOf } from "../../constructs/cluster/instance-types";
import { addressPlanProblems, type SubnetTier } from "../../constructs/network/address-plan";
import { overlaps, parseCidr } from "../../constructs/network/cidr";
import { fargateCpuUnits, fargateMemoryMiB } from "../../constructs/service/task-size";
import { windowsOverlap } from "./database-windows";
import type { Problem } from "./problems";
import type { Environment } from "./sections";

interface CrossCheck {
  /** Sections that must be right in themselves before the rule can be judged. */
  readonly needs: readonly (keyof Environment)[];
  readonly run: (environment: Environment) => Problem[];
}

function when<K extends keyof Environment>(
  needs: readonly K[],
  run: (sections: Pick<Environment, K>) => (Problem | false)[],
): CrossCheck {
  return { needs, run: (environment) => run(environment).filter((problem) => problem !== false) };
}

/** nginx waits up to 10 seconds longer than PHP may run, and the load balancer longer still: so the first error is the telling one. */
const GATEWAY_MARGIN_SECONDS = 15;

const CHECKS: readonly CrossCheck[] = [
  when(["region", "network"], ({ region, network }) =>
    network.availabilityZones.map(
      (zone, index) =>
        zone.slice(0, -1) !== region && {
          path: `network.availabilityZones.${index}`,
          rule: `must be a zone of region ${region}`,
          value: zone,
        },
    ),
  ),
  when(["network"], ({ network }) => [
    new Set(network.availabilityZones).size < network.availabilityZones.length && {
      path: "network.availabilityZones",
      rule: "must name each zone once",
      value: network.availabilityZones,
    },
  ]),
  when(["network"], ({ network }) =>
    network.reservedCidrs.map(
      (reserved, index) =>
        overlaps(parseCidr(network.cidr), parseCidr(reserved)) && {
          path: `network.reservedCidrs.${index}`,
          rule: `must not overlap the VPC's ${network.cidr}`,
          value: reserved,
        },
    ),
  ),
  when(["network"], subnetProblems),
  when(["network", "service"], ({ network, service }) => [
    service.capacity.type === "ec2" &&
      network.nat === "none" && {
        path: "network.nat",
        rule: "must be single or per-az with EC2 capacity: a task on an EC2 instance gets no public IP address",
        value: network.nat,
      },
  ]),
  when(["service"], ({ service: { capacity, cpu, memoryMiB } }) => {
    if (capacity.type !== "fargate") return [];
    const memory = fargateMemoryMiB(cpu);
    if (memory.length === 0) {
      return [{ path: "service.cpu", rule: `must be one of ${fargateCpuUnits.join(", ")} on Fargate`, value: cpu }];
    }
    return [
      !memory.includes(memoryMiB) && {
        path: "service.memoryMiB",
        rule: `must be one of ${memory.join(", ")} on Fargate with cpu ${cpu}`,
        value: memoryMiB,
      },
    ];
  }),
  when(["service"], ({ service: { capacity, architecture } }) =>
    capacity.type === "ec2"
      ? capacity.instanceTypes.map(
          (type, index) =>
            architectureOf(type) !== architecture && {
              path: `service.capacity.instanceTypes.${index}`,
              rule: `must be of the tasks' architecture, ${architecture}`,
              value: type,
            },
        )
      : [],
  ),
  when(["service"], ({ service: { capacity } }) => [
    capacity.type === "ec2" &&
      capacity.minInstances > capacity.maxInstances && {
        path: "service.capacity.minInstances",
        rule: `must not exceed maxInstances, ${capacity.maxInstances}`,
        value: capacity.minInstances,
      },
  ]),
  when(["service"], ({ service: { scaling } }) => [
    scaling !== undefined &&
      scaling.minTasks > scaling.maxTasks && {
        path: "service.scaling.minTasks",
        rule: `must not exceed maxTasks, ${scaling.maxTasks}`,
        value: scaling.minTasks,
      },
  ]),
  when(["service", "loadBalancer"], ({ service, loadBalancer }) => {
    const longest = loadBalancer.idleTimeoutSeconds - GATEWAY_MARGIN_SECONDS;
    return [
      service.requestTimeoutSeconds > longest && {
        path: "service.requestTimeoutSeconds",
        rule: `must be at least ${GATEWAY_MARGIN_SECONDS} under loadBalancer.idleTimeoutSeconds, so at most ${longest}`,
        value: service.requestTimeoutSeconds,
      },
    ];
  }),
  when(["database"], ({ database }) => [
    database.maxStorageGiB < database.storageGiB && {
      path: "database.maxStorageGiB",
      rule: `must not be under storageGiB, ${database.storageGiB}`,
      value: database.maxStorageGiB,
    },
    windowsOverlap(database.backupWindow, database.maintenanceWindow) && {
      path: "database.maintenanceWindow",
      rule: `must not overlap backupWindow, ${database.backupWindow}`,
      value: database.maintenanceWindow,
    },
    database.performanceInsights &&
      /\.(micro|small)$/.test(database.instanceClass) && {
        path: "database.performanceInsights",
        rule: `must be false on ${database.instanceClass}: RDS offers it from medium up`,
        value: true,
      },
  ]),
];

function subnetProblems({ network }: Pick<Environment, "network">): Problem[] {
  if (network.subnets === undefined) return [];
  const zones = network.availabilityZones.length;
  const tiers: SubnetTier[] = network.nat === "none" ? ["public", "isolated"] : ["public", "private", "isolated"];
  const counts = tiers.map((tier) => ({ tier, count: network.subnets?.[tier].length ?? 0 }));
  return [
    ...counts
      .filter(({ count }) => count !== zones)
      .map(({ tier, count }) => ({
        path: `network.subnets.${tier}`,
        rule: `must have one block for each of the ${zones} Availability Zones`,
        value: count,
      })),
    ...addressPlanProblems(network.cidr, network.subnets).map((rule) => ({ path: "network.subnets", rule })),
  ];
}

/** Rules over several settings, judged on the sections that are right in themselves. */
export function crossChecks(sound: Partial<Environment>): Problem[] {
  return CHECKS.filter(({ needs }) => needs.every((section) => sound[section] !== undefined)).flatMap(({ run }) =>
    run(sound as Environment),
  );
}
