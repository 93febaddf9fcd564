import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import type { EcsCluster } from "../cluster/cluster";
import type { Connectable } from "../connectable";
import type { ApplicationLoadBalancer } from "../load-balancer/application-load-balancer";
import { LogGroup } from "../observability/log-group";
import type { WebRoot } from "../web-root/web-root";
import { AutoScaling, type AutoScalingLimits } from "./auto-scaling";
import type { ContainerSecret } from "./container-definition";
import { databaseUserContainer, databaseUserContainerName, databaseUserVolumes } from "./database-user";
import { TaskDefinition } from "./task-definition";
import { TaskRoles } from "./task-roles";
import { type EgressTarget, TaskSecurityGroup } from "./task-security-group";
import { deploymentConfiguration, ShiftRole, type TrafficShift } from "./traffic-shift";
import {
  type DatabaseSettings,
  type WordPressSettings,
  wordpressContainer,
  wordpressContainerName,
  wordpressPort,
  wordpressVolumes,
} from "./wordpress-container";

export interface WordPressServiceProps {
  /** Name of the service and first part of the names of what belongs to it; at most 54 characters. */
  readonly name: string;
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  readonly cluster: Pick<
    EcsCluster,
    "arn" | "name" | "compatibility" | "architecture" | "capacityProviderStrategy" | "maxTasks" | "execAudit" | "ready"
  >;
  readonly vpcId: string;
  /** Subnets of the tasks. */
  readonly subnetIds: string[];
  /** Gives each task a public IPv4 address, on Fargate only: the way out of a public subnet without NAT. @default false */
  readonly assignPublicIp?: boolean;
  readonly loadBalancer: ApplicationLoadBalancer;
  /** Where the tasks connect to besides HTTPS; each peer admits the service itself. @default - nowhere */
  readonly egressTo?: readonly EgressTarget[];
  readonly webRoot: Pick<WebRoot, "fileSystemId" | "fileSystemArn" | "accessPointId" | "accessPointArn">;

  /** Image by digest. */
  readonly image: string;
  /** ECR repository of the image. */
  readonly repositoryArn: string;
  readonly settings: WordPressSettings;
  readonly secrets: readonly ContainerSecret[];
  /**
   * Secrets of a container that makes the database user before WordPress starts: `databaseUserSecretNames`.
   * @default - the user is there
   */
  readonly databaseUserSecrets?: readonly ContainerSecret[];
  /** Where that container makes the user, if not where WordPress connects to. @default - as in `settings` */
  readonly databaseUserSettings?: DatabaseSettings;
  /** Raise it with the secrets' values, so that new tasks read them. */
  readonly secretsVersion: number;
  /** Key that encrypts the secrets. @default - Secrets Manager's own */
  readonly secretsKmsKeyArn?: string;

  /** CPU of a task in units; 1024 are one vCPU. @default 512 */
  readonly cpuUnits?: number;
  /** @default 1024 */
  readonly memoryMiB?: number;
  /** Tasks; with `autoScaling` only at first. @default 1, or the scaling's minimum */
  readonly desiredCount?: number;
  /** @default - the number of tasks stays */
  readonly autoScaling?: AutoScalingLimits;

  /** Tasks beside the service's that need room on the same capacity, such as those of a schedule. @default 0 */
  readonly extraTasks?: number;

  /** Allows a shell in a task by ECS Exec, and makes the root file system writable, which its agent needs. @default false */
  readonly enableExecuteCommand?: boolean;
  /** A deploy ends when the new tasks serve, or fails when they do not. @default true */
  readonly waitForSteadyState?: boolean;
  /** CloudWatch alarms that roll a deployment back. @default - only the circuit breaker does */
  readonly deploymentAlarmNames?: readonly string[];
  /**
   * New tasks beside all old ones, and then the requests from these to those. The load balancer has `twoTargetGroups`.
   * @default - new tasks take the place of old ones, one after the other
   */
  readonly trafficShift?: TrafficShift;
  /** Starts new tasks at every change; needed once to move a service to other capacity providers in place. @default false */
  readonly forceNewDeployment?: boolean;
  /** @default 30 */
  readonly logRetentionDays?: number;
  /** Key that encrypts the logs. @default - CloudWatch's own */
  readonly logsKmsKeyArn?: string;
  /** More that must exist before a task can start, such as mount targets in the same stack. @default - nothing */
  readonly ready?: readonly ITerraformDependable[];
}

/** WordPress as an ECS service behind a load balancer, deployed without a gap and rolled back when it fails. */
export class WordPressService extends Construct implements Connectable {
  readonly serviceName: string;
  readonly serviceArn: string;
  readonly securityGroupId: string;
  readonly taskDefinitionArn: string;
  readonly taskDefinitionFamily: string;
  readonly taskRoleArn: string;
  readonly taskRoleName: string;
  readonly executionRoleArn: string;
  readonly logGroupName: string;
  readonly logGroupArn: string;

  constructor(scope: Construct, id: string, props: WordPressServiceProps) {
    super(scope, id);
    this.check(props);
    const { name, loadBalancer } = props;
    const logs = new LogGroup(this, "Logs", {
      name: `/ecs/${name}/wordpress`,
      retentionDays: props.logRetentionDays,
      kmsKeyArn: props.logsKmsKeyArn,
    });
    const roles = this.createRoles(props, logs.arn);
    const taskDefinition = this.createTaskDefinition(props, roles, logs.name);
    const network = new TaskSecurityGroup(this, "Network", {
      name,
      vpcId: props.vpcId,
      port: wordpressPort,
      loadBalancer,
      egressTo: props.egressTo ?? [],
    });
    this.securityGroupId = network.securityGroupId;
    loadBalancer.allowTo(this, wordpressPort);
    const service = this.createService(props, taskDefinition.arn, [...roles.ready, ...network.ready]);
    if (props.autoScaling !== undefined) this.scale(props, props.autoScaling, service.name);

    this.serviceName = service.name;
    this.serviceArn = service.id;
    this.taskDefinitionArn = taskDefinition.arn;
    this.taskDefinitionFamily = taskDefinition.family;
    this.taskRoleArn = roles.taskRoleArn;
    this.taskRoleName = roles.taskRoleName;
    this.executionRoleArn = roles.executionRoleArn;
    this.logGroupName = logs.name;
    this.logGroupArn = logs.arn;
  }

  private createRoles(props: WordPressServiceProps, logGroupArn: string): TaskRoles {
    return new TaskRoles(this, "Roles", {
      name: props.name,
      accountId: props.accountId,
      partition: props.partition,
      region: props.region,
      repositoryArn: props.repositoryArn,
      logGroupArn,
      secretArns: [...props.secrets, ...(props.databaseUserSecrets ?? [])].map(({ secretArn }) => secretArn),
      secretsKmsKeyArn: props.secretsKmsKeyArn,
      fileSystem: props.webRoot,
      cacheLogin: props.settings.redis?.login,
      exec: props.enableExecuteCommand ? props.cluster.execAudit : undefined,
    });
  }

  private createTaskDefinition(props: WordPressServiceProps, roles: TaskRoles, logGroupName: string): TaskDefinition {
    const { cluster, settings, image, secretsVersion, databaseUserSecrets, databaseUserSettings = settings } = props;
    const logs = { groupName: logGroupName, region: props.region, streamPrefix: "task" };
    const wordpress = wordpressContainer({
      settings,
      image,
      secrets: props.secrets,
      secretsVersion,
      logs,
      exec: props.enableExecuteCommand ?? false,
      startsAfter: databaseUserSecrets && [databaseUserContainerName],
    });
    const first =
      databaseUserSecrets === undefined
        ? []
        : [
            databaseUserContainer({
              settings: databaseUserSettings,
              image,
              secrets: databaseUserSecrets,
              secretsVersion,
              logs,
            }),
          ];
    return new TaskDefinition(this, "TaskDefinition", {
      family: props.name,
      compatibility: cluster.compatibility,
      architecture: cluster.architecture,
      cpuUnits: props.cpuUnits ?? 512,
      memoryMiB: props.memoryMiB ?? 1024,
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      volumes: [...wordpressVolumes(props.webRoot), ...(databaseUserSecrets ? databaseUserVolumes() : [])],
      containers: [wordpress, ...first],
    });
  }

  private createService(
    props: WordPressServiceProps,
    taskDefinition: string,
    ready: readonly ITerraformDependable[],
  ): EcsService {
    const { cluster, loadBalancer, autoScaling, trafficShift, deploymentAlarmNames: alarmNames = [] } = props;
    const shift = this.createShift(props);
    const service = new EcsService(this, "Resource", {
      name: props.name,
      cluster: cluster.arn,
      taskDefinition,
      desiredCount: desiredCount(props),
      capacityProviderStrategy: cluster.capacityProviderStrategy,
      // Zones first, then as few instances as will do; Fargate places by itself.
      orderedPlacementStrategy:
        cluster.compatibility === "EC2"
          ? [
              { type: "spread", field: "attribute:ecs.availability-zone" },
              { type: "binpack", field: "memory" },
            ]
          : undefined,
      availabilityZoneRebalancing: "ENABLED",
      networkConfiguration: {
        subnets: props.subnetIds,
        securityGroups: [this.securityGroupId],
        assignPublicIp: props.assignPublicIp ?? false,
      },
      loadBalancer: [
        {
          targetGroupArn: loadBalancer.targetGroupArn,
          containerName: wordpressContainerName,
          containerPort: wordpressPort,
          advancedConfiguration: shift?.advancedConfiguration,
        },
      ],
      healthCheckGracePeriodSeconds: 120,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      // The circuit breaker is of rolling updates; shifted ones are watched by alarms.
      deploymentCircuitBreaker: trafficShift === undefined ? { enable: true, rollback: true } : undefined,
      deploymentConfiguration: trafficShift && deploymentConfiguration(trafficShift),
      alarms: alarmNames.length > 0 ? { enable: true, rollback: true, alarmNames: [...alarmNames] } : undefined,
      forceNewDeployment: props.forceNewDeployment,
      enableExecuteCommand: props.enableExecuteCommand ?? false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: props.waitForSteadyState ?? true,
      dependsOn: [...cluster.ready, ...loadBalancer.ready, ...ready, ...(shift?.ready ?? []), ...(props.ready ?? [])],
      lifecycle: autoScaling === undefined ? undefined : { ignoreChanges: ["desired_count"] },
    });
    if (props.assignPublicIp) {
      acceptFindings(service, {
        CKV_AWS_333: "The way out of a public subnet without NAT; the security group admits the load balancer alone.",
      });
    }
    return service;
  }

  private createShift({ name, partition, loadBalancer, trafficShift }: WordPressServiceProps) {
    if (trafficShift === undefined) return undefined;
    if (loadBalancer.trafficRule === undefined) {
      throw new Error(
        `${this.node.path}: trafficShift must go with a load balancer of twoTargetGroups, got one target group`,
      );
    }
    return new ShiftRole(this, "Shift", { name, partition, rule: loadBalancer.trafficRule });
  }

  private scale(props: WordPressServiceProps, limits: AutoScalingLimits, serviceName: string): void {
    const { loadBalancer } = props;
    new AutoScaling(this, "Scaling", {
      ...limits,
      name: props.name,
      clusterName: props.cluster.name,
      serviceName,
      requestCountLabel: `${loadBalancer.arnSuffix}/${loadBalancer.targetGroupArnSuffix}`,
    });
  }

  private check(props: WordPressServiceProps): void {
    const { cluster, autoScaling, loadBalancer, settings } = props;
    const path = this.node.path;
    const count = desiredCount(props);
    if (!Number.isInteger(count) || count < 0) {
      throw new Error(`${path}: desiredCount must be a whole number of 0 or more, got ${count}`);
    }
    if (cluster.compatibility === "EC2" && props.assignPublicIp) {
      throw new Error(
        `${path}: assignPublicIp must be false on EC2 capacity, where a task cannot have a public address`,
      );
    }
    const most = Math.max(
      count,
      autoScaling?.maxTasks ?? 0,
      ...(autoScaling?.schedule ?? []).map((one) => one.maxTasks),
    );
    const spare = (props.trafficShift === undefined ? 1 : most) + (props.extraTasks ?? 0);
    if (cluster.maxTasks !== undefined && most + spare > cluster.maxTasks) {
      throw new Error(
        `${path}: the capacity has network interfaces for ${cluster.maxTasks} tasks, and a deployment needs ` +
          `${spare} more than the service, so at most ${Math.max(0, cluster.maxTasks - spare)} tasks, got ${most}`,
      );
    }
    if (props.trafficShift !== undefined && autoScaling?.requestsPerTaskTarget !== undefined) {
      throw new Error(
        `${path}: autoScaling.requestsPerTaskTarget must be left out with trafficShift: requests are counted by one target group`,
      );
    }
    const { requestTimeoutSeconds = 55, keepaliveTimeoutSeconds = 75 } = settings;
    if (requestTimeoutSeconds >= loadBalancer.idleTimeoutSeconds) {
      throw new Error(
        `${path}: settings.requestTimeoutSeconds must be under the load balancer's idle timeout of ` +
          `${loadBalancer.idleTimeoutSeconds} seconds, got ${requestTimeoutSeconds}`,
      );
    }
    if (keepaliveTimeoutSeconds <= loadBalancer.idleTimeoutSeconds) {
      throw new Error(
        `${path}: settings.keepaliveTimeoutSeconds must be over the load balancer's idle timeout of ` +
          `${loadBalancer.idleTimeoutSeconds} seconds, got ${keepaliveTimeoutSeconds}`,
      );
    }
  }
}

function desiredCount({ desiredCount: given, autoScaling }: WordPressServiceProps): number {
  return given ?? autoScaling?.minTasks ?? 1;
}
