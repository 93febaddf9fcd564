import { z } from "zod";
import { cidr, logRetentionDays, oneOf, text, vpcCidr, whole } from "./fields";

const zone = () => text(/^[a-z]+(-[a-z]+)+-\d[a-z]$/, "must be an Availability Zone of the region, such as eu-west-1a");

const subnetList = () => z.array(cidr()).max(4, "must have at most 4 blocks").default([]);

/** The VPC and its subnets. */
export const network = z.strictObject({
  /** Address range of the VPC, /16 to /23. */
  cidr: vpcCidr().default("10.11.0.0/16"),
  /** Availability Zones by name, so that the same input always plans the same subnets. */
  availabilityZones: z
    .array(zone())
    .min(2, "must name 2 to 4 Availability Zones; a load balancer needs two")
    .max(4, "must name 2 to 4 Availability Zones"),
  /** Address blocks by hand, one a zone, in place of the computed plan. */
  subnets: z
    .strictObject({
      /** Of the load balancer, and of the tasks without NAT gateways. */
      public: subnetList(),
      /** Of the tasks behind NAT gateways. */
      private: subnetList(),
      /** Of database, cache and file system. */
      isolated: subnetList(),
    })
    .optional(),
  /** Ranges in use elsewhere (a peered VPC, a VPN, an office) that the VPC must not overlap. */
  reservedCidrs: z.array(cidr()).default([]),
  /** How tasks reach the internet: straight from public subnets, or from private ones by NAT gateways. */
  nat: oneOf(["none", "single", "per-az"]).default("none"),
  /** Log of the network's traffic in CloudWatch. @default - none */
  flowLogs: z
    .strictObject({
      /** Which traffic is logged. */
      traffic: oneOf(["ALL", "ACCEPT", "REJECT"]).default("REJECT"),
      /** Days that the log is kept. */
      retentionDays: logRetentionDays().default(30),
      /** Seconds of traffic that one record sums up: 60 or 600. */
      aggregationSeconds: whole(60, 600)
        .refine((seconds) => seconds === 60 || seconds === 600, "must be 60 or 600")
        .default(600),
    })
    .optional(),
});
