import type { ITerraformDependable } from "cdktf";
import type { Cache } from "../cache/cache";
import type { EcsCluster } from "../cluster/cluster";
import type { ApplicationLoadBalancer } from "../load-balancer/application-load-balancer";
import type { MailDomain } from "../mail/mail-domain";
import type { Listener } from "../network/connect";
import type { Repository } from "../registry/repository";
import type { TransferBucket } from "../transfer/transfer-bucket";
import type { WebRoot } from "../web-root/web-root";
import type { AutoScalingLimits } from "./auto-scaling";
import type { ContainerSecret } from "./container-definition";
import type { ImageEnvironment } from "./image-environment";
import type { TrafficShift } from "./traffic-shift";
import type { WordPressEnvironment } from "./wordpress-container";

export interface WordPressServiceProps {
  /** Name of the service and first part of the names of what belongs to it; at most 54 characters. */
  readonly name: string;
  readonly cluster: Pick<
    EcsCluster,
    | "arn"
    | "name"
    | "compatibility"
    | "architecture"
    | "networkMode"
    | "hostSecurityGroupId"
    | "capacityProviderStrategy"
    | "maxTasks"
    | "grantExec"
    | "ready"
  >;
  readonly vpcId: string;
  /** Subnets of the tasks. */
  readonly subnetIds: string[];
  /** Gives each task a public IPv4 address, on Fargate only: the way out of a public subnet without NAT. */
  readonly assignPublicIp: boolean;
  readonly loadBalancer: ApplicationLoadBalancer;
  /** What holds the database: the server, and its proxy when there is one. */
  readonly databases: readonly Listener[];
  /** @default - no cache */
  readonly cache?: Listener & Pick<Cache, "grantLogin">;
  readonly webRoot: Listener & Pick<WebRoot, "fileSystemId" | "accessPointId" | "grantMount">;

  /** Image by digest. */
  readonly image: string;
  /** Where it comes from. */
  readonly repository: Pick<Repository, "grantPull">;
  readonly environment: WordPressEnvironment;
  /** Variables beside these: what the environment's file gives WordPress and its plugins. */
  readonly variables: Readonly<Record<string, string>>;
  /** Sender of the tasks' mail in SES. @default - they send none by SES */
  readonly mail?: Pick<MailDomain, "grantSend">;
  /** Bucket from which tasks read what is imported, and into which they write what is exported. */
  readonly transfers: Pick<TransferBucket, "grantTransfers">;
  readonly secrets: readonly ContainerSecret[];
  /**
   * Secrets of a container that makes the database user before WordPress starts: `DATABASE_USER_SECRET_NAMES`.
   * @default - the user is there
   */
  readonly databaseUserSecrets?: readonly ContainerSecret[];
  /** Tells that container where the server is. */
  readonly databaseUserEnvironment: ImageEnvironment;
  /** Raise it with the secrets' values, so that new tasks read them. */
  readonly secretsVersion: number;
  /** Key that encrypts the secrets. @default - Secrets Manager's own */
  readonly secretsKmsKeyArn?: string;

  /** CPU of a task in units; 1024 are one vCPU. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Tasks; with `autoScaling` only at first. */
  readonly desiredCount: number;
  /** @default - the number of tasks stays */
  readonly autoScaling?: AutoScalingLimits;

  /** Tasks beside the service's that need room on the same capacity, such as those of a schedule. */
  readonly extraTasks: number;

  /** Allows a shell in a task by ECS Exec, and makes the root file system writable, which its agent needs. */
  readonly enableExecuteCommand: boolean;
  /** A deploy ends when the new tasks serve, or fails when they do not. @default true */
  readonly waitForSteadyState?: boolean;
  /** CloudWatch alarms that roll a deployment back. */
  readonly deploymentAlarmNames: readonly string[];
  /**
   * New tasks beside all old ones, and then the requests from these to those. The load balancer has `twoTargetGroups`.
   * @default - new tasks take the place of old ones, one after the other
   */
  readonly trafficShift?: TrafficShift;
  /** Starts new tasks at every change; needed once to move a service to other capacity providers in place. @default false */
  readonly forceNewDeployment?: boolean;
  readonly logRetentionDays: number;
  /** Key that encrypts the logs. @default - CloudWatch's own */
  readonly logsKmsKeyArn?: string;
  /** More that must exist before a task can start, such as mount targets in the same stack. @default - nothing */
  readonly ready?: readonly ITerraformDependable[];
}
