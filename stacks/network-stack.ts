import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { DataKey } from "../constructs/encryption/data-key";
import { ExistingNetwork } from "../constructs/network/existing-network";
import { FlowLogs } from "../constructs/network/flow-logs";
import { Network } from "../constructs/network/network";
import type { SiteNetwork } from "../constructs/network/site-network";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";

/** VPC, subnets and the ways in and out of them. */
export class NetworkStack extends EnvironmentStack {
  readonly network: SiteNetwork;

  constructor(scope: Construct, environment: Environment) {
    super(scope, { environment, name: "network" });
    const { network } = environment;
    this.network = this.createNetwork();
    if (network.flowLogs !== undefined) {
      new FlowLogs(this, "FlowLogs", {
        ...network.flowLogs,
        vpcId: this.network.vpcId,
        name: this.physicalName(LIMITS.role, "flow-logs"),
        kmsKeyArn: this.createKey()?.arn,
      });
    }
    this.output("VpcId", this.network.vpcId, "VPC");
  }

  private createNetwork(): SiteNetwork {
    const { network } = this.environment;
    if (network.existing !== undefined) return new ExistingNetwork(this, "Network", network.existing);
    return new Network(this, "Network", {
      name: this.physicalName(128),
      ...network,
      endpointServices: network.interfaceEndpoints ? this.servicesInUse() : [],
      hasFlowLogs: network.flowLogs !== undefined,
    });
  }

  /**
   * What tasks and their hosts ask for. Sources: "Amazon ECR interface VPC endpoints", "Amazon ECS interface VPC endpoints", and "Monitor
   * Amazon ECS containers with ECS Exec" for the key of its sessions.
   */
  private servicesInUse(): string[] {
    const { service, mail, customerManagedKey } = this.environment;
    return [
      ...["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "elasticfilesystem"],
      ...(service.exec || service.capacity.type === "ec2" ? ["ssmmessages"] : []),
      ...(service.exec && customerManagedKey ? ["kms"] : []),
      ...(mail !== undefined && mail.smtp === undefined ? ["email"] : []),
      ...(service.capacity.type === "ec2" ? ["ecs", "ecs-agent", "ecs-telemetry", "ec2messages"] : []),
    ];
  }

  /** A key apart from that of the data, whose stack comes after this one. */
  private createKey(): DataKey | undefined {
    const { customerManagedKey, protectData } = this.environment;
    if (!customerManagedKey) return undefined;
    return new DataKey(this, "FlowLogsKey", {
      name: this.physicalName(LIMITS.role, "flow-logs"),
      logs: true,
      preventDestroy: protectData,
    });
  }
}
