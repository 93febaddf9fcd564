import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { DataKey } from "../constructs/encryption/data-key";
import { FlowLogs } from "../constructs/network/flow-logs";
import { Network } from "../constructs/network/network";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";

/** VPC, subnets and the ways in and out of them. */
export class NetworkStack extends EnvironmentStack {
  readonly network: Network;

  constructor(scope: Construct, environment: Environment) {
    super(scope, { environment, name: "network" });
    const { network } = environment;
    this.network = new Network(this, "Network", {
      name: this.physicalName(128),
      ...network,
      hasFlowLogs: network.flowLogs !== undefined,
    });
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
