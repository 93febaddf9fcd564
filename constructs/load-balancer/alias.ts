import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import type { Zone } from "./zone";

export interface AliasProps {
  /** Route 53 zone that holds every name. */
  readonly zone: Zone;
  /** Names that lead to the target. */
  readonly names: readonly string[];
  /** Load balancer or distribution: its DNS name and the hosted zone AWS keeps that name in. */
  readonly target: { readonly dnsName: string; readonly zoneId: string };
  /** Leaves the target out while it is unhealthy; CloudFront cannot say, so false there. @default true */
  readonly evaluateTargetHealth?: boolean;
}

/** Alias records for IPv4 and IPv6, which cost nothing and follow the target's addresses. */
export class Alias extends Construct {
  constructor(scope: Construct, id: string, { zone, names, target, evaluateTargetHealth = true }: AliasProps) {
    super(scope, id);
    if (names.length === 0) throw new Error(`${this.node.path}: names must hold one name or more, got none`);
    for (const name of names) {
      for (const type of ["A", "AAAA"]) {
        new Route53Record(this, `${type}-${name}`, {
          zoneId: zone.id,
          provider: zone.provider,
          name,
          type,
          alias: { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth },
        });
      }
    }
  }
}
