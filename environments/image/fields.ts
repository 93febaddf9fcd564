import type { Environment } from "../schema/sections";
import type { ImageSetting } from "./setting";

/** A field of the environment that gives a setting of the image its value. */
interface Field {
  /** Path of the field. */
  readonly path: string;
  /** The value as the image takes it; undefined leaves the image's default. */
  readonly value: (environment: Environment) => string | undefined;
}

const onOrOff = (value: boolean): string => (value ? "on" : "off");

/** A setting that is a list; none for an empty one. */
const list = (values: readonly string[]): string | undefined => (values.length > 0 ? values.join(" ") : undefined);

const field = <T extends string | undefined>(path: string, value: (environment: Environment) => T) => ({ path, value });

/** How much longer than the load balancer nginx keeps a connection: the one that closes first must be the load balancer. */
const KEEPALIVE_MARGIN_SECONDS = 15;

/** Settings of the image that follow from the environment's file alone. Each is given by its field and by nothing else. */
export const FIELDS = {
  WORDPRESS_TABLE_PREFIX: field("site.tablePrefix", ({ site }) => site.tablePrefix),
  WP_SITE_TITLE: field("site.title", ({ site }) => site.title),
  WP_ADMIN_USER: field("site.adminUser", ({ site }) => site.adminUser),
  WP_ADMIN_EMAIL: field("site.adminEmail", ({ site }) => site.adminEmail),
  WP_LOCALE: field("site.locale", ({ site }) => site.locale),
  WP_TIMEZONE: field("site.timezone", ({ site }) => site.timezone),
  WP_DEBUG: field("site.debug", ({ site }) => onOrOff(site.debug)),
  WP_XMLRPC: field("site.xmlrpc", ({ site }) => onOrOff(site.xmlrpc)),
  WP_ADMIN_GATE: field("site.adminGate", ({ site }) => site.adminGate && "on"),
  WP_FILE_MODS: field("site.fileModifications", ({ site: { fileModifications: may } }) =>
    may === undefined ? undefined : onOrOff(may),
  ),
  WP_MULTISITE: field("site.multisite", ({ site }) => site.multisite ?? "off"),
  WP_CONTENT_MODE: field("webRoot.content", ({ webRoot }) => webRoot.content),
  WP_UPLOAD_MAX: field("service.uploadMaxMiB", ({ service }) => `${service.uploadMaxMiB}M`),
  WP_REQUEST_TIMEOUT: field("service.requestTimeoutSeconds", ({ service }) => String(service.requestTimeoutSeconds)),
  WP_KEEPALIVE_TIMEOUT: field("loadBalancer.idleTimeoutSeconds", ({ loadBalancer }) =>
    String(loadBalancer.idleTimeoutSeconds + KEEPALIVE_MARGIN_SECONDS),
  ),
  STOP_TIMEOUT: field("service.stopTimeoutSeconds", ({ service }) => String(service.stopTimeoutSeconds)),
  WP_CRON: field("service.cron", ({ service }) => onOrOff(service.cron === "task")),
  WP_MEMORY_LIMIT: field("service.php.memoryLimitMiB", ({ service }) => `${service.php.memoryLimitMiB}M`),
  WP_WORKER_MB: field("service.php.workerMiB", ({ service }) => String(service.php.workerMiB)),
  WP_FPM_CHILDREN: field("service.php.workers", ({ service }) => service.php.workers?.toString()),
  WP_PAGE_CACHE: field("service.pageCacheSeconds", ({ service }) => onOrOff(service.pageCacheSeconds > 0)),
  WP_PAGE_CACHE_TTL: field("service.pageCacheSeconds", ({ service: { pageCacheSeconds: seconds } }) =>
    seconds > 0 ? String(seconds) : undefined,
  ),
  WP_PAGE_CACHE_SKIP_PATHS: field("service.pageCacheSkip.paths", ({ service }) => list(service.pageCacheSkip.paths)),
  WP_PAGE_CACHE_SKIP_COOKIES: field("service.pageCacheSkip.cookies", ({ service }) =>
    list(service.pageCacheSkip.cookies),
  ),
  WP_SES_REGION: field("mail", ({ mail, region }) =>
    mail !== undefined && mail.smtp === undefined ? region : undefined,
  ),
  SMTP_FROM: field("mail.from", ({ mail }) => mail?.from),
  SMTP_FROM_NAME: field("mail.fromName", ({ mail, site }) => mail && (mail.fromName ?? site.title)),
  SMTP_HOST: field("mail.smtp.host", ({ mail }) => mail?.smtp?.host),
  SMTP_PORT: field("mail.smtp.port", ({ mail }) => mail?.smtp?.port.toString()),
  SMTP_ENCRYPTION: field("mail.smtp.encryption", ({ mail }) => mail?.smtp?.encryption),
  SMTP_USER: field("mail.smtp.user", ({ mail }) => mail?.smtp?.user),
  // ECS puts the value there, by the secret's ARN.
  SMTP_PASSWORD: field("mail.smtp.secret", () => undefined),
  WP_SESSIONS: field("cache.sessions", sessions),
} as const satisfies { readonly [Name in ImageSetting]?: Field };

/** Variables whose values are secrets of one's own, by the source that the environment names. */
export function secretSources({ service, mail }: Environment): Readonly<Record<string, string>> {
  return mail?.smtp?.secret === undefined ? service.secrets : { ...service.secrets, SMTP_PASSWORD: mail.smtp.secret };
}

/** Where every task finds PHP's sessions. */
function sessions({ cache, service: { desiredTasks, scaling } }: Environment): string {
  if (cache?.sessions) return "redis";
  const most = scaling === undefined ? [desiredTasks] : [scaling, ...scaling.schedules].map(({ maxTasks }) => maxTasks);
  return Math.max(...most) > 1 ? "database" : "files";
}

type Fields = typeof FIELDS;

/** The image's settings that the environment's fields decide. */
export function settingsByFields(environment: Environment): {
  [Name in keyof Fields]: ReturnType<Fields[Name]["value"]>;
} {
  const settings = Object.entries(FIELDS).map(([name, { value }]) => [name, value(environment)]);
  return Object.fromEntries(settings) as ReturnType<typeof settingsByFields>;
}
