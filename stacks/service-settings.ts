import { certificateAuthority, proxyCertificateAuthorities } from "../aws/rds/certificate-authorities";
import type { DatabaseProxy } from "../constructs/database/database-proxy";
import type { SiteNetwork } from "../constructs/network/site-network";
import { Place } from "../constructs/place";
import { KEYS_AND_SALTS } from "../constructs/secrets/wordpress-secrets";
import type { ContainerSecret } from "../constructs/service/container-definition";
import type { ImageEnvironment } from "../constructs/service/image-environment";
import type { WordPressEnvironment } from "../constructs/service/wordpress-container";
import type { Environment } from "../environments";
import type { DataStack } from "./data-stack";
import { distributionParameter } from "./distribution-parameter";
import { metricsNamespace } from "./metrics-namespace";
import { siteNames } from "./site-names";

/** How much longer than the load balancer nginx keeps a connection: the one that closes first must be the load balancer. */
const KEEPALIVE_MARGIN_SECONDS = 15;

/** How to connect to the database, by its proxy or past it. */
export function databaseEnvironment(
  { database: { tls }, region }: Environment,
  { database }: DataStack,
  proxy?: DatabaseProxy,
): ImageEnvironment {
  const { host, port } = proxy ?? database;
  const authority = () => (proxy === undefined ? certificateAuthority(region) : proxyCertificateAuthorities());
  return {
    WORDPRESS_DB_HOST: `${host}:${port}`,
    WORDPRESS_DB_NAME: database.databaseName,
    WORDPRESS_DB_SSL: tls === "verify" ? "verify" : "on",
    WORDPRESS_DB_SSL_CA: tls === "verify" ? authority() : undefined,
  };
}

export interface WordPressEnvironmentProps {
  readonly siteUrl: string;
  readonly network: SiteNetwork;
  readonly data: DataStack;
}

/** What the environment says about WordPress, as its container takes it. */
export function wordpressEnvironment(
  environment: Environment,
  { siteUrl, network, data }: WordPressEnvironmentProps,
): WordPressEnvironment {
  const { site, service, webRoot, loadBalancer, cdn, monitoring } = environment;
  const parameter = `parameter${distributionParameter(environment)}`;
  return {
    ...databaseEnvironment(environment, data, data.databaseProxy),
    ...cacheEnvironment(data),
    WP_HOME: siteUrl,
    WP_ALLOWED_HOSTS: site.domain && siteNames(site.domain).served.join(","),
    WP_SITE_TITLE: site.title,
    WP_LOCALE: site.locale,
    WP_ADMIN_USER: site.adminUser,
    WP_ADMIN_EMAIL: site.adminEmail,
    WP_CONTENT_MODE: webRoot.content,
    TRUSTED_PROXIES: network.vpcCidr,
    WP_UPLOAD_MAX: `${service.uploadMaxMiB}M`,
    WP_REQUEST_TIMEOUT: String(service.requestTimeoutSeconds),
    WP_KEEPALIVE_TIMEOUT: String(loadBalancer.idleTimeoutSeconds + KEEPALIVE_MARGIN_SECONDS),
    STOP_TIMEOUT: String(service.stopTimeoutSeconds),
    WP_CRON: onOrOff(service.cron === "task"),
    WP_WORKER_MB: String(service.php.workerMiB),
    WP_FPM_CHILDREN: service.php.workers?.toString(),
    WP_PAGE_CACHE: onOrOff(service.pageCacheSeconds > 0),
    WP_PAGE_CACHE_TTL: service.pageCacheSeconds > 0 ? String(service.pageCacheSeconds) : undefined,
    WP_PAGE_CACHE_SKIP_PATHS: list(service.pageCacheSkip.paths),
    WP_PAGE_CACHE_SKIP_COOKIES: list(service.pageCacheSkip.cookies),
    WP_SESSIONS: sessions(environment),
    WP_METRICS: monitoring && "emf",
    WP_METRICS_NAMESPACE: monitoring && metricsNamespace(environment),
    WP_CDN_PARAMETER: cdn && Place.of(data).arn("ssm", parameter),
  };
}

function cacheEnvironment({ cache }: DataStack): ImageEnvironment {
  return {
    WP_REDIS_HOST: cache?.host,
    WP_REDIS_PORT: cache?.port.toString(),
    WP_REDIS_TLS: cache && "on",
    WP_REDIS_IAM_USER: cache?.login?.userId,
    WP_REDIS_IAM_CACHE: cache?.login?.cacheArn,
  };
}

const onOrOff = (value: boolean): string => (value ? "on" : "off");

/** A setting that is a list; none for an empty one. */
const list = (values: readonly string[]): string | undefined => (values.length > 0 ? values.join(" ") : undefined);

/** Where every task finds PHP's sessions. */
function sessions({ cache, service: { desiredTasks, scaling } }: Environment): string {
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

/** Secrets of the container that makes WordPress's database user, where WordPress has a separate one. */
export function databaseUserSecrets({ database }: DataStack): ContainerSecret[] | undefined {
  if (database.master === undefined) return undefined;
  return [
    { name: "WORDPRESS_DB_USER", ...database.username },
    { name: "WORDPRESS_DB_PASSWORD", ...database.password },
    { name: "WORDPRESS_DB_MASTER_USER", ...database.master.username },
    { name: "WORDPRESS_DB_MASTER_PASSWORD", ...database.master.password },
  ];
}
