import { z } from "zod";
import { cidr, flag, logRetentionDays, oneOf, text, vpcCidr, whole } from "./fields";

const zone = () => text(/^[a-z]+(-[a-z]+)+-\d[a-z]$/, "must be an Availability Zone of the region, such as eu-west-1a");

const subnetId = () =>
  text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be the id of a subnet, such as subnet-0123456789abcdef0");

/** Subnets of one tier; AWS takes no more than one of a zone for most things, and no region has more than six zones. */
const subnetIds = () => z.array(subnetId()).min(2, "must name 2 to 6 subnets").max(6, "must name 2 to 6 subnets");

const subnetList = () => z.array(cidr()).max(4, "must have at most 4 blocks").default([]);

/** The VPC and its subnets. */
export const network = z.strictObject({
  /** Address range of the VPC, /16 to /23. */
  cidr: vpcCidr().default("10.11.0.0/16"),
  /** Availability Zones by name, so that the same input always plans the same subnets. @default - required without `network.existing` */
  availabilityZones: z
    .array(zone())
    .min(2, "must name 2 to 4 Availability Zones; a load balancer needs two")
    .max(4, "must name 2 to 4 Availability Zones")
    .default([]),
  /** A VPC that is there already, of which nothing is changed. The settings that describe a new one are left out then. @default - a new VPC */
  existing: z
    .strictObject({
      /** The VPC; it must resolve DNS names and have DNS host names. */
      vpcId: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be the id of a VPC, such as vpc-0123456789abcdef0"),
      /** Of the load balancer, and of the tasks when there are no private ones; with a route to an internet gateway. */
      publicSubnetIds: subnetIds(),
      /** Of the tasks, with a way to the internet or to AWS by endpoints. @default - tasks run in the public subnets */
      privateSubnetIds: subnetIds().default([]),
      /** Of database, cache and file system; no way to the internet is needed. */
      isolatedSubnetIds: subnetIds(),
    })
    .optional(),
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
  /**
   * How tasks reach the internet: straight from public subnets (`none`), or from private ones by NAT gateways: one, one a zone, or one that AWS
   * spreads over the zones.
   */
  nat: oneOf(["none", "single", "per-az", "regional"]).default("none"),
  /**
   * Endpoints for the services that tasks need (ECR, logs, secrets, parameters, EFS; ECS with instances, SES with `mail`). With `nat: "none"` tasks then run in
   * private subnets and reach nothing but AWS: no plugin directory, no foreign API.
   */
  interfaceEndpoints: flag().default(false),
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
