import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { LIMITS } from "../../aws/limits";
import { acceptFindings } from "../accepted-finding";
import type { Grantee } from "../iam/grantee";
import type { Listener } from "../network/connect";
import type { SiteNetwork } from "../network/site-network";
import { LogGroup } from "../observability/log-group";
import { IamUser } from "./iam-user";

export interface CacheProps {
  /** Id of the replication group and first part of the other names; lowercase, letter first, at most 40 characters. */
  readonly name: string;
  /** Network whose isolated subnets hold the nodes. */
  readonly network: Pick<SiteNetwork, "vpcId" | "isolatedSubnetIds">;
  /** Major and minor version of Valkey. */
  readonly engineVersion: string;
  readonly nodeType: string;
  /** Copies of the primary, 0 to 5; with one or more, failover is automatic. */
  readonly replicas: number;
  /** Puts the replicas into other zones than the primary. */
  readonly multiAz: boolean;
  /** What goes when memory is full, in Valkey's words. */
  readonly evictionPolicy: string;
  /** Days that daily snapshots are kept; 0 makes none. */
  readonly snapshotRetentionDays: number;
  /** Daily, UTC. */
  readonly snapshotWindow: string;
  /** Weekly, UTC. */
  readonly maintenanceWindow: string;
  /** Days that slow commands and the engine's log are kept in CloudWatch. @default - no logs */
  readonly logRetentionDays?: number;
  /** Encrypts memory written to disk, snapshots and logs. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
  /** Admits only clients whose role may `elasticache:Connect`. */
  readonly iamAuthentication: boolean;
}

/** What a client with IAM authentication logs in with, and what its role must be allowed to connect to. */
export interface CacheLogin {
  readonly userId: string;
  readonly userArn: string;
  readonly cacheArn: string;
}

const PORT = 6379;
/** The two logs that ElastiCache has: id of ours, and its own name for it. */
const LOGS = [
  ["SlowLog", "slow-log"],
  ["EngineLog", "engine-log"],
] as const;

/**
 * Valkey on ElastiCache that only admitted peers reach, over TLS, encrypted at rest. It has no password: an
 * `auth_token` would stand in the state in plain text, for the provider has no write-only argument for it. With
 * `iamAuthentication`, clients prove their role instead.
 */
export class Cache extends Construct implements Listener {
  /** Address of the primary, which moves with a failover. */
  readonly host: string;
  readonly port = PORT;
  readonly protocol = "Valkey";
  readonly securityGroupId: string;
  /** With `iamAuthentication` only. */
  readonly login: CacheLogin | undefined;

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const { name, network, replicas, multiAz, engineVersion, snapshotRetentionDays } = props;
    this.check(props);
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "Cache of WordPress",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    const subnets = new ElasticacheSubnetGroup(this, "Subnets", {
      name,
      description: "Isolated subnets of the cache",
      subnetIds: network.isolatedSubnetIds,
    });
    const [major] = engineVersion.split(".");
    const parameters = new ElasticacheParameterGroup(this, "Parameters", {
      // The family is part of the name: ElastiCache cannot change it, and the group of the next version is made first.
      name: `${name}-valkey${major}`,
      family: `valkey${major}`,
      description: "Valkey settings for WordPress",
      parameter: [{ name: "maxmemory-policy", value: props.evictionPolicy }],
      lifecycle: { createBeforeDestroy: true },
    });
    const user = props.iamAuthentication ? new IamUser(this, "User", { name }) : undefined;
    const group = new ElasticacheReplicationGroup(this, "Resource", {
      replicationGroupId: name,
      description: "Object cache of WordPress",
      engine: "valkey",
      engineVersion,
      nodeType: props.nodeType,
      numCacheClusters: 1 + replicas,
      automaticFailoverEnabled: replicas > 0,
      multiAzEnabled: multiAz,
      port: PORT,
      subnetGroupName: subnets.name,
      securityGroupIds: [securityGroup.id],
      parameterGroupName: parameters.name,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      userGroupIds: user && [user.groupId],
      atRestEncryptionEnabled: "true",
      kmsKeyId: props.kmsKeyArn,
      autoMinorVersionUpgrade: "true",
      snapshotRetentionLimit: snapshotRetentionDays,
      snapshotWindow: snapshotRetentionDays > 0 ? props.snapshotWindow : undefined,
      maintenanceWindow: props.maintenanceWindow,
      logDeliveryConfiguration: this.logs(props),
    });
    if (user === undefined) {
      acceptFindings(group, {
        CKV_AWS_31:
          "TLS and encryption are on; an auth token would stand in the state, so the security group guards the cache.",
      });
    }
    this.host = group.primaryEndpointAddress;
    this.securityGroupId = securityGroup.id;
    this.login = user && { userId: user.userId, userArn: user.userArn, cacheArn: group.arn };
  }

  /** Lets a task log in with its role, where the cache takes roles. */
  grantLogin(task: Grantee): void {
    if (this.login === undefined) return;
    // Both must be allowed: this cache, as this user.
    const Resource = [this.login.cacheArn, this.login.userArn];
    task.allow({ Sid: "ConnectToCache", Action: "elasticache:Connect", Resource });
  }

  private logs({ name, logRetentionDays, kmsKeyArn }: CacheProps) {
    if (logRetentionDays === undefined) return undefined;
    return LOGS.map(([id, logType]) => {
      const group = new LogGroup(this, id, {
        name: `/aws/elasticache/${name}/${logType}`,
        retentionDays: logRetentionDays,
        kmsKeyArn,
      });
      return { destination: group.name, destinationType: "cloudwatch-logs", logFormat: "json", logType };
    });
  }

  private check({ name, replicas, multiAz }: CacheProps): void {
    if (name.length > LIMITS.replicationGroup) {
      throw new Error(`${this.node.path}: name must have ${LIMITS.replicationGroup} characters at most, got ${name}`);
    }
    if (multiAz && replicas === 0) {
      throw new Error(`${this.node.path}: replicas must be 1 or more with multiAz, got 0`);
    }
  }
}
