import type { DbProxyTargetConfig } from "@cdktf/provider-aws/lib/db-proxy-target";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ADVANCED_INSIGHTS_DAYS } from "../../aws/rds/insights";
import type { Listener } from "../network/connect";
import type { SiteNetwork } from "../network/site-network";
import { GeneratedSecret, type SecretReference, type WriteOnlyValue } from "../secrets/generated-secret";
import { DatabaseLogGroups } from "./log-groups";
import { MonitoringRole } from "./monitoring-role";
import type { Parameter } from "./parameters";

/** What every kind of database takes. */
export interface DatabaseProps {
  /** Identifier, and first part of the other names; lowercase, letter first, at most 30 characters. */
  readonly name: string;
  /** Network whose isolated subnets hold the database. */
  readonly network: Pick<SiteNetwork, "vpcId" | "isolatedSubnetIds">;
  /** Version of the engine; major and minor leave the patch to RDS. @default - the newest that this project knows */
  readonly engineVersion?: string;
  /** Parameters in place of WordPress's own, or beside them. */
  readonly parameters: readonly Parameter[];
  /** Database that is made with the server. */
  readonly databaseName: string;
  /** User that WordPress logs in with. */
  readonly username: string;
  /**
   * User that RDS makes, with all rights, in place of `username`: whoever starts WordPress then makes `username` by
   * the master's secret, with the rights that WordPress needs. @default - `username` is the master user
   */
  readonly masterUsername?: string;
  /**
   * Lets database users that are made for it sign in with tokens of IAM, which last 15 minutes; the others keep their
   * passwords.
   */
  readonly iamAuthentication: boolean;
  /** Days that automatic backups are kept, 1 to 35. */
  readonly backupRetentionDays: number;
  /** Daily, UTC. */
  readonly backupWindow: string;
  /** Weekly, UTC. */
  readonly maintenanceWindow: string;
  /** Log types that go to CloudWatch. */
  readonly logExports: readonly string[];
  /** Days that they are kept there. */
  readonly logRetentionDays: number;
  /** Seconds between operating-system metrics; 0 turns them off. */
  readonly monitoringIntervalSeconds: number;
  /** CloudWatch Database Insights; `advanced` needs Performance Insights with 465 days or more. */
  readonly insights: "standard" | "advanced";
  /** Not offered on micro and small classes. */
  readonly performanceInsights: boolean;
  /** Days that Performance Insights looks back: 7, a multiple of 31, or 731. */
  readonly performanceInsightsRetentionDays: number;
  /** Snapshot that the database is made from, by name or ARN; its master user must be the one here. @default - empty */
  readonly snapshotIdentifier?: string;
  /** Deletion protection, a final snapshot and kept backups. */
  readonly protect: boolean;
  /** Raise it to give the user a new password. */
  readonly secretsVersion: number;
  /** Days that the deleted secret can be brought back: 0, or 7 to 30. */
  readonly recoveryWindowDays: number;
  /** Encrypts storage, backups, logs and the secret. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
  /** Tags by which a backup plan finds the database. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A database as AWS Backup knows it. */
export interface RestoredDatabase {
  /** As AWS Backup names its type. */
  readonly kind: "RDS" | "Aurora";
  readonly arn: string;
  /** What AWS Backup would guess otherwise, by the names of its restore metadata. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** RDS takes 8 to 41 characters for MySQL. Source: RDS CreateDBInstance API reference. */
const PASSWORD_CHARACTERS = 32;

/**
 * A MySQL server on RDS that only admitted peers reach, over TLS; its password stands in Secrets Manager and nowhere
 * else. What kind of server it is, its subclasses say; who uses it sees no difference.
 */
export abstract class Database extends Construct implements Listener {
  /** Where to write, and to read what was just written. */
  abstract readonly host: string;
  /** What a proxy of the database leads to. */
  abstract readonly proxyTarget: Pick<
    DbProxyTargetConfig,
    "dbInstanceIdentifier" | "dbClusterIdentifier" | "dependsOn"
  >;
  /** How AWS Backup knows it, and restores it beside itself. */
  abstract readonly restored: RestoredDatabase;
  readonly port = 3306;
  readonly protocol = "MySQL";
  readonly databaseName: string;
  readonly securityGroupId: string;
  readonly subnetGroupName: string;
  /** Secrets Manager secret with the keys `username` and `password`. */
  readonly secretArn: string;
  /** The secret's values. */
  readonly secretReady: ITerraformDependable;
  readonly username: SecretReference;
  readonly password: SecretReference;
  /** The master user, when WordPress logs in with another. */
  readonly master: { readonly username: SecretReference; readonly password: SecretReference } | undefined;

  protected readonly masterUsername: string;
  protected readonly masterPassword: WriteOnlyValue;
  /** Attributes of enhanced monitoring and Performance Insights, which an instance takes. */
  protected readonly insight: ReturnType<typeof insightOf>;
  /** Log groups and rights, which must be there before the server is. */
  protected readonly ready: ITerraformDependable[];
  private readonly subnets: DbSubnetGroup;

  constructor(scope: Construct, id: string, kind: "instance" | "cluster", props: DatabaseProps) {
    super(scope, id);
    const { name, network, kmsKeyArn, monitoringIntervalSeconds } = props;
    const { username, databaseName, masterUsername } = props;
    if (masterUsername === username) {
      throw new Error(`${this.node.path}: masterUsername must be another than username, got ${username}`);
    }
    const secret = this.createSecret("Secret", "Database user of WordPress", username, props);
    const masterSecret =
      masterUsername === undefined
        ? undefined
        : this.createSecret("MasterSecret", "Master user of the database", masterUsername, props);
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "Database of WordPress",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    this.subnets = new DbSubnetGroup(this, "Subnets", {
      namePrefix: `${name}-`,
      description: "Isolated subnets of the database",
      subnetIds: network.isolatedSubnetIds,
    });
    const monitoring = monitoringIntervalSeconds > 0 ? new MonitoringRole(this, "Monitoring", props) : undefined;
    const logs = new DatabaseLogGroups(this, "Logs", {
      kind,
      identifier: name,
      logs: logExportsOf(props),
      retentionDays: props.logRetentionDays,
      kmsKeyArn,
    });
    this.databaseName = databaseName;
    this.securityGroupId = securityGroup.id;
    this.secretArn = secret.arn;
    this.secretReady = secret.ready;
    this.username = secret.reference("username");
    this.password = secret.reference("password");
    this.master = masterSecret && {
      username: masterSecret.reference("username"),
      password: masterSecret.reference("password"),
    };
    this.masterUsername = masterUsername ?? username;
    this.masterPassword = (masterSecret ?? secret).writeOnly("password");
    this.subnetGroupName = this.subnets.name;
    this.insight = insightOf(props, monitoring?.arn);
    this.ready = [...logs.ready, ...(monitoring === undefined ? [] : [monitoring.ready])];
  }

  private createSecret(id: string, description: string, username: string, props: DatabaseProps): GeneratedSecret {
    return new GeneratedSecret(this, id, {
      namePrefix: props.name,
      description,
      fixed: { username },
      generated: { password: PASSWORD_CHARACTERS },
      version: props.secretsVersion,
      recoveryWindowDays: props.recoveryWindowDays,
      kmsKeyArn: props.kmsKeyArn,
    });
  }

  /** Where a restored copy stands, by the names of AWS Backup's restore metadata: the same peers reach it. */
  protected get besideItself(): Readonly<Record<string, string>> {
    return { dbSubnetGroupName: this.subnetGroupName, vpcSecurityGroupIds: JSON.stringify([this.securityGroupId]) };
  }

  /**
   * The final snapshot outlives the database, and RDS refuses a name that is taken: the suffix that AWS gave the subnet
   * group is another one each time the database is made again, and stays the same in between.
   */
  protected finalSnapshotName(name: string): string {
    return `${name}-final-${Fn.trimprefix(this.subnets.name, `${name}-`)}`;
  }
}

export function logExportsOf({ logExports }: DatabaseProps): string[] {
  return [...logExports];
}

function insightOf(props: DatabaseProps, monitoringRoleArn: string | undefined) {
  const { monitoringIntervalSeconds } = props;
  return { monitoringInterval: monitoringIntervalSeconds, monitoringRoleArn, ...performanceInsightsOf(props) };
}

/** Performance Insights, without which there is no advanced mode of Database Insights. */
export function performanceInsightsOf({ insights, kmsKeyArn, ...props }: DatabaseProps) {
  const isAdvanced = insights === "advanced";
  const isOn = isAdvanced || props.performanceInsights;
  const days = Math.max(props.performanceInsightsRetentionDays, isAdvanced ? ADVANCED_INSIGHTS_DAYS : 0);
  return {
    performanceInsightsEnabled: isOn,
    performanceInsightsKmsKeyId: isOn ? kmsKeyArn : undefined,
    performanceInsightsRetentionPeriod: isOn ? days : undefined,
  };
}
