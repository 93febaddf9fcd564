import { certificateAuthority, proxyCertificateAuthorities } from "../aws/rds/certificate-authorities";
import type { DatabaseProxy } from "../constructs/database/database-proxy";
import type { Network } from "../constructs/network/network";
import { Place } from "../constructs/place";
import { KEYS_AND_SALTS } from "../constructs/secrets/wordpress-secrets";
import type { ContainerSecret } from "../constructs/service/container-definition";
import type { DatabaseSettings, WordPressSettings } from "../constructs/service/wordpress-container";
import type { Environment } from "../environments";
import type { DataStack } from "./data-stack";
import { distributionParameter } from "./distribution-parameter";
import { metricsNamespace } from "./metrics-namespace";

/** How much longer than the load balancer nginx keeps a connection: the one that closes first must be the load balancer. */
const KEEPALIVE_MARGIN_SECONDS = 15;

/** How to connect to the database, by its proxy or past it. */
export function databaseSettings(
  { database: { tls }, region }: Environment,
  { database }: DataStack,
  proxy?: DatabaseProxy,
): DatabaseSettings {
  const verify = tls === "verify";
  const { host, port } = proxy ?? database;
  const authority = () => (proxy === undefined ? certificateAuthority(region) : proxyCertificateAuthorities());
  return {
    databaseHost: `${host}:${port}`,
    databaseName: database.databaseName,
    databaseTls: verify ? "verify" : "on",
    databaseCertificateAuthority: verify ? authority() : undefined,
  };
}

export interface WordPressSettingsProps {
  readonly siteUrl: string;
  readonly network: Network;
  readonly data: DataStack;
}

/** What the environment says about WordPress, as its container takes it. */
export function wordpressSettings(
  environment: Environment,
  { siteUrl, network, data }: WordPressSettingsProps,
): WordPressSettings {
  const { site, service, webRoot, loadBalancer, cdn, monitoring } = environment;
  const parameter = `parameter${distributionParameter(environment)}`;
  return {
    ...databaseSettings(environment, data, data.databaseProxy),
    homeUrl: siteUrl,
    siteTitle: site.title,
    adminUser: site.adminUser,
    adminEmail: site.adminEmail,
    contentMode: webRoot.content,
    trustedProxies: [network.vpcCidr],
    uploadMaxMiB: service.uploadMaxMiB,
    requestTimeoutSeconds: service.requestTimeoutSeconds,
    keepaliveTimeoutSeconds: loadBalancer.idleTimeoutSeconds + KEEPALIVE_MARGIN_SECONDS,
    stopTimeoutSeconds: service.stopTimeoutSeconds,
    cron: service.cron === "task",
    metricsNamespace: monitoring && metricsNamespace(environment),
    phpWorkers: service.php.workers,
    phpWorkerMiB: service.php.workerMiB,
    pageCacheSeconds: service.pageCacheSeconds,
    pageCacheSkip: service.pageCacheSkip,
    redis: data.cache && {
      host: data.cache.host,
      port: data.cache.port,
      tls: true,
      login: data.cache.login,
    },
    sessions: sessions(environment),
    cdnParameterArn: cdn && Place.of(data).arn("ssm", parameter),
  };
}

/** Where every task finds PHP's sessions. */
function sessions({ cache, service: { desiredTasks, scaling } }: Environment): WordPressSettings["sessions"] {
  if (cache?.sessions) return "redis";
  const most = scaling === undefined ? [desiredTasks] : [scaling, ...scaling.schedules].map(({ maxTasks }) => maxTasks);
  return Math.max(...most) > 1 ? "database" : "files";
}

/** Every secret variable of the container, by the ARN and JSON key where ECS finds its value. */
export function containerSecrets({ database, secrets }: DataStack): ContainerSecret[] {
  return [
    { name: "WORDPRESS_DB_USER", ...database.username },
    { name: "WORDPRESS_DB_PASSWORD", ...database.password },
    { name: "WP_ADMIN_PASSWORD", ...secrets.administratorPassword },
    ...KEYS_AND_SALTS.map((key) => ({ name: `WORDPRESS_${key}`, ...secrets.keyOrSalt(key) })),
  ];
}

/** What the container is told that makes WordPress's database user, when it has one of its own. */
export function databaseUserSecrets({ database }: DataStack): ContainerSecret[] | undefined {
  if (database.master === undefined) return undefined;
  return [
    { name: "WORDPRESS_DB_USER", ...database.username },
    { name: "WORDPRESS_DB_PASSWORD", ...database.password },
    { name: "WORDPRESS_DB_MASTER_USER", ...database.master.username },
    { name: "WORDPRESS_DB_MASTER_PASSWORD", ...database.master.password },
  ];
}
