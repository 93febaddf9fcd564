import type { CacheLogin } from "../cache/cache";
import type { ContainerDefinition, ContainerLogs, ContainerSecret } from "./container-definition";
import type { Volume } from "./task-definition";

/** What WordPress in the image is told by its environment; image/README.md lists the variables. */
export interface WordPressSettings {
  readonly databaseHost: string;
  readonly databaseName: string;
  /** `on` encrypts, `verify` also checks the certificate. @default "on" */
  readonly databaseTls?: "off" | "on" | "verify";
  /** Who signs the database's certificate, in PEM. @default - the image's bundle of RDS, else its system's authorities */
  readonly databaseCertificateAuthority?: string;
  /** Address of the site, such as `https://www.example.com`. */
  readonly homeUrl: string;
  readonly siteTitle: string;
  readonly adminUser: string;
  readonly adminEmail: string;
  /** `mutable`: the whole web root is a volume. `immutable`: code is in the image, uploads are on a volume. */
  readonly contentMode: "mutable" | "immutable";
  /** Networks of the proxies in front, whose word on client and scheme is taken: the VPC's. */
  readonly trustedProxies: readonly string[];
  /** Largest upload in MiB, 1 to 256. @default 64 */
  readonly uploadMaxMiB?: number;
  /** Seconds a request may run; under the load balancer's idle timeout. @default 55 */
  readonly requestTimeoutSeconds?: number;
  /** Seconds nginx keeps an idle connection open; above the load balancer's idle timeout. @default 75 */
  readonly keepaliveTimeoutSeconds?: number;
  /** Seconds a stopping task has for its last requests, 8 to 120. @default 70 */
  readonly stopTimeoutSeconds?: number;
  /** Each task runs the scheduled events that are due. @default true */
  readonly cron?: boolean;
  /** Namespace of CloudWatch in which PHP's workers tell their state once a minute, by lines of the log. @default - they do not */
  readonly metricsNamespace?: string;
  /** PHP workers of a task. @default - by memory and CPU */
  readonly phpWorkers?: number;
  /** MiB counted for one worker. @default 64 */
  readonly phpWorkerMiB?: number;
  /** Seconds nginx keeps pages of anonymous visitors; 0 keeps none. @default 60 */
  readonly pageCacheSeconds?: number;
  /** Paths and cookies whose pages nginx never keeps; `*` stands for anything. @default - none */
  readonly pageCacheSkip?: { readonly paths: readonly string[]; readonly cookies: readonly string[] };
  /** Valkey or Redis for the object cache. @default - it is not shared */
  readonly redis?: RedisSettings;
  /** Where PHP keeps sessions: in files of each task, in `redis`, or in WordPress's database. @default "files" */
  readonly sessions?: "files" | "redis" | "database";
  /** ARN of the Systems Manager parameter with the id of the distribution to purge. @default - there is none */
  readonly cdnParameterArn?: string;
}

export interface RedisSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The tasks log in with their role. @default - without a login */
  readonly login?: CacheLogin;
}

export interface WordPressContainerProps {
  readonly settings: WordPressSettings;
  /** Image by digest. */
  readonly image: string;
  /** One for each of `wordpressSecretNames`, and others the image knows. */
  readonly secrets: readonly ContainerSecret[];
  /** Number that rises with the secrets' values: ECS reads a secret only when it starts a task. */
  readonly secretsVersion: number;
  readonly logs: ContainerLogs;
  /** ECS Exec is on: its agent writes to the root file system, which is then writable. */
  readonly exec: boolean;
  /** Containers of the task that must have ended well first. @default - none */
  readonly startsAfter?: readonly string[];
}

/** Port nginx listens on. */
export const wordpressPort = 8080;
export const wordpressContainerName = "wordpress";

/** Variables that hold a secret and without which the first start fails. */
export const wordpressSecretNames: readonly string[] = [
  "WORDPRESS_DB_USER",
  "WORDPRESS_DB_PASSWORD",
  "WP_ADMIN_PASSWORD",
  ...["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"].flatMap((scheme) => [
    `WORDPRESS_${scheme}_KEY`,
    `WORDPRESS_${scheme}_SALT`,
  ]),
];

const webRoot = "web-root";

/**
 * Directories the image writes to, with the volume behind each. They are volumes of the task and not tmpfs, because
 * only a volume takes over the owner that the image gives the directory, and uploads would count as memory.
 */
const scratch = [
  { sourceVolume: "run", containerPath: "/run" },
  { sourceVolume: "tmp", containerPath: "/tmp" },
  { sourceVolume: "nginx-cache", containerPath: "/var/cache/nginx" },
];

/** Where the file system is mounted in each content mode. */
const webRootPaths = { mutable: "/var/www/html", immutable: "/var/www/html/wp-content/uploads" };

/** The volumes that `wordpressContainer` mounts. */
export function wordpressVolumes(efs: NonNullable<Volume["efs"]>): Volume[] {
  return [{ name: webRoot, efs }, ...scratch.map(({ sourceVolume }) => ({ name: sourceVolume }))];
}

/** The container that serves WordPress. @throws when a secret it needs is missing. */
export function wordpressContainer(props: WordPressContainerProps): ContainerDefinition {
  const { settings, image, secrets, secretsVersion, logs, exec, startsAfter } = props;
  const given = new Set(secrets.map(({ name }) => name));
  const missing = wordpressSecretNames.filter((name) => !given.has(name));
  if (missing.length > 0) throw new Error(`secrets must hold ${missing.join(", ")}, which are missing`);
  return {
    name: wordpressContainerName,
    image,
    // The access point makes every file www-data's whoever writes; as www-data from the start, PID 1 needs no
    // capability at all, and nothing that breaks out of PHP finds root.
    user: "33:33",
    dropCapabilities: ["ALL"],
    readonlyRootFilesystem: !exec,
    containerPorts: [wordpressPort],
    environment: { ...environment(settings), SECRETS_VERSION: String(secretsVersion) },
    secrets,
    mountPoints: [{ sourceVolume: webRoot, containerPath: webRootPaths[settings.contentMode] }, ...scratch],
    healthCheck: {
      command: ["CMD", "wp-image", "healthy"],
      // A new task serves after the first check; nine failures in a row are 45 seconds.
      intervalSeconds: 5,
      timeoutSeconds: 5,
      retries: 9,
      startPeriodSeconds: 60,
    },
    startsAfter,
    logs,
    // What nginx sets for its workers, which without root it cannot raise by itself.
    openFiles: 16384,
    stopTimeoutSeconds: settings.stopTimeoutSeconds ?? 70,
  };
}

function environment(settings: WordPressSettings): Record<string, string> {
  const { redis, cron = true, stopTimeoutSeconds = 70, uploadMaxMiB = 64, requestTimeoutSeconds = 55 } = settings;
  const { keepaliveTimeoutSeconds = 75, phpWorkerMiB = 64, pageCacheSeconds = 60 } = settings;
  return {
    ...databaseEnvironment(settings),
    WP_HOME: settings.homeUrl,
    WP_SITE_TITLE: settings.siteTitle,
    WP_ADMIN_USER: settings.adminUser,
    WP_ADMIN_EMAIL: settings.adminEmail,
    WP_CONTENT_MODE: settings.contentMode,
    TRUSTED_PROXIES: settings.trustedProxies.join(","),
    WP_UPLOAD_MAX: `${uploadMaxMiB}M`,
    WP_REQUEST_TIMEOUT: String(requestTimeoutSeconds),
    WP_KEEPALIVE_TIMEOUT: String(keepaliveTimeoutSeconds),
    WP_CRON: onOrOff(cron),
    WP_WORKER_MB: String(phpWorkerMiB),
    ...(settings.phpWorkers !== undefined && { WP_FPM_CHILDREN: String(settings.phpWorkers) }),
    WP_PAGE_CACHE: onOrOff(pageCacheSeconds > 0),
    ...(pageCacheSeconds > 0 && { WP_PAGE_CACHE_TTL: String(pageCacheSeconds) }),
    ...list("WP_PAGE_CACHE_SKIP_PATHS", settings.pageCacheSkip?.paths),
    ...list("WP_PAGE_CACHE_SKIP_COOKIES", settings.pageCacheSkip?.cookies),
    ...(settings.metricsNamespace && { WP_METRICS: "emf", WP_METRICS_NAMESPACE: settings.metricsNamespace }),
    STOP_TIMEOUT: String(stopTimeoutSeconds),
    ...(settings.cdnParameterArn !== undefined && { WP_CDN_PARAMETER: settings.cdnParameterArn }),
    WP_SESSIONS: settings.sessions ?? "files",
    ...(redis && {
      WP_REDIS_HOST: redis.host,
      WP_REDIS_PORT: String(redis.port),
      WP_REDIS_TLS: onOrOff(redis.tls),
      ...(redis.login && { WP_REDIS_IAM_USER: redis.login.userId, WP_REDIS_IAM_CACHE: redis.login.cacheArn }),
    }),
  };
}

/** Where the database is, and how its certificate is checked. */
export type DatabaseSettings = Pick<
  WordPressSettings,
  "databaseHost" | "databaseName" | "databaseTls" | "databaseCertificateAuthority"
>;

export function databaseEnvironment(settings: DatabaseSettings): Record<string, string> {
  const { databaseCertificateAuthority: authority } = settings;
  return {
    WORDPRESS_DB_HOST: settings.databaseHost,
    WORDPRESS_DB_NAME: settings.databaseName,
    WORDPRESS_DB_SSL: settings.databaseTls ?? "on",
    ...(authority && { WORDPRESS_DB_SSL_CA: authority }),
  };
}

/** A variable that is a list; none for an empty one. */
function list(name: string, values: readonly string[] = []): Record<string, string> {
  return values.length > 0 ? { [name]: values.join(" ") } : {};
}

function onOrOff(value: boolean): string {
  return value ? "on" : "off";
}
