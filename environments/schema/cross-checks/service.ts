import { architectureOf } from "../../../aws/ecs/instance-types";
import { LONGEST_STOP_SECONDS } from "../../../aws/ecs/limits";
import { fargateCpuUnits, fargateMemoryMiB } from "../../../aws/ecs/task-size";
import contract from "../../../image/settings.json";
import { variableRefusal } from "../../image/variables";
import { type CrossCheck, when } from "./cross-check";
import { hasPrivateTasks } from "./network";
import { ofThisPlace } from "./secret-place";

/** nginx waits longer than PHP may run, and the load balancer ten seconds longer still: so the first error is the telling one. */
const GATEWAY_MARGIN_SECONDS = contract.gatewayMarginSeconds + 10;

/** What a stop takes beside the last requests: until the load balancer has noticed, and until nginx and PHP have ended. */
const STOP_MARGIN_SECONDS = contract.settings.SHUTDOWN_DELAY.default + contract.stopMarginSeconds;

export const serviceChecks: readonly CrossCheck[] = [
  when(["service"], ({ service: { environment, secrets } }) => [
    ...Object.entries(environment).map(([name, value]) => {
      const rule = variableRefusal(name, value);
      return rule !== undefined && { path: `service.environment.${name}`, rule, value };
    }),
    ...Object.keys(secrets).map((name) => {
      const twice = name in environment ? "must be set once, here or in service.environment" : undefined;
      const rule = variableRefusal(name) ?? twice;
      return rule !== undefined && { path: `service.secrets.${name}`, rule };
    }),
  ]),
  when(["service", "account", "region"], ({ service: { secrets }, ...place }) =>
    Object.entries(secrets).map(([name, source]) => ofThisPlace(`service.secrets.${name}`, source, place)),
  ),
  when(["network", "service"], ({ network, service }) => [
    service.capacity.type === "ec2" &&
      service.capacity.networkMode === "awsvpc" &&
      !hasPrivateTasks(network) && {
        path: network.existing === undefined ? "network.nat" : "network.existing.privateSubnetIds",
        rule: `must ${network.existing === undefined ? "be single, per-az or regional, or network.interfaceEndpoints true," : "name subnets"} with EC2 capacity, or service.capacity.networkMode "bridge": a task with an interface on an EC2 instance gets no public IP address`,
        value: network.existing === undefined ? network.nat : network.existing.privateSubnetIds,
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
  when(["service"], ({ service: { memoryMiB, php } }) => [
    php.memoryLimitMiB > memoryMiB && {
      path: "service.php.memoryLimitMiB",
      rule: `must not exceed service.memoryMiB, ${memoryMiB}: the task would be ended before PHP ends the request`,
      value: php.memoryLimitMiB,
    },
  ]),
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
  when(["service"], ({ service: { scaling } }) =>
    (scaling?.schedules ?? []).flatMap(({ name, minTasks, maxTasks }, index, all) => [
      minTasks > maxTasks && {
        path: `service.scaling.schedules.${index}.minTasks`,
        rule: `must not exceed maxTasks, ${maxTasks}`,
        value: minTasks,
      },
      all.findIndex((other) => other.name === name) < index && {
        path: `service.scaling.schedules.${index}.name`,
        rule: "must be the name of one schedule only",
        value: name,
      },
    ]),
  ),
  when(["service", "loadBalancer"], ({ service, loadBalancer }) => {
    const longest = loadBalancer.idleTimeoutSeconds - GATEWAY_MARGIN_SECONDS;
    return [
      service.requestTimeoutSeconds > longest && {
        path: "service.requestTimeoutSeconds",
        rule: `must be at least ${GATEWAY_MARGIN_SECONDS} under loadBalancer.idleTimeoutSeconds, so at most ${longest}`,
        value: service.requestTimeoutSeconds,
      },
      loadBalancer.deregistrationDelaySeconds < service.requestTimeoutSeconds && {
        path: "loadBalancer.deregistrationDelaySeconds",
        rule: `must be at least service.requestTimeoutSeconds, ${service.requestTimeoutSeconds}: requests end before a target is let go`,
        value: loadBalancer.deregistrationDelaySeconds,
      },
    ];
  }),
  when(["service"], ({ service: { requestTimeoutSeconds, stopTimeoutSeconds } }) => {
    const least = Math.min(requestTimeoutSeconds + STOP_MARGIN_SECONDS, LONGEST_STOP_SECONDS);
    return [
      stopTimeoutSeconds < least && {
        path: "service.stopTimeoutSeconds",
        rule: `must be at least ${least}: requestTimeoutSeconds and ${STOP_MARGIN_SECONDS}, or ${LONGEST_STOP_SECONDS}`,
        value: stopTimeoutSeconds,
      },
    ];
  }),
];
