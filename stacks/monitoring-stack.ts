import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import { DataKey } from "../constructs/encryption/data-key";
import { LONGEST_STEM } from "../constructs/names";
import { Alarm, type AlarmDefinition } from "../constructs/observability/alarm";
import { AlarmTopic, type AlarmTopicProps } from "../constructs/observability/alarm-topic";
import {
  backupAlarms,
  certificateAlarms,
  findingsAlarms,
  schedulerAlarms,
} from "../constructs/observability/alarms/background";
import { cacheAlarms, databaseAlarms, fileSystemAlarms } from "../constructs/observability/alarms/data";
import { distributionAlarms, webAclAlarms } from "../constructs/observability/alarms/edge";
import { loadBalancerAlarms } from "../constructs/observability/alarms/load-balancer";
import { mailAlarms } from "../constructs/observability/alarms/mail";
import { restoreTestAlarms } from "../constructs/observability/alarms/restore-test";
import { serviceAlarms } from "../constructs/observability/alarms/service";
import { eventAlarms } from "../constructs/observability/alarms/workers";
import { BackupEvents } from "../constructs/observability/backup-events";
import { Dashboard } from "../constructs/observability/dashboard";
import { EcsEvents } from "../constructs/observability/ecs-events";
import { ImageFindings } from "../constructs/observability/image-findings";
import { LogMetrics } from "../constructs/observability/log-metrics";
import { OutsideCheck } from "../constructs/observability/outside-check";
import { SavedQueries } from "../constructs/observability/saved-queries";
import type { Environment } from "../environments";
import { severitiesFrom } from "../environments/schema/image-findings";
import type { DataStack } from "./data-stack";
import type { EdgeStack } from "./edge-stack";
import { EnvironmentStack } from "./environment-stack";
import type { ImageStack } from "./image-stack";
import type { MailStack } from "./mail-stack";
import { metricsNamespace } from "./metrics-namespace";
import { monitoringGraphs, restoreTestList } from "./monitoring-graphs";
import type { ServiceStack } from "./service-stack";
import { topicPublishers } from "./topic-publishers";

/** Where Route 53 and CloudFront keep their metrics, and so where their alarms and the alarms' topic must be. */
const GLOBAL_REGION = "us-east-1";

export interface MonitoringStackProps {
  readonly monitoring: NonNullable<Environment["monitoring"]>;
  readonly data: DataStack;
  readonly image: ImageStack;
  readonly service: ServiceStack;
  /** @default - visitors come to the load balancer itself */
  readonly edge?: EdgeStack;
  /** @default - no mail leaves by SES */
  readonly mail?: MailStack;
}

/** What is watched, who hears of it, and the page that shows it. */
export class MonitoringStack extends EnvironmentStack {
  readonly topic: AlarmTopic;

  constructor(scope: Construct, environment: Environment, props: MonitoringStackProps) {
    super(scope, { environment, name: "monitoring" });
    const { monitoring, data, service } = props;
    const name = this.physicalName(LONGEST_STEM);
    this.topic = this.createTopic("Topic", {
      emails: monitoring.emails,
      publishers: topicPublishers(environment),
      kmsKeyArn: data.keyArn,
    });
    const { logGroupName } = service.service;
    const namespace = metricsNamespace(environment);
    const logMetrics = new LogMetrics(this, "LogMetrics", { logGroupName, namespace });
    new SavedQueries(this, "Queries", { folder: name, logGroupName });
    new EcsEvents(this, "Events", {
      name: this.physicalName(LONGEST_STEM, "ecs"),
      clusterArn: service.cluster.arn,
      serviceArn: service.service.serviceArn,
      topic: this.topic,
      logRetentionDays: environment.service.logRetentionDays,
      kmsKeyArn: data.keyArn,
    });
    if (data.backup !== undefined)
      new BackupEvents(this, "Background", { name, topic: this.topic, backupVaultName: data.backup.vaultName });
    const { machineArn } = new ImageFindings(this, "ImageFindings", {
      name,
      topic: this.topic,
      repository: props.image.repository,
      digest: props.image.image.digest,
      severities: severitiesFrom(monitoring.imageFindings.level),
      exceptions: monitoring.imageFindings.exceptions,
      kmsKeyArn: data.keyArn,
    });
    const definitions = [
      ...findingsAlarms(machineArn),
      ...this.definitions(props),
      ...this.background(props),
      ...logMetrics.alarms(monitoring.thresholds.log),
      ...eventAlarms(namespace, monitoring.thresholds.events.oldestSeconds),
    ];
    const alarms = definitions.map(
      (definition) => new Alarm(this, definition.id, { ...definition, prefix: name, topicArns: [this.topic.arn] }).arn,
    );
    new Dashboard(this, "Dashboard", {
      name,
      alarmArns: alarms,
      graphs: monitoringGraphs({ ...this.watched(props), logMetrics, namespace }),
      lists: this.environment.backup?.restoreTest && [restoreTestList(logGroupName)],
    });
    this.watchFromGlobalRegion(name, props);
    this.output("AlarmTopicArn", this.topic.arn, "SNS topic of alarms and events");
    this.output("DashboardName", name, "CloudWatch dashboard");
  }

  private watched({ data, service }: MonitoringStackProps) {
    const { cache, service: settings } = this.environment;
    return {
      loadBalancer: service.loadBalancer,
      service: {
        clusterName: service.clusterName,
        serviceName: service.service.serviceName,
        containerInsights: settings.containerInsights !== "disabled",
      },
      database: { identifier: data.databaseIdentifier, aurora: this.environment.database.engine === "aurora-mysql" },
      fileSystemId: data.webRoot.fileSystemId,
      cache: cache && { identifier: data.cacheIdentifier, nodes: cache.replicas + 1 },
      restoreTests: this.environment.backup?.restoreTest !== undefined,
    };
  }

  private definitions(props: MonitoringStackProps): AlarmDefinition[] {
    const { thresholds } = props.monitoring;
    const { loadBalancer, service, database, fileSystemId, cache } = this.watched(props);
    return [
      ...loadBalancerAlarms(loadBalancer, thresholds.responses),
      ...serviceAlarms(service, thresholds.tasks),
      ...databaseAlarms(database, thresholds.database),
      ...fileSystemAlarms(fileSystemId, thresholds.fileSystem.ioPercent),
      ...(this.regionalWebAcl(props) ?? []),
      ...(cache === undefined ? [] : cacheAlarms(cache, thresholds.cache)),
    ];
  }

  /** What works in the background, and would stop without anybody waiting for it. */
  private background({ data, service, mail, monitoring }: MonitoringStackProps): AlarmDefinition[] {
    return [
      ...(mail === undefined ? [] : mailAlarms(mail.mail.configurationSetName, monitoring.thresholds.mail)),
      ...(service.cron === undefined ? [] : schedulerAlarms(service.cron.queueName)),
      ...(data.backup === undefined ? [] : backupAlarms(data.backup.vaultName)),
      ...this.restoreTests(),
      ...(service.certificateArn === undefined ? [] : certificateAlarms("CertificateEnds", service.certificateArn)),
    ];
  }

  private restoreTests(): AlarmDefinition[] {
    const { backup } = this.environment;
    return backup?.restoreTest === undefined
      ? []
      : restoreTestAlarms(metricsNamespace(this.environment), backup.restoreTest.every);
  }

  /** The web ACL of the load balancer; CloudFront's is watched in CloudFront's region. */
  private regionalWebAcl({ monitoring, service }: MonitoringStackProps): AlarmDefinition[] | undefined {
    const metricName = service.webAcl?.metricName;
    const { region } = this.environment;
    return metricName === undefined
      ? undefined
      : webAclAlarms({ metricName, region }, monitoring.thresholds.waf.blockedRequests);
  }

  private createTopic(id: string, props: Omit<AlarmTopicProps, "name">): AlarmTopic {
    return new AlarmTopic(this, id, { ...props, name: this.physicalName(LONGEST_STEM, "alarms") });
  }

  /** An alarm tells a topic of its own region, and a topic's key is of that region too. */
  private watchFromGlobalRegion(prefix: string, { monitoring, edge }: MonitoringStackProps): void {
    const { site, region } = this.environment;
    const { thresholds, emails } = monitoring;
    const checked = monitoring.outsideCheck ? site.domain : undefined;
    // Also without anything there: Terraform ends what there was with the provider that has made it.
    const provider = this.awsIn({ region: GLOBAL_REGION, alias: GLOBAL_REGION });
    if (checked === undefined && edge === undefined) return;
    const topicArn = region === GLOBAL_REGION ? this.topic.arn : this.createGlobalTopic(emails, provider);
    if (checked !== undefined) {
      new OutsideCheck(this, "OutsideCheck", { prefix, domainName: checked.name, topicArn, provider });
    }
    const definitions = [
      ...(edge === undefined ? [] : distributionAlarms(edge.distribution.id, thresholds.cdn.errorPercent)),
      ...(edge === undefined ? [] : certificateAlarms("CdnCertificateEnds", edge.certificateArn)),
      ...(edge?.webAcl === undefined ? [] : webAclAlarms(edge.webAcl, thresholds.waf.blockedRequests)),
    ];
    for (const definition of definitions) {
      new Alarm(this, definition.id, { ...definition, prefix, topicArns: [topicArn], provider });
    }
  }

  private createGlobalTopic(emails: readonly string[], provider: AwsProvider): string {
    const kmsKeyArn = this.environment.customerManagedKey ? this.createGlobalKey(provider) : undefined;
    return this.createTopic("GlobalTopic", { emails, publishers: ["cloudwatch"], kmsKeyArn, provider }).arn;
  }

  private createGlobalKey(provider: AwsProvider): string {
    return new DataKey(this, "GlobalKey", {
      name: this.physicalName(LONGEST_STEM, "alarms"),
      // Nothing is kept under it: a topic forgets what it has told.
      preventDestroy: false,
      logs: false,
      publishers: ["cloudwatch"],
      provider,
    }).arn;
  }
}
