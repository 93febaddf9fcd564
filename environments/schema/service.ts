import { z } from "zod";
import { isInstanceType } from "../../aws/ec2/families";
import { LONGEST_STOP_SECONDS } from "../../aws/ecs/limits";
import { flag, logRetentionDays, oneOf, text, timeZone, whole } from "./fields";
import { secretSource } from "./secret-source";

const INSTANCE_TYPE = "must be an instance type that EC2 has, such as m7g.large";

const instanceType = () => z.string(INSTANCE_TYPE).refine(isInstanceType, INSTANCE_TYPE);

/** AWS runs the tasks: no instances to look after. */
const fargate = z.strictObject({
  /** Chooses Fargate. */
  type: z.literal("fargate"),
  /** Run on spare capacity at a lower price; AWS may stop a task with two minutes' notice. */
  spot: flag().default(false),
});

/** The tasks run on instances of an Auto Scaling group. */
const ec2 = z.strictObject({
  /** Chooses EC2. */
  type: z.literal("ec2"),
  /** Instance types in order of preference; more than one lets the group mix them. */
  instanceTypes: z.array(instanceType()).min(1, "must name at least one EC2 instance type").default(["m7g.large"]),
  /**
   * `awsvpc`: each task has a network interface, and no way out of a public subnet. `bridge`: tasks share their instance's, by ports that the
   * instance chooses, so that instances in public subnets need no NAT and an interface limits no number of tasks. Another mode replaces the service.
   */
  networkMode: oneOf(["awsvpc", "bridge"]).default("awsvpc"),
  /** Fewest instances. */
  minInstances: whole(0, 1000).default(1),
  /** Most instances. */
  maxInstances: whole(1, 1000).default(4),
  /** Share of the instances, in percent, that ECS tries to fill before it adds one. */
  targetCapacityPercent: whole(1, 100).default(90),
  /** Instances that are always on-demand; what is above them is mixed by `spotPercentAboveBase`. */
  onDemandBase: whole(0, 1000).default(0),
  /** Share of the instances above `onDemandBase`, in percent, that are Spot. */
  spotPercentAboveBase: whole(0, 100).default(0),
  /**
   * Image of the instances: another one replaces them one after the other at the next deploy (docs/operations.md).
   * @default - the newest ECS-optimized Amazon Linux 2023 at each launch
   */
  amiId: text(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be the id of an AMI, such as ami-0123456789abcdef0").optional(),
  /** Root volume of an instance, in GiB. The ECS-optimized image needs 30. */
  rootVolumeGiB: whole(30, 16384).default(30),
});

const schedule = z.strictObject({
  /** Name of the scheduled action. */
  name: text(/^[a-z][a-z0-9-]{0,40}$/, "must be 1 to 41 lowercase letters, digits or hyphens, letter first"),
  /** Six fields, as in `cron(0 22 * * ? *)`, or `rate(…)`, or `at(…)`. */
  schedule: text(
    /^(cron\((\S+ ){5}\S+\)|rate\(\d+ (minute|hour|day)s?\)|at\(\S+\))$/,
    "must be cron(…) of six fields, rate(…) or at(…)",
  ),
  /** IANA name, such as Europe/Dublin. */
  timezone: timeZone().default("UTC"),
  /** Fewest tasks from then on. */
  minTasks: whole(0, 1000),
  /** Most tasks from then on. */
  maxTasks: whole(0, 1000),
});

/** PHP's workers; unset, the image counts them by the task's memory and CPU. */
const php = z.strictObject({
  /** PHP workers of a task. @default - as many as memory and CPU bear */
  workers: whole(1, 1000).optional(),
  /** MiB counted for one worker: plugins that take more need more. */
  workerMiB: whole(16, 1024).default(64),
  /** MiB that one request may take at most before PHP ends it (`memory_limit`); a worker that takes that much often needs a larger `workerMiB`. */
  memoryLimitMiB: whole(64, 2048).default(256),
});

const scaling = z.strictObject({
  /** Fewest tasks. */
  minTasks: whole(1, 1000),
  /** Most tasks. */
  maxTasks: whole(1, 1000),
  /** Average CPU use, in percent, that the service is kept at. */
  cpuTargetPercent: whole(10, 90).default(60),
  /** Requests a task gets each minute, which the service is kept at. */
  requestsPerTaskTarget: whole(1, 1_000_000).optional(),
  /** Other limits from points in time on, such as fewer tasks at night; each holds until the next. */
  schedules: z.array(schedule).default([]),
});

/** The tasks that run WordPress. */
export const service = z.strictObject({
  /** What the tasks run on. */
  capacity: z.discriminatedUnion("type", [fargate, ec2], "must have type fargate or ec2").default({
    type: "fargate",
    spot: false,
  }),
  /** Processor of the tasks, and so the platform of the image. */
  architecture: oneOf(["ARM64", "X86_64"]).default("X86_64"),
  /** CPU units of a task; 1024 are one vCPU. */
  cpu: whole(256, 32768).default(512),
  /** Memory of a task, in MiB. */
  memoryMiB: whole(512, 249856).default(1024),
  /** Tasks that run when no scaling is set. */
  desiredTasks: whole(1, 1000).default(1),
  /** Follows the load by the number of tasks. @default - `desiredTasks` run */
  scaling: scaling.optional(),
  /** Allows a shell in a task by ECS Exec. */
  exec: flag().default(false),
  /** Who runs WordPress's scheduled events: each task for itself, a separate task every few minutes, or nobody. */
  cron: oneOf(["task", "scheduler", "off"]).default("task"),
  /** Minutes between two runs of the scheduler. */
  cronMinutes: whole(1, 1440).default(5),
  php: php.prefault({}),
  /** Seconds that nginx keeps a page for visitors who are not logged in; 0 keeps none. */
  pageCacheSeconds: whole(0, 86_400).default(60),
  /** Whose pages nginx never keeps. */
  pageCacheSkip: z
    .strictObject({
      /** Paths such as /members, with all below them; `*` stands for anything. */
      paths: z.array(text(/^\/[A-Za-z0-9/._%*-]*$/, "must be a path such as /members or /shop/*")).default([]),
      /** Names of cookies such as session_*; who has one always gets a page made for him. */
      cookies: z.array(text(/^[A-Za-z0-9._*-]+$/, "must be the name of a cookie such as session_*")).default([]),
    })
    .prefault({}),
  /**
   * More variables of the container: settings of the image that have no field here, and any that WordPress, plugins or
   * `wp-config.d` ask for by getenv(). They stand in the task definition, so no secret belongs here.
   */
  environment: z.record(z.string(), z.string("must be a text").min(1, "must not be empty")).default({}),
  /**
   * Variables with a secret, in the same way. `empty`: the stack `data` makes the secret and a person fills it; a task does not
   * start before. An ARN: a secret of Secrets Manager that is there, with `:key::` behind it one key of its JSON.
   */
  secrets: z.record(z.string(), secretSource()).default({}),
  /** Largest upload, in MiB; nginx and PHP follow. */
  uploadMaxMiB: whole(2, 256).default(64),
  /** Seconds that one request may take in PHP; nginx waits a little longer, the load balancer longer still. */
  requestTimeoutSeconds: whole(10, 900).default(55),
  /** Seconds between SIGTERM and SIGKILL, in which the longest request ends; Fargate allows 120. */
  stopTimeoutSeconds: whole(10, LONGEST_STOP_SECONDS).default(70),
  /** CloudWatch's metrics of tasks and containers; `enhanced` has them for each container and costs more. */
  containerInsights: oneOf(["disabled", "enabled", "enhanced"]).default("enabled"),
  /** Days that the containers' logs are kept. */
  logRetentionDays: logRetentionDays().default(30),
});
