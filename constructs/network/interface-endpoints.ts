import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { Place } from "../place";

export interface InterfaceEndpointsProps {
  readonly vpcId: string;
  /** Range of the VPC, all of which may ask. */
  readonly vpcCidr: string;
  /** One for each zone. */
  readonly subnetIds: string[];
  /** First part of the Name tags. */
  readonly name: string;
  /** Last parts of the services' names, such as `ecr.api`. */
  readonly services: readonly string[];
}

/**
 * Ways from the VPC to services of AWS that do not lead through the internet, under the services' own host names. Each costs by the hour and
 * zone. Source: "AWS services that integrate with AWS PrivateLink".
 */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { vpcId, vpcCidr, subnetIds, name, services } = props;
    const group = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-endpoints-`,
      description: "Endpoints of AWS services",
      vpcId,
      tags: { Name: `${name}-endpoints` },
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupIngressRule(this, "Https", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: vpcCidr,
    });
    for (const service of services) {
      new VpcEndpoint(this, service.replaceAll(".", "-"), {
        vpcId,
        serviceName: `com.amazonaws.${Place.of(this).region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [group.id],
        tags: { Name: `${name}-${service}` },
      });
    }
  }
}
