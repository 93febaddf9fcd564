import { secretReference } from "../aws/arn";
import { certificateAuthority, proxyCertificateAuthorities } from "../aws/rds/certificate-authorities";
import type { DatabaseProxy } from "../constructs/database/database-proxy";
import type { SiteNetwork } from "../constructs/network/site-network";
import { Place } from "../constructs/place";
import { KEYS_AND_SALTS } from "../constructs/secrets/wordpress-secrets";
import type { ContainerSecret } from "../constructs/service/container-definition";
import type { ImageEnvironment } from "../constructs/service/image-environment";
import type { WordPressEnvironment } from "../constructs/service/wordpress-container";
import type { Environment } from "../environments";
import { secretSources, settingsByFields } from "../environments/image/fields";
import type { DataStack } from "./data-stack";
import { distributionParameter } from "./distribution-parameter";
import type { MailStack } from "./mail-stack";
import { metricsNamespace } from "./metrics-namespace";
import { siteNames } from "./site-names";

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
  /** Where mail leaves by SES. */
  readonly mail: MailStack | undefined;
}

/** What the environment says about WordPress, as its container takes it. */
export function wordpressEnvironment(
  environment: Environment,
  { siteUrl, network, data, mail }: WordPressEnvironmentProps,
): WordPressEnvironment {
  const { site, cdn, monitoring } = environment;
  const parameter = `parameter${distributionParameter(environment)}`;
  return {
    ...databaseEnvironment(environment, data, data.databaseProxy),
    ...cacheEnvironment(data),
    ...settingsByFields(environment),
    WP_HOME: siteUrl,
    WP_ALLOWED_HOSTS: site.domain && siteNames(site.domain).served.join(","),
    TRUSTED_PROXIES: network.vpcCidr,
    WP_SES_CONFIGURATION_SET: mail?.mail.configurationSetName,
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

/** Every secret variable of the container, by the ARN and JSON key where ECS finds its value. */
export function containerSecrets({ database, secrets }: DataStack): ContainerSecret[] {
  return [
    { name: "WORDPRESS_DB_USER", ...database.username },
    { name: "WORDPRESS_DB_PASSWORD", ...database.password },
    { name: "WP_ADMIN_PASSWORD", ...secrets.administratorPassword },
    ...KEYS_AND_SALTS.map((key) => ({ name: `WORDPRESS_${key}`, ...secrets.keyOrSalt(key) })),
  ];
}

/** The secrets of `service.secrets` and `mail.smtp`: those that a person fills, and those that are there. */
export function ownSecrets(environment: Environment, { emptySecrets }: DataStack): ContainerSecret[] {
  return Object.entries(secretSources(environment)).map(([name, source]) => {
    const made = emptySecrets.get(name);
    if (made !== undefined) return { name, secretArn: made.arn };
    const { arn, jsonKey } = secretReference(source);
    return { name, secretArn: arn, jsonKey };
  });
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
