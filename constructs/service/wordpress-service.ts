import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { connect, type Listener } from "../network/connect";
import { LogGroup } from "../observability/log-group";
import { Place } from "../place";
import { readRights } from "../secrets/read-rights";
import { AutoScaling, type AutoScalingLimits } from "./auto-scaling";
import { checkService } from "./check-service";
import { DATABASE_USER_CONTAINER_NAME, databaseUserContainer, databaseUserVolumes } from "./database-user";
import { TaskDefinition } from "./task-definition";
import { TaskRoles } from "./task-roles";
import { TaskSecurityGroup } from "./task-security-group";
import { deploymentConfiguration, deploymentTimeout, ShiftRole } from "./traffic-shift";
import { WORDPRESS_CONTAINER_NAME, WORDPRESS_PORT, wordpressContainer, wordpressVolumes } from "./wordpress-container";
import type { WordPressServiceProps } from "./wordpress-service-props";

/** Ports that Docker chooses from. Source: Amazon ECS API reference, "PortMapping", hostPort. */
const EPHEMERAL_PORTS: readonly [first: number, last: number] = [32768, 65535];

/** WordPress as an ECS service behind a load balancer, deployed without a gap and rolled back when it fails. */
export class WordPressService extends Construct implements Listener {
  readonly port: number;
  readonly lastPort: number;
  readonly protocol = "HTTP";
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
    checkService(this.node.path, props);
    const { name, loadBalancer } = props;
    const logs = new LogGroup(this, "Logs", {
      name: `/ecs/${name}/wordpress`,
      retentionDays: props.logRetentionDays,
      kmsKeyArn: props.logsKmsKeyArn,
    });
    const roles = this.createRoles(props, logs);
    const taskDefinition = this.createTaskDefinition(props, roles, logs.name);
    const network = this.createNetwork(props);
    this.securityGroupId = network.securityGroupId;
    const isBridge = props.cluster.networkMode === "bridge";
    [this.port, this.lastPort] = isBridge ? EPHEMERAL_PORTS : [WORDPRESS_PORT, WORDPRESS_PORT];
    const rules = [
      ...network.ready,
      ...connect(loadBalancer, this),
      ...[...props.databases, props.webRoot, ...(props.cache ? [props.cache] : [])].flatMap((peer) =>
        connect(this, peer),
      ),
    ];
    const service = this.createService(props, taskDefinition.arn, [...roles.ready, ...rules]);
    if (props.autoScaling !== undefined) this.scale(props, props.autoScaling, service.name);

    this.serviceName = service.name;
    this.serviceArn = service.id;
    this.taskDefinitionArn = taskDefinition.arn;
    this.taskDefinitionFamily = taskDefinition.family;
    this.taskRoleArn = roles.task.arn;
    this.taskRoleName = roles.task.name;
    this.executionRoleArn = roles.execution.arn;
    this.logGroupName = logs.name;
    this.logGroupArn = logs.arn;
  }

  /** Tasks have a security group for their interfaces, or share that of their instances. */
  private createNetwork({
    name,
    vpcId,
    cluster,
  }: WordPressServiceProps): Pick<TaskSecurityGroup, "securityGroupId" | "ready"> {
    const { networkMode, hostSecurityGroupId } = cluster;
    if (networkMode === "awsvpc") return new TaskSecurityGroup(this, "Network", { name, vpcId });
    if (hostSecurityGroupId === undefined) {
      throw new Error(`${this.node.path}: cluster.hostSecurityGroupId must be there in network mode ${networkMode}`);
    }
    return { securityGroupId: hostSecurityGroupId, ready: [] };
  }

  /** ECS pulls, reads the secrets and writes the log; the code in the task mounts its files and logs in to the cache. */
  /** What a task beside the service's needs of it. */
  get roles() {
    const { taskDefinitionFamily, taskRoleArn, executionRoleArn, logGroupName } = this;
    return { taskDefinitionFamily, taskRoleArn, executionRoleArn, logGroupName };
  }

  private createRoles(props: WordPressServiceProps, logs: LogGroup): TaskRoles {
    const roles = new TaskRoles(this, "Roles", { name: props.name });
    const { execution, task } = roles;
    props.repository.grantPull(execution);
    logs.grantWrite(execution);
    const secretArns = [...props.secrets, ...(props.databaseUserSecrets ?? [])].map(({ secretArn }) => secretArn);
    execution.allow(...readRights(Place.of(this), secretArns, props.secretsKmsKeyArn));
    props.webRoot.grantMount(task);
    props.cache?.grantLogin(task);
    props.mail?.grantSend(task);
    props.transfers.grantTransfers(task);
    if (props.enableExecuteCommand) props.cluster.grantExec(task);
    return roles;
  }

  private createTaskDefinition(props: WordPressServiceProps, roles: TaskRoles, logGroupName: string): TaskDefinition {
    const { cluster, environment, image, secretsVersion, databaseUserSecrets } = props;
    const logs = { groupName: logGroupName, region: Place.of(this).region, streamPrefix: "task" };
    const wordpress = wordpressContainer({
      environment,
      variables: props.variables,
      image,
      secrets: props.secrets,
      secretsVersion,
      logs,
      exec: props.enableExecuteCommand,
      networkMode: cluster.networkMode,
      startsAfter: databaseUserSecrets && [DATABASE_USER_CONTAINER_NAME],
    });
    const first =
      databaseUserSecrets === undefined
        ? []
        : [
            databaseUserContainer({
              environment: props.databaseUserEnvironment,
              image,
              secrets: databaseUserSecrets,
              secretsVersion,
              logs,
            }),
          ];
    return new TaskDefinition(this, "TaskDefinition", {
      family: props.name,
      compatibility: cluster.compatibility,
      networkMode: cluster.networkMode,
      architecture: cluster.architecture,
      cpuUnits: props.cpuUnits,
      memoryMiB: props.memoryMiB,
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      volumes: [...wordpressVolumes(props.webRoot), ...(databaseUserSecrets ? databaseUserVolumes() : [])],
      containers: [wordpress, ...first],
    });
  }

  private createService(
    props: WordPressServiceProps,
    taskDefinition: string,
    ready: readonly ITerraformDependable[],
  ): EcsService {
    const { cluster, loadBalancer, autoScaling, trafficShift, deploymentAlarmNames: alarmNames } = props;
    const shift = this.createShift(props);
    const service = new EcsService(this, "Resource", {
      name: props.name,
      cluster: cluster.arn,
      taskDefinition,
      desiredCount: props.desiredCount,
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
      networkConfiguration:
        cluster.networkMode === "awsvpc"
          ? {
              subnets: props.subnetIds,
              securityGroups: [this.securityGroupId],
              assignPublicIp: props.assignPublicIp,
            }
          : undefined,
      loadBalancer: [
        {
          targetGroupArn: loadBalancer.targetGroupArn,
          containerName: WORDPRESS_CONTAINER_NAME,
          containerPort: WORDPRESS_PORT,
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
      enableExecuteCommand: props.enableExecuteCommand,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: props.waitForSteadyState ?? true,
      // Ctrl-C in the middle of a deployment rolls it back, in place of leaving it to go on unwatched.
      sigintRollback: props.waitForSteadyState ?? true,
      timeouts: { create: deploymentTimeout(trafficShift), update: deploymentTimeout(trafficShift) },
      dependsOn: [...cluster.ready, ...loadBalancer.ready, ...ready, ...(shift?.ready ?? []), ...(props.ready ?? [])],
      lifecycle: {
        ignoreChanges: autoScaling === undefined ? undefined : ["desired_count"],
        // ECS moves no service to tasks of another network mode.
        replaceTriggeredBy: [loadBalancer.targetGroupAddress],
      },
    });
    if (props.assignPublicIp) {
      acceptFindings(service, {
        CKV_AWS_333: "The way out of a public subnet without NAT; the security group admits the load balancer alone.",
      });
    }
    return service;
  }

  private createShift({ name, loadBalancer, trafficShift }: WordPressServiceProps) {
    if (trafficShift === undefined) return undefined;
    if (loadBalancer.trafficRule === undefined) {
      throw new Error(
        `${this.node.path}: trafficShift must go with a load balancer of twoTargetGroups, got one target group`,
      );
    }
    return new ShiftRole(this, "Shift", { name, rule: loadBalancer.trafficRule });
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
}
