import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import type { Connectable } from "../connectable";

/** Something that listens on one TCP port, or on any of a range. */
export interface Listener extends Connectable {
  readonly port: number;
  /** The last port of a range that begins with `port`. @default - one port */
  readonly lastPort?: number;
  /** What is spoken there, for the rules' descriptions: `MySQL`. */
  readonly protocol: string;
}

/**
 * Lets `client` connect to `listener`: out of the one's security group and into the other's. Both rules sit in the
 * client's scope: in the listener's they would make a circle of stacks, as soon as the client's stack reads anything
 * from the listener's.
 *
 * @returns the rules, which must be there before the client connects.
 */
export function connect(client: Connectable, listener: Listener): ITerraformDependable[] {
  const { port, lastPort = port, protocol } = listener;
  const tcp = { ipProtocol: "tcp", fromPort: port, toPort: lastPort };
  return [
    new VpcSecurityGroupEgressRule(client, `To${listener.node.id}`, {
      ...tcp,
      description: `${protocol} to ${listener.node.id}`,
      securityGroupId: client.securityGroupId,
      referencedSecurityGroupId: listener.securityGroupId,
    }),
    new VpcSecurityGroupIngressRule(client, `Into${listener.node.id}`, {
      ...tcp,
      description: `${protocol} from ${client.node.id}`,
      securityGroupId: listener.securityGroupId,
      referencedSecurityGroupId: client.securityGroupId,
    }),
  ];
}
