import { DbProxy } from "@cdktf/provider-aws/lib/db-proxy";
import { DbProxyDefaultTargetGroup } from "@cdktf/provider-aws/lib/db-proxy-default-target-group";
import { DbProxyTarget } from "@cdktf/provider-aws/lib/db-proxy-target";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { RDS_IDENTIFIER, RDS_IDENTIFIER_RULE } from "../../aws/rds/names";
import { connect, type Listener } from "../network/connect";
import type { SiteNetwork } from "../network/site-network";
import type { Database } from "./database";
import { ProxyRole } from "./proxy-role";

export interface DatabaseProxyProps {
  /** Name of the proxy and of its role; lowercase letters, digits and single hyphens, letter first, at most 63 characters. */
  readonly name: string;
  /** Network whose isolated subnets hold the proxy; they span two zones or more. */
  readonly network: Pick<SiteNetwork, "vpcId" | "isolatedSubnetIds">;
  /** What is behind it, in the same stack. */
  readonly database: Database;
  /** Part of the server's `max_connections` that the proxy opens at most, 1 to 100; the rest is for who goes past it. */
  readonly maxConnectionsPercent: number;
  /** Seconds that a client waits for a connection when all are in use, 0 to 300. */
  readonly borrowTimeoutSeconds: number;
  /** Seconds that a client may be silent before it is disconnected, 1 to 28800. */
  readonly idleClientTimeoutSeconds: number;
  /** Key that encrypts the user's secret. @default - Secrets Manager's own */
  readonly kmsKeyArn?: string;
}

/**
 * RDS Proxy in front of a database: it holds the connections to the server and leads them to the one that takes over,
 * under a name that stays. Only WordPress's user comes through, with the password of the secret, over TLS.
 */
export class DatabaseProxy extends Construct implements Listener {
  /** Where to write, and to read what was just written. */
  readonly host: string;
  readonly port = 3306;
  readonly protocol = "MySQL";
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: DatabaseProxyProps) {
    super(scope, id);
    const { name, network, database, maxConnectionsPercent } = props;
    if (!RDS_IDENTIFIER.test(name)) {
      throw new Error(`${this.node.path}: name ${RDS_IDENTIFIER_RULE}, got ${name}`);
    }
    const securityGroup = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "Proxy of the database of WordPress",
      vpcId: network.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = securityGroup.id;
    const wayOut = connect(this, database);
    const role = new ProxyRole(this, "Role", { ...props, secretArns: [database.secretArn] });
    const proxy = new DbProxy(this, "Resource", {
      name,
      engineFamily: "MYSQL",
      requireTls: true,
      roleArn: role.arn,
      auth: [
        {
          authScheme: "SECRETS",
          iamAuth: "DISABLED",
          secretArn: database.secretArn,
          // How clients sign in here; at the server the proxy follows the user's own plugin.
          clientPasswordAuthType: "MYSQL_CACHING_SHA2_PASSWORD",
          description: "User of WordPress",
        },
      ],
      idleClientTimeout: props.idleClientTimeoutSeconds,
      vpcSubnetIds: network.isolatedSubnetIds,
      vpcSecurityGroupIds: [securityGroup.id],
      dependsOn: [role.ready, database.secretReady, ...wayOut],
    });
    const targets = new DbProxyDefaultTargetGroup(this, "Targets", {
      dbProxyName: proxy.name,
      connectionPoolConfig: {
        maxConnectionsPercent,
        maxIdleConnectionsPercent: Math.floor(maxConnectionsPercent / 2),
        connectionBorrowTimeout: props.borrowTimeoutSeconds,
      },
    });
    new DbProxyTarget(this, "Target", {
      dbProxyName: proxy.name,
      targetGroupName: targets.name,
      ...database.proxyTarget,
    });
    this.host = proxy.endpoint;
  }
}
