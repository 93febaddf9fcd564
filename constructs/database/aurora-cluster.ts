import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import type { Construct } from "constructs";
import { CERTIFICATE_AUTHORITY } from "../../aws/rds/certificate-authorities";
import { Database, type DatabaseProps, logExportsOf, performanceInsightsOf } from "./database";
import { ParameterGroup } from "./parameter-group";

export interface AuroraClusterProps extends DatabaseProps {
  /** `db.serverless`, which scales by itself, or a class of fixed size. */
  readonly instanceClass: string;
  /** Instances beside the writer, in other zones, that can be read from and take over, 0 to 15. */
  readonly readers: number;
  /** Smallest size of a serverless instance in Aurora capacity units of 2 GiB; 0 lets it pause. */
  readonly minCapacityUnits: number;
  /** Largest size of a serverless instance, 1 to 256. */
  readonly maxCapacityUnits: number;
  /** Storage whose price includes I/O. */
  readonly ioOptimized: boolean;
}

const SERVERLESS = "db.serverless";
const ENGINE = "aurora-mysql";

/** Aurora MySQL: storage over three zones, a writer, and readers that take its place within a minute. */
export class AuroraCluster extends Database {
  readonly host: string;
  readonly proxyTarget: Database["proxyTarget"];
  readonly restored: Database["restored"];
  /** One address for all readers; without readers it leads to the writer. */
  readonly readHosts: readonly string[];

  constructor(scope: Construct, id: string, props: AuroraClusterProps) {
    super(scope, id, "cluster", props);
    const { name, engineVersion = "8.0", instanceClass, readers, protect } = props;
    this.check(props);
    const parameters = new ParameterGroup(this, "Parameters", {
      kind: "cluster",
      namePrefix: name,
      family: `aurora-mysql${engineVersion.split(".").slice(0, 2).join(".")}`,
      overrides: props.parameters,
    });
    const cluster = new RdsCluster(this, "Cluster", {
      clusterIdentifier: name,
      engine: ENGINE,
      engineVersion,
      engineMode: "provisioned",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      serverlessv2ScalingConfiguration: instanceClass === SERVERLESS ? capacity(props) : undefined,
      databaseName: this.databaseName,
      snapshotIdentifier: props.snapshotIdentifier,
      masterUsername: this.masterUsername,
      masterPasswordWo: this.masterPassword.value,
      masterPasswordWoVersion: this.masterPassword.version,
      storageType: props.ioOptimized ? "aurora-iopt1" : undefined,
      storageEncrypted: true,
      iamDatabaseAuthenticationEnabled: props.iamAuthentication,
      kmsKeyId: props.kmsKeyArn,
      dbSubnetGroupName: this.subnetGroupName,
      vpcSecurityGroupIds: [this.securityGroupId],
      dbClusterParameterGroupName: parameters.name,
      backupRetentionPeriod: props.backupRetentionDays,
      preferredBackupWindow: props.backupWindow,
      preferredMaintenanceWindow: props.maintenanceWindow,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !protect,
      deletionProtection: protect,
      skipFinalSnapshot: !protect,
      finalSnapshotIdentifier: protect ? this.finalSnapshotName(name) : undefined,
      enabledCloudwatchLogsExports: logExportsOf(props),
      databaseInsightsMode: props.insights,
      // The mode is the cluster's, and asks for Performance Insights there.
      ...(props.insights === "advanced" ? performanceInsightsOf(props) : {}),
      tags: props.tags && { ...props.tags },
      lifecycle: { preventDestroy: protect },
      dependsOn: this.ready,
    });
    const instances = Array.from({ length: 1 + readers }, (_, index) => index + 1).map(
      (number) =>
        new RdsClusterInstance(this, `Instance${number}`, {
          identifier: `${name}-${number}`,
          clusterIdentifier: cluster.clusterIdentifier,
          engine: ENGINE,
          instanceClass,
          // The writer's tier and the first readers' scale together, so that who takes over is large enough.
          promotionTier: Math.min(number - 1, 1),
          dbSubnetGroupName: this.subnetGroupName,
          publiclyAccessible: false,
          caCertIdentifier: CERTIFICATE_AUTHORITY,
          autoMinorVersionUpgrade: true,
          copyTagsToSnapshot: true,
          ...this.insight,
        }),
    );
    this.host = cluster.endpoint;
    // A cluster without an instance has nothing that a proxy could lead to.
    this.proxyTarget = { dbClusterIdentifier: cluster.clusterIdentifier, dependsOn: instances };
    this.restored = {
      kind: "Aurora",
      arn: cluster.arn,
      overrides: { ...this.besideItself, dbClusterParameterGroupName: parameters.name },
    };
    this.readHosts = [cluster.readerEndpoint];
  }

  private check({ minCapacityUnits, maxCapacityUnits }: AuroraClusterProps): void {
    if (minCapacityUnits > maxCapacityUnits) {
      throw new Error(
        `${this.node.path}: minCapacityUnits must be ${maxCapacityUnits} at most, which is maxCapacityUnits, got ${minCapacityUnits}`,
      );
    }
  }
}

function capacity({ minCapacityUnits, maxCapacityUnits }: AuroraClusterProps) {
  return { minCapacity: minCapacityUnits, maxCapacity: maxCapacityUnits };
}
