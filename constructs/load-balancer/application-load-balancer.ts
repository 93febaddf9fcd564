import { Lb } from "@cdktf/provider-aws/lib/lb";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import type { Connectable } from "../connectable";
import { httpListener, httpsListeners, type ListenerProps } from "./listeners";
import { type TargetGroupProps, taskTargetGroup } from "./target-group";

export interface ApplicationLoadBalancerProps extends TargetGroupProps, ListenerProps {
  /** At most 32 letters, digits and hyphens; no hyphen at either end, not starting `internal-`. */
  readonly name: string;
  readonly vpcId: string;
  /** Two or more, each in another availability zone. */
  readonly subnetIds: string[];
  /** Reachable inside the VPC only. @default false */
  readonly internal?: boolean;
  /** IPv4 ranges that may connect. @default - everybody when public without `ingressPrefixListIds`, else nobody */
  readonly ingressCidrs?: readonly string[];
  /** Prefix lists that may connect, such as CloudFront's. @default - none */
  readonly ingressPrefixListIds?: readonly string[];
  /**
   * Hands X-Forwarded-For on as CloudFront wrote it, its last entry being the visitor. Adding its own peer would hide the
   * visitor behind an address of CloudFront. Only where nobody but CloudFront can connect. @default false
   */
  readonly behindCloudFront?: boolean;
  /** Destroying fails until this was applied as false. */
  readonly deletionProtection: boolean;
  /** Seconds an idle connection stays open, 1 to 4000; targets must keep theirs open for longer. */
  readonly idleTimeoutSeconds: number;
  /**
   * A second target group, and the site's requests by one rule, so that ECS can shift them from old tasks to new ones.
   */
  readonly twoTargetGroups: boolean;
  /** Bucket for the access logs. @default - no access logs */
  readonly accessLogs?: AccessLogs;
}

export interface AccessLogs {
  readonly bucket: string;
  /** @default - the top of the bucket */
  readonly prefix?: string;
  /** The bucket's policy: without it, switching the logs on fails. @default - it is there already */
  readonly ready?: ITerraformDependable[];
}

/** What ECS needs to shift requests by itself. */
export interface TrafficRule {
  readonly alternateTargetGroupArn: string;
  readonly productionRuleArn: string;
}

/**
 * An Application Load Balancer with one target group of tasks: plain HTTP, or HTTPS with a redirect when it has
 * a certificate.
 */
export class ApplicationLoadBalancer extends Construct implements Connectable {
  readonly arn: string;
  /** The part of the ARN that CloudWatch and Application Auto Scaling want. */
  readonly arnSuffix: string;
  readonly dnsName: string;
  /** Hosted zone of `dnsName`, for alias records. */
  readonly zoneId: string;
  readonly securityGroupId: string;
  readonly targetType: "ip" | "instance";
  readonly targetGroupArn: string;
  /** Address of the first target group: a service is made again when another takes its place, for tasks of another network mode. */
  readonly targetGroupAddress: string;
  /** The first target group, the one that is asked for alone; with two, either may have the tasks. */
  readonly targetGroupArnSuffix: string;
  readonly targetGroupArnSuffixes: readonly string[];
  /** With `twoTargetGroups` only. */
  readonly trafficRule: TrafficRule | undefined;
  readonly idleTimeoutSeconds: number;
  /** What a service must wait for: ECS refuses a target group that no listener uses. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ApplicationLoadBalancerProps) {
    super(scope, id);
    this.idleTimeoutSeconds = props.idleTimeoutSeconds;
    this.check(props);
    this.securityGroupId = this.createSecurityGroup(props).id;
    const balancer = this.createBalancer(props);
    const targetGroup = taskTargetGroup(this, props);
    const alternate = props.twoTargetGroups ? taskTargetGroup(this, props, "AlternateTargetGroup") : undefined;
    const listen = props.certificateArn === undefined ? httpListener : httpsListeners;
    const { ready, productionRuleArn } = listen(this, props, {
      loadBalancerArn: balancer.arn,
      targetGroupArn: targetGroup.arn,
      alternateTargetGroupArn: alternate?.arn,
    });
    this.ready = [...ready, ...(props.login === undefined ? [] : [this.letLoginsOut()])];
    this.trafficRule =
      alternate === undefined || productionRuleArn === undefined
        ? undefined
        : { alternateTargetGroupArn: alternate.arn, productionRuleArn };
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.targetType = props.targetType;
    this.targetGroupArn = targetGroup.arn;
    // Terraform reads it here without the braces of a reference.
    this.targetGroupAddress = `${targetGroup.terraformResourceType}.${targetGroup.friendlyUniqueId}`;
    this.targetGroupArnSuffix = targetGroup.arnSuffix;
    this.targetGroupArnSuffixes = [targetGroup, ...(alternate ? [alternate] : [])].map(({ arnSuffix }) => arnSuffix);
  }

  private createBalancer(props: ApplicationLoadBalancerProps): Lb {
    const { accessLogs } = props;
    const balancer = new Lb(this, "Resource", {
      name: props.name,
      loadBalancerType: "application",
      internal: props.internal ?? false,
      subnets: props.subnetIds,
      securityGroups: [this.securityGroupId],
      idleTimeout: this.idleTimeoutSeconds,
      enableDeletionProtection: props.deletionProtection,
      // AWS refuses too, but only after Terraform has ended the listeners.
      lifecycle: props.deletionProtection ? { preventDestroy: true } : undefined,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      xffHeaderProcessingMode: props.behindCloudFront ? "preserve" : undefined,
      accessLogs: accessLogs && { bucket: accessLogs.bucket, prefix: accessLogs.prefix, enabled: true },
      dependsOn: accessLogs?.ready,
    });
    acceptFindings(balancer, loadBalancerFindings(props));
    return balancer;
  }

  private createSecurityGroup(props: ApplicationLoadBalancerProps): SecurityGroup {
    const group = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${props.name}-`,
      description: "Load balancer of the site",
      vpcId: props.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    const prefixLists = props.ingressPrefixListIds ?? [];
    const everybody = !props.internal && prefixLists.length === 0;
    const cidrs = props.ingressCidrs ?? (everybody ? ["0.0.0.0/0"] : []);
    const sources = [
      ...cidrs.map((cidrIpv4, index) => ({ id: `Cidr${index}`, peer: { cidrIpv4 } })),
      ...prefixLists.map((prefixListId, index) => ({ id: `PrefixList${index}`, peer: { prefixListId } })),
    ];
    const ports = [
      ...(props.certificateArn === undefined || props.redirectHttp !== false ? [80] : []),
      ...(props.certificateArn === undefined ? [] : [443]),
    ];
    for (const { id, peer } of sources) {
      for (const port of ports) {
        const rule = new VpcSecurityGroupIngressRule(this, `${id}Port${port}`, {
          securityGroupId: group.id,
          description: port === 443 ? "HTTPS to the site" : "HTTP to the site",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          ...peer,
        });
        if (port === 80) {
          acceptFindings(rule, {
            CKV_AWS_260: "A public site: with a domain port 80 only redirects to HTTPS; without one it is the site.",
          });
        }
      }
    }
    return group;
  }

  /** To Cognito's endpoints, which have no addresses of their own. */
  private letLoginsOut(): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, "ToCognito", {
      securityGroupId: this.securityGroupId,
      description: "Logins by Cognito",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });
  }

  private check(props: ApplicationLoadBalancerProps): void {
    const { name, subnetIds, certificateArn, domainNames, login, twoTargetGroups } = props;
    const path = this.node.path;
    const goodName = /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;
    if (!Token.isUnresolved(name) && !goodName.test(name)) {
      throw new Error(
        `${path}: name must have 1 to 32 letters, digits and hyphens, no hyphen at either end and not start with ` +
          `internal-, got ${JSON.stringify(name)}`,
      );
    }
    if (!Token.isUnresolved(subnetIds) && new Set(subnetIds).size < 2) {
      throw new Error(
        `${path}: subnetIds must hold two subnets or more, in different zones, got ${JSON.stringify(subnetIds)}`,
      );
    }
    const idle = this.idleTimeoutSeconds;
    if (!Token.isUnresolved(idle) && (!Number.isInteger(idle) || idle < 1 || idle > 4000)) {
      throw new Error(`${path}: idleTimeoutSeconds must be a whole number from 1 to 4000, got ${idle}`);
    }
    if (login !== undefined && (certificateArn === undefined || twoTargetGroups)) {
      throw new Error(
        `${path}: login must go with certificateArn and one target group, got ${certificateArn === undefined ? "no certificate" : "two target groups"}`,
      );
    }
    if ((certificateArn === undefined) !== (domainNames === undefined || domainNames.length === 0)) {
      throw new Error(
        `${path}: certificateArn and domainNames go together, got ${certificateArn === undefined ? "no certificate" : "no domain name"}`,
      );
    }
  }
}

/** What the policy check finds in a load balancer that does without an option, and why that is meant. */
function loadBalancerFindings(props: ApplicationLoadBalancerProps) {
  return {
    ...(!props.internal && { CKV2_AWS_28: "A web ACL is billed by rule and request; it is a separate option." }),
    ...(props.certificateArn === undefined && {
      CKV2_AWS_20: "Reached by HTTP at its own name, which no certificate can be for; HTTPS comes with site.domain.",
    }),
    ...(props.accessLogs === undefined && {
      CKV_AWS_91: "nginx logs each request already; loadBalancer.accessLogs switches this log on.",
    }),
    ...(props.deletionProtection === false && { CKV_AWS_150: "It is there to be destroyed; protectData protects it." }),
  };
}
