import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { EcsCluster } from "../constructs/cluster/cluster";
import { WebAcl } from "../constructs/edge/web-acl";
import { Alias } from "../constructs/load-balancer/alias";
import { ApplicationLoadBalancer } from "../constructs/load-balancer/application-load-balancer";
import { AwaitedCertificate, Certificate } from "../constructs/load-balancer/certificate";
import type { Zone } from "../constructs/load-balancer/zone";
import { LONGEST_STEM, transferBucketName } from "../constructs/names";
import type { SiteNetwork } from "../constructs/network/site-network";
import { AccessLogBucket } from "../constructs/observability/access-log-bucket";
import { Alarm } from "../constructs/observability/alarm";
import { deploymentAlarms } from "../constructs/observability/alarms/load-balancer";
import { CronTask } from "../constructs/scheduler/cron-task";
import type { TaskLaunch } from "../constructs/scheduler/task-launch";
import type { TrafficShift } from "../constructs/service/traffic-shift";
import { WORDPRESS_CONTAINER_NAME } from "../constructs/service/wordpress-container";
import { WordPressService } from "../constructs/service/wordpress-service";
import { TransferBucket } from "../constructs/transfer/transfer-bucket";
import type { Environment } from "../environments";
import { adminAddressesOf, adminLoginOf, loginCallbacks } from "./admin-gate";
import type { DataStack } from "./data-stack";
import { EnvironmentStack } from "./environment-stack";
import type { ImageStack } from "./image-stack";
import type { MailStack } from "./mail-stack";
import type { NamesStack } from "./names-stack";
import { networkModeOf, serviceCapacity } from "./service-capacity";
import {
  containerSecrets,
  databaseEnvironment,
  databaseUserSecrets,
  ownSecrets,
  wordpressEnvironment,
} from "./service-settings";
import { recordsElsewhere, type SiteNames, siteNames } from "./site-names";

export interface ServiceStackProps {
  readonly network: SiteNetwork;
  readonly data: DataStack;
  readonly image: ImageStack;
  /** With DNS kept elsewhere. */
  readonly names: NamesStack | undefined;
  /** Where mail leaves by SES. */
  readonly mail: MailStack | undefined;
}

/** WordPress itself: cluster, tasks and the load balancer in front of them. */
export class ServiceStack extends EnvironmentStack {
  readonly loadBalancer: ApplicationLoadBalancer;
  /** In front of the load balancer, when it is the one that visitors come to. */
  readonly webAcl: WebAcl | undefined;
  readonly service: WordPressService;
  readonly siteUrl: string;
  readonly clusterName: string;
  readonly cluster: EcsCluster;
  /** Where and how a task beside the service's runs. */
  readonly launch: TaskLaunch;
  /** The task that runs WordPress's events, where the scheduler starts it. */
  readonly cron: CronTask | undefined;
  /** Certificate of the site's names in this region, when it has names. */
  readonly certificateArn: string | undefined;
  /** The certificate that this stack proves by records in Route 53. */
  readonly certificate: Certificate | undefined;
  private readonly transfers: TransferBucket;
  private readonly zone: Zone | undefined;
  private readonly names: SiteNames | undefined;

  constructor(scope: Construct, environment: Environment, props: ServiceStackProps) {
    super(scope, { environment, name: "service" });
    const { network } = props;
    const domain = environment.site.domain;
    this.names = domain && siteNames(domain);
    this.zone = this.createZone();
    this.certificate = this.createCertificate();
    this.certificateArn = domain?.certificateArn ?? this.certificate?.arn ?? this.awaitCertificate(props.names);
    this.loadBalancer = this.createLoadBalancer(network);
    this.webAcl = this.guardLoadBalancer(props.data.keyArn);
    this.siteUrl = domain === undefined ? `http://${this.loadBalancer.dnsName}` : `https://${domain.name}`;
    const cluster = this.createCluster(network, props.data.keyArn);
    this.clusterName = this.physicalName(LONGEST_STEM);
    this.cluster = cluster;
    this.transfers = this.createTransfers(props.data.keyArn);
    this.service = this.createService(cluster, props);
    this.letMailOut();
    this.launch = this.launchOf(cluster, network);
    if (environment.service.cron === "scheduler") this.cron = this.createCron(props);

    this.output("SiteUrl", this.siteUrl, "Address of the site");
    this.output("LoadBalancerDnsName", this.loadBalancer.dnsName, "DNS name of the load balancer");
    this.output("ClusterName", this.clusterName, "ECS cluster");
    this.output("ServiceName", this.service.serviceName, "ECS service");
    this.output(
      "TransferBucketName",
      this.transfers.bucket,
      "Bucket through which a site's dump and files come in and go out",
    );
    this.output("ExecutionRoleArn", this.service.executionRoleArn, "Role that reads the secrets for the containers");
    this.output("LogGroupName", this.service.logGroupName, "Log group of the WordPress containers");
    const callbacks = loginCallbacks(environment);
    if (callbacks !== undefined)
      this.output("AdminGateCallbacks", callbacks, "Callback URLs that the client of the user pool must have");
  }

  private createCertificate(): Certificate | undefined {
    if (this.names === undefined || this.zone === undefined || this.environment.site.domain?.certificateArn)
      return undefined;
    const [domainName, ...alternativeNames] = this.names.all;
    return new Certificate(this, "Certificate", { domainName, alternativeNames, zone: this.zone });
  }

  private awaitCertificate(names: NamesStack | undefined): string | undefined {
    if (names?.requestedArn === undefined) return undefined;
    return new AwaitedCertificate(this, "Certificate", { requestedArn: names.requestedArn }).arn;
  }

  private createLoadBalancer(network: SiteNetwork): ApplicationLoadBalancer {
    const { loadBalancer, protectData, cdn } = this.environment;
    const created = new ApplicationLoadBalancer(this, "LoadBalancer", {
      name: this.physicalName(LIMITS.loadBalancer),
      vpcId: network.vpcId,
      deletionProtection: loadBalancer.deletionProtection ?? protectData,
      idleTimeoutSeconds: loadBalancer.idleTimeoutSeconds,
      deregistrationDelaySeconds: loadBalancer.deregistrationDelaySeconds,
      certificateArn: this.certificateArn,
      domainNames: this.names?.served,
      redirectedNames: this.names?.redirected,
      accessLogs: this.createAccessLogs(),
      login: adminLoginOf(this.environment),
      targetType: networkModeOf(this.environment.service) === "awsvpc" ? "ip" : "instance",
      twoTargetGroups: this.environment.deployment.strategy !== "rolling",
      ...(cdn === undefined ? { subnetIds: network.publicSubnetIds } : this.behindCloudFront(network)),
    });
    if (cdn === undefined) this.lead(created);
    return created;
  }

  /** DNS records that lead to the load balancer, or what they have to be. */
  private lead(target: ApplicationLoadBalancer): void {
    if (this.names === undefined) return;
    if (this.zone !== undefined) new Alias(this, "Alias", { zone: this.zone, names: this.names.all, target });
    else this.output("DnsRecords", recordsElsewhere(this.names.all, target.dnsName), "DNS records to make");
  }

  private createAccessLogs(): AccessLogBucket | undefined {
    const { account, loadBalancer, protectData } = this.environment;
    return (
      loadBalancer.accessLogs &&
      new AccessLogBucket(this, "AccessLogs", {
        name: this.physicalName(LIMITS.bucket, "access-logs", account),
        retentionDays: loadBalancer.accessLogs.retentionDays,
        forceDestroy: !protectData,
      })
    );
  }

  /** AWS WAF in front of a public load balancer; behind CloudFront it stands there. */
  private guardLoadBalancer(logsKmsKeyArn: string | undefined): WebAcl | undefined {
    const { cdn, loadBalancer, waf } = this.environment;
    const adminAddresses = adminAddressesOf(this.environment);
    if (cdn !== undefined || (loadBalancer.waf === "off" && adminAddresses === undefined)) return undefined;
    const webAcl = new WebAcl(this, "WebAcl", {
      ...waf,
      name: this.physicalName(LONGEST_STEM, "load-balancer"),
      scope: "REGIONAL",
      mode: loadBalancer.waf,
      sitesBelowPaths: this.environment.site.multisite === "subdirectory",
      adminAddresses,
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
  private behindCloudFront(network: SiteNetwork) {
    const cloudFront = new DataAwsEc2ManagedPrefixList(this, "CloudFront", {
      name: "com.amazonaws.global.cloudfront.origin-facing",
    });
    return {
      internal: true,
      // To ask Cognito it needs a way to the internet.
      subnetIds: adminLoginOf(this.environment) === undefined ? network.isolatedSubnetIds : network.taskSubnetIds,
      ingressPrefixListIds: [cloudFront.id],
      redirectHttp: false,
      behindCloudFront: true,
    };
  }

  private createCluster(network: SiteNetwork, keyArn: string | undefined): EcsCluster {
    const { service, tags, protectData } = this.environment;
    const name = this.physicalName(LONGEST_STEM);
    const capacity = serviceCapacity(this, "Instances", {
      service,
      tags,
      name: this.physicalName(LONGEST_STEM, "instances"),
      network,
      kmsKeyArn: keyArn,
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

  private createTransfers(kmsKeyArn: string | undefined): TransferBucket {
    return new TransferBucket(this, "Transfers", { name: transferBucketName(this.environment), kmsKeyArn });
  }

  private createService(cluster: EcsCluster, { network, data, image, mail }: ServiceStackProps): WordPressService {
    const { secrets, service } = this.environment;
    return new WordPressService(this, "WordPress", {
      name: this.physicalName(LONGEST_STEM),
      cluster,
      vpcId: network.vpcId,
      subnetIds: network.taskSubnetIds,
      assignPublicIp: network.tasksArePublic && cluster.compatibility === "FARGATE",
      loadBalancer: this.loadBalancer,
      databases: data.databaseListeners,
      cache: data.cache,
      webRoot: data.webRoot,
      mail: mail?.mail,
      transfers: this.transfers,
      image: image.image.reference,
      repository: image.repository,
      environment: wordpressEnvironment(this.environment, { siteUrl: this.siteUrl, network, data, mail }),
      variables: service.environment,
      secrets: [...containerSecrets(data), ...ownSecrets(this.environment, data)],
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

  /** Opens the port of a server of mail; SES is reached by HTTPS. */
  private letMailOut(): void {
    const { securityGroupId } = this.service;
    const { smtp } = this.environment.mail ?? {};
    if (smtp === undefined) return;
    new VpcSecurityGroupEgressRule(this, "MailServer", {
      securityGroupId,
      description: `Mail to ${smtp.host}`,
      ipProtocol: "tcp",
      fromPort: smtp.port,
      toPort: smtp.port,
      // A security group knows no names, and such a server's addresses change.
      cidrIpv4: "0.0.0.0/0",
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
  private createCron({ data }: ServiceStackProps): CronTask {
    const { service } = this.environment;
    return new CronTask(this, "Cron", {
      name: this.physicalName(LONGEST_STEM, "cron"),
      kmsKeyArn: data.keyArn,
      ...this.launch,
      taskDefinitionFamily: this.service.taskDefinitionFamily,
      taskRoleArn: this.service.taskRoleArn,
      executionRoleArn: this.service.executionRoleArn,
      containerName: WORDPRESS_CONTAINER_NAME,
      command: ["wp-image", "cron"],
      everyMinutes: service.cronMinutes,
    });
  }

  private launchOf(cluster: EcsCluster, network: SiteNetwork): TaskLaunch {
    return {
      clusterArn: cluster.arn,
      capacityProviderStrategy: cluster.capacityProviderStrategy,
      network:
        cluster.networkMode === "awsvpc"
          ? {
              subnets: network.taskSubnetIds,
              securityGroups: [this.service.securityGroupId],
              assignPublicIp: network.tasksArePublic,
            }
          : undefined,
    };
  }
}
