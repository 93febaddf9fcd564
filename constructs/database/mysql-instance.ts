import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import type { Construct } from "constructs";
import { CERTIFICATE_AUTHORITY } from "../../aws/rds/certificate-authorities";
import { type Storage, storageProblems } from "../../aws/rds/storage";
import { acceptFindings } from "../accepted-finding";
import { Database, type DatabaseProps, logExportsOf } from "./database";
import { DatabaseLogGroups } from "./log-groups";
import { ParameterGroup } from "./parameter-group";

export interface MysqlInstanceProps extends DatabaseProps {
  readonly instanceClass: string;
  /** Storage at creation in GiB, 20 or more. */
  readonly storageGiB: number;
  /** Storage grows by itself up to this many GiB. */
  readonly maxStorageGiB: number;
  readonly storageType: Storage["type"];
  /** I/O operations a second. @default - what the size brings; `io2` needs a number */
  readonly iops?: number;
  /** gp3 only, in MiB/s. @default - what the size brings */
  readonly throughputMiBps?: number;
  /** A standby in a second zone takes over when the first is lost. */
  readonly multiAz: boolean;
  /** Copies that can be read from, 0 to 5. */
  readonly readReplicas: number;
}

const SMALLEST_STORAGE_GIB = 20;

/** What the policy check finds in an instance, and why that is meant. */
const findings = (props: MysqlInstanceProps) => ({
  CKV2_AWS_69: "TLS is required by the parameter group's require_secure_transport, which the check does not read.",
  ...(props.protect === false && { CKV_AWS_293: "It is there to be destroyed; protectData protects it." }),
  ...(!props.iamAuthentication && {
    CKV_AWS_161: "WordPress signs in with a password from Secrets Manager; database.iamAuthentication is for people.",
  }),
  ...(!props.multiAz && { CKV_AWS_157: "In one zone, at half the price; database.multiAz adds another." }),
  ...(!props.monitoringIntervalSeconds && {
    CKV_AWS_118: "No metrics of the operating system; database.monitoringIntervalSeconds brings them.",
  }),
});

/** RDS for MySQL: one instance, with a standby in another zone and read replicas if wanted. */
export class MysqlInstance extends Database {
  readonly host: string;
  readonly proxyTarget: Database["proxyTarget"];
  readonly restored: Database["restored"];
  /** Hosts of the read replicas. */
  readonly readHosts: readonly string[];

  constructor(scope: Construct, id: string, props: MysqlInstanceProps) {
    super(scope, id, "instance", props);
    this.check(props);
    const { name, engineVersion = "8.4", storageGiB, protect, readReplicas } = props;
    const parameters = new ParameterGroup(this, "Parameters", {
      kind: "instance",
      namePrefix: name,
      family: `mysql${engineVersion.split(".").slice(0, 2).join(".")}`,
      overrides: props.parameters,
    });
    const instance = new DbInstance(this, "Resource", {
      ...this.everyInstance(props, parameters.name),
      identifier: name,
      engine: "mysql",
      engineVersion,
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      dbName: this.databaseName,
      snapshotIdentifier: props.snapshotIdentifier,
      username: this.masterUsername,
      passwordWo: this.masterPassword.value,
      passwordWoVersion: this.masterPassword.version,
      allocatedStorage: storageGiB,
      storageEncrypted: true,
      kmsKeyId: props.kmsKeyArn,
      multiAz: props.multiAz,
      dbSubnetGroupName: this.subnetGroupName,
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      skipFinalSnapshot: !protect,
      finalSnapshotIdentifier: protect ? this.finalSnapshotName(name) : undefined,
      tags: props.tags && { ...props.tags },
      dependsOn: this.ready,
    });
    acceptFindings(instance, findings(props));
    this.host = instance.address;
    this.proxyTarget = { dbInstanceIdentifier: instance.identifier };
    this.restored = {
      kind: "RDS",
      arn: instance.arn,
      overrides: {
        ...this.besideItself,
        dbParameterGroupName: parameters.name,
        // Else RDS decides by the network, and a VPC with a way to the internet makes it public.
        publiclyAccessible: "false",
      },
    };
    this.readHosts = Array.from({ length: readReplicas }, (_, index) =>
      this.createReplica(props, instance, parameters.name, index + 1),
    );
  }

  /** Encryption, subnets and password are the source's. */
  private createReplica(
    props: MysqlInstanceProps,
    source: DbInstance,
    parameterGroupName: string,
    number: number,
  ): string {
    const identifier = `${props.name}-replica-${number}`;
    const logs = new DatabaseLogGroups(this, `Replica${number}Logs`, {
      kind: "instance",
      identifier,
      logs: logExportsOf(props),
      retentionDays: props.logRetentionDays,
      kmsKeyArn: props.kmsKeyArn,
    });
    const replica = new DbInstance(this, `Replica${number}`, {
      ...this.everyInstance(props, parameterGroupName),
      identifier,
      replicateSourceDb: source.identifier,
      skipFinalSnapshot: true,
      dependsOn: [...this.ready, ...logs.ready],
    });
    acceptFindings(replica, findings({ ...props, multiAz: false }));
    return replica.address;
  }

  /** What the instance and its replicas have in common. */
  private everyInstance(props: MysqlInstanceProps, parameterGroupName: string) {
    const { storageGiB, maxStorageGiB, protect } = props;
    return {
      instanceClass: props.instanceClass,
      maxAllocatedStorage: maxStorageGiB > storageGiB ? maxStorageGiB : undefined,
      storageType: props.storageType,
      iops: props.iops,
      storageThroughput: props.throughputMiBps,
      vpcSecurityGroupIds: [this.securityGroupId],
      publiclyAccessible: false,
      iamDatabaseAuthenticationEnabled: props.iamAuthentication,
      parameterGroupName,
      caCertIdentifier: CERTIFICATE_AUTHORITY,
      autoMinorVersionUpgrade: true,
      maintenanceWindow: props.maintenanceWindow,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !protect,
      deletionProtection: protect,
      enabledCloudwatchLogsExports: logExportsOf(props),
      // Also when it is the default: left out, an advanced mode of before would stay.
      databaseInsightsMode: props.insights,
      ...this.insight,
      lifecycle: { preventDestroy: protect },
    };
  }

  private check({ storageGiB, maxStorageGiB, ...props }: MysqlInstanceProps): void {
    if (storageGiB < SMALLEST_STORAGE_GIB) {
      throw new Error(`${this.node.path}: storageGiB must be ${SMALLEST_STORAGE_GIB} or more, got ${storageGiB}`);
    }
    if (maxStorageGiB < storageGiB) {
      throw new Error(`${this.node.path}: maxStorageGiB must be ${storageGiB} or more, got ${maxStorageGiB}`);
    }
    const storage = { ...props, type: props.storageType, sizeGiB: storageGiB };
    const [problem] = storageProblems(storage);
    if (problem !== undefined) {
      throw new Error(`${this.node.path}: ${problem.field} ${problem.rule}, got ${storage[problem.field]}`);
    }
  }
}
