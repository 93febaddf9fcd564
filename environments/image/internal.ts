import type { ImageSetting } from "./setting";

const MADE = "the stacks make it and pass it on";
const DATABASE = `${MADE} (section database)`;
const CACHE = `${MADE} (section cache)`;
const KEYS = `${MADE} (section secrets)`;

/** Settings of the image that no environment gives, and who does, or why nobody. */
export const INTERNAL = {
  WORDPRESS_DB_HOST: DATABASE,
  WORDPRESS_DB_NAME: DATABASE,
  WORDPRESS_DB_USER: DATABASE,
  WORDPRESS_DB_PASSWORD: DATABASE,
  WORDPRESS_DB_MASTER_USER: DATABASE,
  WORDPRESS_DB_MASTER_PASSWORD: DATABASE,
  WORDPRESS_DB_SSL: DATABASE,
  WORDPRESS_DB_SSL_CA: DATABASE,
  WORDPRESS_AUTH_KEY: KEYS,
  WORDPRESS_SECURE_AUTH_KEY: KEYS,
  WORDPRESS_LOGGED_IN_KEY: KEYS,
  WORDPRESS_NONCE_KEY: KEYS,
  WORDPRESS_AUTH_SALT: KEYS,
  WORDPRESS_SECURE_AUTH_SALT: KEYS,
  WORDPRESS_LOGGED_IN_SALT: KEYS,
  WORDPRESS_NONCE_SALT: KEYS,
  WP_SECRET_SEED: "the stacks make all keys and salts",
  WP_ADMIN_PASSWORD: KEYS,
  WP_HOME: `${MADE} (section site.domain)`,
  WP_ALLOWED_HOSTS: `${MADE} (section site.domain)`,
  WP_HTTP_PORT: "load balancer and security group know one port",
  TRUSTED_PROXIES: `${MADE} (section network)`,
  WP_CDN_PARAMETER: `${MADE} (section cdn)`,
  WP_REDIS_HOST: CACHE,
  WP_REDIS_PORT: CACHE,
  WP_REDIS_TLS: CACHE,
  WP_REDIS_IAM_USER: CACHE,
  WP_REDIS_IAM_CACHE: CACHE,
  WP_REDIS_USERNAME: "the cache knows logins by role alone",
  WP_REDIS_PASSWORD: "the cache knows logins by role alone",
  WP_REDIS_CA: "ElastiCache's certificates are of an authority that the image knows",
  WP_SES_CONFIGURATION_SET: `${MADE} (section mail)`,
  WP_METRICS: `${MADE} (section monitoring)`,
  WP_METRICS_NAMESPACE: `${MADE} (section monitoring)`,
  WP_UPLOADS_FROM:
    "npm start alone sends visitors elsewhere for uploads (--uploads-from); an environment on AWS has its own",
  SHUTDOWN_DELAY: "service.stopTimeoutSeconds counts on it",
} as const satisfies { readonly [Name in ImageSetting]?: string };
