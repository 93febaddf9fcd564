import { DataAwsVpcEndpointService } from "@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { Place } from "../place";
import type { Subnets } from "./subnets";

export interface InterfaceEndpointsProps {
  readonly vpcId: string;
  /** Range of the VPC, all of which may ask. */
  readonly vpcCidr: string;
  /** One for each zone. */
  readonly subnets: Pick<Subnets, "ids" | "inZones">;
  /** First part of the Name tags. */
  readonly name: string;
  /** Last parts of the services' names, such as `ecr.api`. */
  readonly services: readonly string[];
}

/** Services that have no endpoint in some zones; those of one zone are reached from all. Source: `describe-vpc-endpoint-services`. */
const NOT_IN_EVERY_ZONE = ["email"];

/**
 * Ways from the VPC to services of AWS that do not lead through the internet, under the services' own host names. Each costs by the hour and
 * zone. Source: "AWS services that integrate with AWS PrivateLink".
 */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { vpcId, vpcCidr, subnets, name, services } = props;
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
      const id = service.replaceAll(".", "-");
      const serviceName = `com.amazonaws.${Place.of(this).region}.${service}`;
      const isEverywhere = !NOT_IN_EVERY_ZONE.includes(service);
      new VpcEndpoint(this, id, {
        vpcId,
        serviceName,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: isEverywhere ? subnets.ids : subnetsWith(this, `${id}-zones`, { serviceName, subnets }),
        securityGroupIds: [group.id],
        tags: { Name: `${name}-${service}` },
      });
    }
  }
}

/** The subnets in whose zones a service has an endpoint, which a plan asks AWS for. */
function subnetsWith(
  scope: Construct,
  id: string,
  { serviceName, subnets }: { readonly serviceName: string; readonly subnets: Pick<Subnets, "inZones"> },
): string[] {
  const zones = subnets.inZones.map(({ zone }) => JSON.stringify(zone)).join(", ");
  const service = new DataAwsVpcEndpointService(scope, id, {
    serviceName,
    lifecycle: {
      postcondition: [
        {
          condition: `\${length(setintersection(self.availability_zones, [${zones}])) > 0}`,
          errorMessage: `network.availabilityZones: ${serviceName} must have an endpoint in one of them: ${zones.replaceAll('"', "")}`,
        },
      ],
    },
  });
  const all = subnets.inZones
    .map(({ address, zone }) => `{ id = ${address}.id, zone = ${JSON.stringify(zone)} }`)
    .join(", ");
  return Token.asList(
    `\${[for subnet in [${all}] : subnet.id if contains(data.${service.terraformResourceType}.${service.friendlyUniqueId}.availability_zones, subnet.zone)]}`,
  );
}
