import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Connectable } from "../connectable";

/** Something that listens on one TCP port. */
export interface Listener extends Connectable {
  readonly port: number;
}

/**
 * Lets `peer` connect to `listener` over TCP. The rule sits in the peer's scope: in the listener's it would make a
 * circle of stacks, as soon as the peer's stack reads anything from the listener's.
 *
 * @param what names the traffic in the rule's description.
 */
export function admit(listener: Listener, peer: Connectable, what: string): void {
  new VpcSecurityGroupIngressRule(peer, `To${listener.node.id}`, {
    description: `${what} from ${peer.node.id}`,
    securityGroupId: listener.securityGroupId,
    referencedSecurityGroupId: peer.securityGroupId,
    ipProtocol: "tcp",
    fromPort: listener.port,
    toPort: listener.port,
  });
}
