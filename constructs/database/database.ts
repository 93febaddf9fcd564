import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Connectable } from "../connectable";
import { admit, type Listener } from "../network/admit";
import type { Network } from "../network/network";
import { GeneratedSecret, type SecretReference } from "../secrets/generated-secret";
import { MonitoringRole } from "./monitoring-role";
import { ParameterGroup } from "./parameter-group";

export interface DatabaseProps {
  /** First part of the physical names; lowercase, letter first. */
  readonly name: string;
  readonly accountId: string;
  readonly partition: string;
  /** Network whose isolated subnets hold the instance. */
  readonly network: Pick<Network, "vpcId" | "isolatedSubnetIds">;
  /** MySQL version; major and minor leave the patch to RDS. @default "8.4" */
  readonly engineVersion?: string;
  /** @default "db.t4g.micro" */
  readonly instanceClass?: string;
  /** Storage at creation in GiB, 20 or more. @default 20 */
  readonly storageGiB?: number;
  /** Storage grows by itself up to this many GiB. @default 100 */
  readonly maxStorageGiB?: number;
  /** A standby in a second zone takes over when the first is lost. @default false */
  readonly multiAz?: boolean;
  /** Database that is made with the instance. @default "wordpress" */
  readonly databaseName?: string;
  /** User that WordPress logs in with. @default "wordpress" */
  readonly username?: string;
  /** Days that automatic backups are kept, 1 to 35. @default 7 */
  readonly backupRetentionDays?: number;
  /** Daily, UTC. @default "03:00-04:00" */
  readonly backupWindow?: string;
  /** Weekly, UTC. @default "sun:04:30-sun:05:30" */
  readonly maintenanceWindow?: string;
  /** Log types that go to CloudWatch. @default ["error", "slowquery"] */
  readonly logExports?: readonly string[];
  /** Seconds between operating-system metrics; 0 turns them off. @default 0 */
  readonly monitoringIntervalSeconds?: number;
  /** Not offered on micro and small classes. @default false */
  readonly performanceInsights?: boolean;
  /** Deletion protection, a final snapshot and kept backups. @default true */
  readonly protect?: boolean;
  /** Raise it to give the user a new password. @default 1 */
  readonly secretsVersion?: number;
  /** Days that the deleted secret can be brought back: 0, or 7 to 30. @default 30 */
  readonly recoveryWindowDays?: number;
  /** Encrypts storage, backups and the secret. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
}

const SMALLEST_STORAGE_GIB = 20;
/** RDS takes 8 to 41 characters for MySQL. Source: RDS CreateDBInstance API reference. */
const PASSWORD_CHARACTERS = 32;

/** MySQL on RDS that only admitted peers reach, over TLS; its password stands in Secrets Manager and nowhere else. */
export class Database extends Construct implements Listener {
  readonly host: string;
  readonly port = 3306;
  readonly databaseName: string;
  readonly securityGroupId: string;
  /** Secrets Manager secret with the keys `username` and `password`. */
  readonly secretArn: string;
  readonly username: SecretReference;
  readonly password: SecretReference;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { name, network, storageGiB = SMALLEST_STORAGE_GIB, maxStorageGiB = 100, kmsKeyArn, protect = true } = props;
    const { engineVersion = "8.4", username = "wordpress", databaseName = "wordpress" } = props;
    const { monitoringIntervalSeconds = 0, performanceInsights = false, instanceClass = "db.t4g.micro" } = props;
    if (storageGiB < SMALLEST_STORAGE_GIB) {
      throw new Error(`${this.node.path}: storageGiB must be ${SMALLEST_STORAGE_GIB} or more, got ${storageGiB}`);
    }
    if (maxStorageGiB < storageGiB) {
      throw new Error(`${this.node.path}: maxStorageGiB must be ${storageGiB} or more, got ${maxStorageGiB}`);
    }
    const secret = new GeneratedSecret(this, "Secret", {
      namePrefix: name,
      description: "Database user of WordPress",
      fixed: { username },
      generated: { password: PASSWORD_CHARACTERS },
      version: props.secretsVersion ?? 1,
      recoveryWindowDays: props.recoveryWindowDays ?? 30,
      kmsKeyArn,
    });
    const password = secret.writeOnly("password");
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "Database of WordPress",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    const subnets = new DbSubnetGroup(this, "Subnets", {
      namePrefix: `${name}-`,
      description: "Isolated subnets of the database",
      subnetIds: network.isolatedSubnetIds,
    });
    const majorVersion = engineVersion.split(".").slice(0, 2).join(".");
    const parameters = new ParameterGroup(this, "Parameters", { namePrefix: name, majorVersion });
    const monitoring = monitoringIntervalSeconds > 0 ? new MonitoringRole(this, "Monitoring", props) : undefined;

    const instance = new DbInstance(this, "Resource", {
      identifier: name,
      engine: "mysql",
      engineVersion,
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      instanceClass,
      dbName: databaseName,
      username,
      passwordWo: password.value,
      passwordWoVersion: password.version,
      allocatedStorage: storageGiB,
      maxAllocatedStorage: maxStorageGiB > storageGiB ? maxStorageGiB : undefined,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: kmsKeyArn,
      multiAz: props.multiAz ?? false,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [securityGroup.id],
      publiclyAccessible: false,
      parameterGroupName: parameters.name,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: props.backupRetentionDays ?? 7,
      backupWindow: props.backupWindow ?? "03:00-04:00",
      maintenanceWindow: props.maintenanceWindow ?? "sun:04:30-sun:05:30",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !protect,
      deletionProtection: protect,
      skipFinalSnapshot: !protect,
      finalSnapshotIdentifier: protect ? finalSnapshotName(name, subnets) : undefined,
      enabledCloudwatchLogsExports: [...(props.logExports ?? ["error", "slowquery"])],
      monitoringInterval: monitoringIntervalSeconds,
      monitoringRoleArn: monitoring?.arn,
      performanceInsightsEnabled: performanceInsights,
      performanceInsightsKmsKeyId: performanceInsights ? kmsKeyArn : undefined,
      lifecycle: { preventDestroy: protect },
      dependsOn: monitoring === undefined ? undefined : [monitoring.ready],
    });
    this.host = instance.address;
    this.databaseName = databaseName;
    this.securityGroupId = securityGroup.id;
    this.secretArn = secret.arn;
    this.username = secret.reference("username");
    this.password = secret.reference("password");
  }

  /** Lets `peer` connect. */
  allowFrom(peer: Connectable): void {
    admit(this, peer, "MySQL");
  }
}

/**
 * The final snapshot outlives the instance, and RDS refuses a name that is taken: the suffix that AWS gave the subnet
 * group is another one each time the database is made anew, and stays the same in between.
 */
function finalSnapshotName(name: string, subnets: DbSubnetGroup): string {
  return `${name}-final-${Fn.trimprefix(subnets.name, `${name}-`)}`;
}
