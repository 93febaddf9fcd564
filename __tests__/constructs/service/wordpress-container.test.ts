import { expect, test } from "vitest";
import {
  type WordPressContainerProps,
  type WordPressSettings,
  wordpressContainer,
  wordpressSecretNames,
  wordpressVolumes,
} from "../../../constructs/service/wordpress-container";

const settings: WordPressSettings = {
  databaseHost: "db.internal:3306",
  databaseName: "wordpress",
  homeUrl: "https://example.com",
  siteTitle: "Example",
  adminUser: "admin",
  adminEmail: "admin@example.com",
  contentMode: "mutable",
  trustedProxies: ["10.11.0.0/16", "10.12.0.0/16"],
};
const required: WordPressContainerProps = {
  settings,
  image: "repository@sha256:1",
  secrets: wordpressSecretNames.map((name) => ({ name, secretArn: "arn:secret", jsonKey: name })),
  secretsVersion: 3,
  logs: { groupName: "/ecs/site", region: "eu-west-1", streamPrefix: "task" },
  exec: false,
};

const environment = (changes: Partial<WordPressSettings> = {}) =>
  wordpressContainer({ ...required, settings: { ...settings, ...changes } }).environment;

test("tells the image everything by its own variables", () => {
  expect(environment()).toEqual({
    WORDPRESS_DB_HOST: "db.internal:3306",
    WORDPRESS_DB_NAME: "wordpress",
    WORDPRESS_DB_SSL: "on",
    WP_HOME: "https://example.com",
    WP_SITE_TITLE: "Example",
    WP_ADMIN_USER: "admin",
    WP_ADMIN_EMAIL: "admin@example.com",
    WP_CONTENT_MODE: "mutable",
    TRUSTED_PROXIES: "10.11.0.0/16,10.12.0.0/16",
    WP_UPLOAD_MAX: "64M",
    WP_WORKER_MB: "64",
    WP_PAGE_CACHE: "on",
    WP_PAGE_CACHE_TTL: "60",
    WP_REQUEST_TIMEOUT: "55",
    WP_SESSIONS: "files",
    WP_KEEPALIVE_TIMEOUT: "75",
    WP_CRON: "on",
    STOP_TIMEOUT: "70",
    SECRETS_VERSION: "3",
  });
});

test("passes on every option", () => {
  const options: Partial<WordPressSettings> = {
    databaseTls: "verify",
    contentMode: "immutable",
    uploadMaxMiB: 128,
    requestTimeoutSeconds: 300,
    stopTimeoutSeconds: 90,
    cron: false,
  };
  expect(environment(options)).toMatchObject({
    WORDPRESS_DB_SSL: "verify",
    WP_CONTENT_MODE: "immutable",
    WP_UPLOAD_MAX: "128M",
    WP_REQUEST_TIMEOUT: "300",
    WP_CRON: "off",
    STOP_TIMEOUT: "90",
  });
});

test("shares the object cache when there is a cache, and sessions where it is said", () => {
  expect(environment({ redis: { host: "cache.internal", port: 6380, tls: true }, sessions: "redis" })).toMatchObject({
    WP_REDIS_HOST: "cache.internal",
    WP_REDIS_PORT: "6380",
    WP_REDIS_TLS: "on",
    WP_SESSIONS: "redis",
  });
  expect(environment({ sessions: "database" })).toMatchObject({ WP_SESSIONS: "database" });
  expect(environment()).not.toHaveProperty("WP_REDIS_HOST");
  expect(environment()).toMatchObject({ WP_SESSIONS: "files" });
});

test("logs in to the cache with the task's role when the cache asks for it", () => {
  const redis = { host: "cache.internal", port: 6379, tls: true };
  const login = { userId: "tasks", userArn: "arn:user", cacheArn: "arn:cache" };
  expect(environment({ redis: { ...redis, login } })).toMatchObject({
    WP_REDIS_IAM_USER: "tasks",
    WP_REDIS_IAM_CACHE: "arn:cache",
  });
  expect(environment({ redis })).not.toHaveProperty("WP_REDIS_IAM_USER");
});

test("runs as www-data without any capability on a read-only root", () => {
  expect(wordpressContainer(required)).toMatchObject({
    user: "33:33",
    dropCapabilities: ["ALL"],
    readonlyRootFilesystem: true,
  });
});

test("may open as many files as nginx asks for, since without root it cannot ask for more", () => {
  expect(wordpressContainer(required).openFiles).toBe(16384);
});

test("opens the root file system for ECS Exec alone, whose agent writes there", () => {
  expect(wordpressContainer({ ...required, exec: true }).readonlyRootFilesystem).toBe(false);
});

test("has itself checked, with a minute to start", () => {
  expect(wordpressContainer(required)).toMatchObject({
    containerPorts: [8080],
    healthCheck: { command: ["CMD", "wp-image", "healthy"], startPeriodSeconds: 60 },
  });
});

test("stops within the time that the image is told", () => {
  const container = wordpressContainer({ ...required, settings: { ...settings, stopTimeoutSeconds: 90 } });
  expect(container).toMatchObject({ stopTimeoutSeconds: 90, environment: { STOP_TIMEOUT: "90" } });
});

test.each([
  ["mutable", "/var/www/html"],
  ["immutable", "/var/www/html/wp-content/uploads"],
] as const)("mounts the file system of %s content at %s", (contentMode, containerPath) => {
  const { mountPoints } = wordpressContainer({ ...required, settings: { ...settings, contentMode } });
  expect(mountPoints).toContainEqual({ sourceVolume: "web-root", containerPath });
});

test("mounts only volumes that the task has, and can write to /run, /tmp and nginx's cache", () => {
  const volumes = wordpressVolumes({ fileSystemId: "fs-1", accessPointId: "fsap-1" });
  const { mountPoints = [] } = wordpressContainer(required);
  expect(mountPoints.map(({ sourceVolume }) => sourceVolume).sort()).toEqual(volumes.map(({ name }) => name).sort());
  expect(mountPoints.map(({ containerPath }) => containerPath)).toEqual([
    "/var/www/html",
    "/run",
    "/tmp",
    "/var/cache/nginx",
  ]);
});

test("wants the database user, the administrator's password and the eight keys and salts", () => {
  expect(wordpressSecretNames).toHaveLength(11);
  const secrets = required.secrets.filter(({ name }) => !/NONCE|DB_USER/.test(name));
  expect(() => wordpressContainer({ ...required, secrets })).toThrow(
    "secrets must hold WORDPRESS_DB_USER, WORDPRESS_NONCE_KEY, WORDPRESS_NONCE_SALT, which are missing",
  );
});
