import { EcsCluster as EcsClusterResource } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { Architecture } from "../../aws/ecs/instance-types";
import { ECS_NAME, ECS_NAME_RULE } from "../../aws/ecs/limits";
import { acceptFindings } from "../accepted-finding";
import type { Grantee } from "../iam/grantee";
import { LogGroup } from "../observability/log-group";
import type { Capacity, CapacityProviderShare, Compatibility, NetworkMode } from "./capacity";

export interface EcsClusterProps {
  /** 1 to 255 letters, digits, hyphens and underscores. */
  readonly name: string;
  /** Where tasks run: capacities of one launch type and one CPU architecture. */
  readonly capacity: readonly Capacity[];
  /** CloudWatch Container Insights. */
  readonly containerInsights: "enhanced" | "enabled" | "disabled";
  /** Days the transcripts of ECS Exec sessions are kept. */
  readonly logRetentionDays: number;
  /** KMS key of the ECS Exec sessions and their transcripts. @default - TLS alone, and CloudWatch's own key */
  readonly kmsKeyArn?: string;
}

/** An ECS cluster with its capacity, whose ECS Exec sessions leave a transcript. */
export class EcsCluster extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly compatibility: Compatibility;
  readonly architecture: Architecture;
  readonly networkMode: NetworkMode;
  /** Security group of the instances, where tasks share their interface. */
  readonly hostSecurityGroupId: string | undefined;
  readonly capacityProviderStrategy: CapacityProviderShare[];
  /** Tasks with an interface of their own that fit at most. Undefined when no limit is known. */
  readonly maxTasks: number | undefined;
  /** What a service must wait for: before it, its capacity providers are unknown to the cluster. */
  readonly ready: ITerraformDependable[];
  /** Where the transcripts of ECS Exec sessions go, and the key of the sessions. */
  private readonly exec: { readonly logGroupArn: string; readonly kmsKeyArn: string | undefined };

  constructor(scope: Construct, id: string, props: EcsClusterProps) {
    super(scope, id);
    const { capacity, kmsKeyArn } = props;
    this.check(props);
    // `check` refuses an empty list and a mixed one, so the first speaks for all.
    const [{ compatibility, architecture, networkMode, securityGroupId }] = capacity as [Capacity];
    this.networkMode = networkMode;
    this.hostSecurityGroupId = networkMode === "bridge" ? securityGroupId : undefined;
    this.compatibility = compatibility;
    this.architecture = architecture;
    this.capacityProviderStrategy = capacity.flatMap((one) => one.strategy());
    this.maxTasks = capacity.reduce<number | undefined>(
      (sum, one) => (sum === undefined || one.maxTasks === undefined ? undefined : sum + one.maxTasks),
      0,
    );

    const cluster = this.createCluster(props);
    for (const one of capacity) one.join(cluster.resource.name);
    this.name = cluster.resource.name;
    this.arn = cluster.resource.arn;
    this.exec = { logGroupArn: cluster.execLogs.arn, kmsKeyArn };
    this.ready = [
      new EcsClusterCapacityProviders(this, "CapacityProviders", {
        clusterName: cluster.resource.name,
        capacityProviders: this.capacityProviderStrategy.map((share) => share.capacityProvider),
        defaultCapacityProviderStrategy: this.capacityProviderStrategy,
      }),
    ];
  }

  /** Lets a task be opened by ECS Exec, and write what is done in it to the transcripts. */
  grantExec(task: Grantee): void {
    const { logGroupArn, kmsKeyArn } = this.exec;
    task.allow(
      {
        Sid: "ExecChannels",
        Action: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        // None of these four knows a resource, and neither does the next.
        Resource: "*",
      },
      { Sid: "ExecFindTranscripts", Action: "logs:DescribeLogGroups", Resource: "*" },
      {
        Sid: "ExecWriteTranscripts",
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      },
    );
    if (kmsKeyArn !== undefined) task.allow({ Sid: "ExecSessionKey", Action: "kms:Decrypt", Resource: kmsKeyArn });
  }

  private createCluster({ name, containerInsights, logRetentionDays, kmsKeyArn }: EcsClusterProps) {
    const execLogs = new LogGroup(this, "ExecLogs", {
      name: `/ecs/${name}/exec`,
      retentionDays: logRetentionDays,
      kmsKeyArn,
    });
    const resource = new EcsClusterResource(this, "Resource", {
      name,
      setting: [{ name: "containerInsights", value: containerInsights }],
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: kmsKeyArn,
          logging: "OVERRIDE",
          logConfiguration: {
            cloudWatchLogGroupName: execLogs.name,
            cloudWatchEncryptionEnabled: kmsKeyArn !== undefined,
          },
        },
      },
    });
    acceptFindings(resource, {
      ...(kmsKeyArn === undefined && {
        CKV_AWS_224:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      }),
      ...(containerInsights === "disabled" && {
        CKV_AWS_65: "Container Insights are billed by metric; service.containerInsights switches them on.",
      }),
    });
    return { resource, execLogs };
  }

  private check({ name, capacity }: EcsClusterProps): void {
    if (!Token.isUnresolved(name) && !ECS_NAME.test(name)) {
      throw new Error(`${this.node.path}: name ${ECS_NAME_RULE}, got ${JSON.stringify(name)}`);
    }
    if (capacity.length === 0) throw new Error(`${this.node.path}: capacity must hold one capacity or more, got none`);
    for (const field of ["compatibility", "architecture", "networkMode"] as const) {
      const found = [...new Set(capacity.map((one) => one[field]))];
      if (found.length > 1) {
        throw new Error(`${this.node.path}: capacity must be of one ${field}, got ${found.join(" and ")}`);
      }
    }
    const bridged = capacity.filter(({ networkMode }) => networkMode === "bridge");
    if (bridged.length > 1) {
      throw new Error(`${this.node.path}: one capacity at most may be of networkMode bridge, got ${bridged.length}`);
    }
    const based = capacity.flatMap((one) => one.strategy()).filter(({ base }) => base > 0);
    if (based.length > 1) {
      throw new Error(`${this.node.path}: one capacity provider at most may have a base, got ${based.length}`);
    }
  }
}
