import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import type { Construct } from "constructs";
import { limits } from "../aws/limits";
import { EcsCluster } from "../constructs/cluster/cluster";
import { WebAcl } from "../constructs/edge/web-acl";
import { Alias } from "../constructs/load-balancer/alias";
import { ApplicationLoadBalancer } from "../constructs/load-balancer/application-load-balancer";
import { Certificate } from "../constructs/load-balancer/certificate";
import { LONGEST_STEM } from "../constructs/names";
import type { Network } from "../constructs/network/network";
import { AccessLogBucket } from "../constructs/observability/access-log-bucket";
import { Alarm } from "../constructs/observability/alarm";
import { deploymentAlarms } from "../constructs/observability/alarms/load-balancer";
import { CronTask } from "../constructs/scheduler/cron-task";
import type { TrafficShift } from "../constructs/service/traffic-shift";
import { wordpressContainerName } from "../constructs/service/wordpress-container";
import { WordPressService } from "../constructs/service/wordpress-service";
import type { Environment } from "../environments";
import type { DataStack } from "./data-stack";
import { EnvironmentStack } from "./environment-stack";
import type { ImageStack } from "./image-stack";
import { serviceCapacity } from "./service-capacity";
import { containerSecrets, databaseEnvironment, databaseUserSecrets, wordpressEnvironment } from "./service-settings";

export interface ServiceStackProps {
  readonly network: Network;
  readonly data: DataStack;
  readonly image: ImageStack;
}

/** WordPress itself: cluster, tasks and the load balancer in front of them. */
export class ServiceStack extends EnvironmentStack {
  readonly loadBalancer: ApplicationLoadBalancer;
  /** In front of the load balancer, when it is the one that visitors come to. */
  readonly webAcl: WebAcl | undefined;
  readonly service: WordPressService;
  readonly siteUrl: string;
  readonly clusterName: string;
  readonly clusterArn: string;
  /** The task that runs WordPress's events, where the scheduler starts it. */
  readonly cron: CronTask | undefined;
  /** Certificate of the site's names in this region, when it has names. */
  readonly certificate: Certificate | undefined;

  constructor(scope: Construct, environment: Environment, props: ServiceStackProps) {
    super(scope, { environment, name: "service" });
    const { network } = props;
    this.certificate = this.createCertificate();
    this.loadBalancer = this.createLoadBalancer(network);
    this.webAcl = this.guardLoadBalancer(props.data.keyArn);
    const domain = environment.site.domain;
    this.siteUrl = domain === undefined ? `http://${this.loadBalancer.dnsName}` : `https://${domain.name}`;
    const cluster = this.createCluster(network, props.data.keyArn);
    this.clusterName = this.physicalName(LONGEST_STEM);
    this.clusterArn = cluster.arn;
    this.service = this.createService(cluster, props);
    if (environment.service.cron === "scheduler") this.cron = this.createCron(cluster, props);

    this.output("SiteUrl", this.siteUrl, "Address of the site");
    this.output("LoadBalancerDnsName", this.loadBalancer.dnsName, "DNS name of the load balancer");
    this.output("ClusterName", this.clusterName, "ECS cluster");
    this.output("ServiceName", this.service.serviceName, "ECS service");
    this.output("LogGroupName", this.service.logGroupName, "Log group of the WordPress containers");
  }

  private createCertificate(): Certificate | undefined {
    const { domain } = this.environment.site;
    return (
      domain &&
      new Certificate(this, "Certificate", {
        domainName: domain.name,
        alternativeNames: domain.aliases,
        zoneId: domain.hostedZoneId,
      })
    );
  }

  private createLoadBalancer(network: Network): ApplicationLoadBalancer {
    const { site, loadBalancer, protectData, cdn } = this.environment;
    const names = site.domain === undefined ? undefined : [site.domain.name, ...site.domain.aliases];
    const created = new ApplicationLoadBalancer(this, "LoadBalancer", {
      name: this.physicalName(limits.loadBalancer),
      vpcId: network.vpcId,
      deletionProtection: protectData,
      idleTimeoutSeconds: loadBalancer.idleTimeoutSeconds,
      deregistrationDelaySeconds: loadBalancer.deregistrationDelaySeconds,
      certificateArn: this.certificate?.arn,
      domainNames: names,
      accessLogs: this.createAccessLogs(),
      twoTargetGroups: this.environment.deployment.strategy !== "rolling",
      ...(cdn === undefined ? { subnetIds: network.publicSubnetIds } : this.behindCloudFront(network)),
    });
    if (site.domain !== undefined && names !== undefined && cdn === undefined) {
      new Alias(this, "Alias", { zoneId: site.domain.hostedZoneId, names, target: created });
    }
    return created;
  }

  private createAccessLogs(): AccessLogBucket | undefined {
    const { account, loadBalancer, protectData } = this.environment;
    return (
      loadBalancer.accessLogs &&
      new AccessLogBucket(this, "AccessLogs", {
        name: this.physicalName(limits.bucket, "access-logs", account),
        retentionDays: loadBalancer.accessLogs.retentionDays,
        forceDestroy: !protectData,
      })
    );
  }

  /** AWS WAF in front of a public load balancer; behind CloudFront it stands there. */
  private guardLoadBalancer(logsKmsKeyArn: string | undefined): WebAcl | undefined {
    const { loadBalancer, waf } = this.environment;
    if (loadBalancer.waf === "off") return undefined;
    const webAcl = new WebAcl(this, "WebAcl", {
      ...waf,
      name: this.physicalName(LONGEST_STEM, "load-balancer"),
      scope: "REGIONAL",
      mode: loadBalancer.waf,
      logsKmsKeyArn,
    });
    new Wafv2WebAclAssociation(this, "WebAclAssociation", {
      resourceArn: this.loadBalancer.arn,
      webAclArn: webAcl.arn,
    });
    return webAcl;
  }

  /**
   * Only CloudFront connects, by HTTPS alone: its prefix list counts as 55 rules of the 60 that a security group takes
   * ("Locations and IP address ranges of CloudFront edge servers"), so there is room for one port.
   */
  private behindCloudFront(network: Network) {
    const cloudFront = new DataAwsEc2ManagedPrefixList(this, "CloudFront", {
      name: "com.amazonaws.global.cloudfront.origin-facing",
    });
    return {
      internal: true,
      subnetIds: network.isolatedSubnetIds,
      ingressPrefixListIds: [cloudFront.id],
      redirectHttp: false,
      behindCloudFront: true,
    };
  }

  private createCluster(network: Network, keyArn: string | undefined): EcsCluster {
    const { service, tags, protectData } = this.environment;
    const name = this.physicalName(LONGEST_STEM);
    const capacity = serviceCapacity(this, "Instances", {
      service,
      tags,
      name: this.physicalName(LONGEST_STEM, "instances"),
      network,
      forceDelete: !protectData,
    });
    return new EcsCluster(this, "Cluster", {
      name,
      capacity: [capacity],
      containerInsights: service.containerInsights,
      logRetentionDays: service.logRetentionDays,
      kmsKeyArn: keyArn,
    });
  }

  private createService(cluster: EcsCluster, { network, data, image }: ServiceStackProps): WordPressService {
    const { secrets, service } = this.environment;
    return new WordPressService(this, "WordPress", {
      name: this.physicalName(LONGEST_STEM),
      cluster,
      vpcId: network.vpcId,
      subnetIds: network.taskSubnetIds,
      assignPublicIp: network.tasksArePublic,
      loadBalancer: this.loadBalancer,
      connectsTo: [...data.databaseListeners, data.webRoot, ...(data.cache ? [data.cache] : [])],
      webRoot: data.webRoot,
      image: image.image.reference,
      repositoryArn: image.repository.arn,
      environment: wordpressEnvironment(this.environment, { siteUrl: this.siteUrl, network, data }),
      cacheLogin: data.cache?.login,
      secrets: containerSecrets(data),
      databaseUserSecrets: databaseUserSecrets(data),
      databaseUserEnvironment: databaseEnvironment(this.environment, data),
      secretsVersion: secrets.version,
      secretsKmsKeyArn: data.keyArn,
      cpuUnits: service.cpu,
      memoryMiB: service.memoryMiB,
      desiredCount: service.scaling?.minTasks ?? service.desiredTasks,
      autoScaling: service.scaling && { ...service.scaling, schedule: service.scaling.schedules },
      deploymentAlarmNames: this.createDeploymentAlarms(),
      trafficShift: this.trafficShift,
      extraTasks: service.cron === "scheduler" ? 1 : 0,
      enableExecuteCommand: service.exec,
      logRetentionDays: service.logRetentionDays,
      logsKmsKeyArn: data.keyArn,
    });
  }

  private get trafficShift(): TrafficShift | undefined {
    const { strategy, bakeMinutes, canaryPercent, canaryMinutes } = this.environment.deployment;
    if (strategy === "rolling") return undefined;
    return {
      bakeMinutes,
      canary: strategy === "canary" ? { percent: canaryPercent, minutes: canaryMinutes } : undefined,
    };
  }

  /** In this stack, since the service names them: a deployment that they interrupt is rolled back. */
  private createDeploymentAlarms(): string[] {
    const { alarms, alarmServerErrors } = this.environment.deployment;
    if (!alarms) return [];
    const prefix = this.physicalName(LONGEST_STEM);
    return deploymentAlarms(this.loadBalancer, alarmServerErrors).map(
      (definition) => new Alarm(this, definition.id, { ...definition, prefix }).name,
    );
  }

  /** WordPress's events as a task of their own: the service's, with another command. */
  private createCron(cluster: EcsCluster, { network, data }: ServiceStackProps): CronTask {
    const { service } = this.environment;
    return new CronTask(this, "Cron", {
      name: this.physicalName(LONGEST_STEM, "cron"),
      kmsKeyArn: data.keyArn,
      clusterArn: cluster.arn,
      capacityProviderStrategy: cluster.capacityProviderStrategy,
      taskDefinitionFamily: this.service.taskDefinitionFamily,
      taskRoleArn: this.service.taskRoleArn,
      executionRoleArn: this.service.executionRoleArn,
      containerName: wordpressContainerName,
      command: ["wp-image", "cron"],
      everyMinutes: service.cronMinutes,
      subnetIds: network.taskSubnetIds,
      securityGroupIds: [this.service.securityGroupId],
      assignPublicIp: network.tasksArePublic,
    });
  }
}
