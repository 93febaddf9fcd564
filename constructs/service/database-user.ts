import type { ContainerDefinition } from "./container-definition";
import { type ImageEnvironment, type ImageSetting, variables } from "./image-environment";
import type { Volume } from "./task-definition";
import type { WordPressContainerProps } from "./wordpress-container";

export interface DatabaseUserContainerProps
  extends Pick<WordPressContainerProps, "image" | "secrets" | "secretsVersion" | "logs"> {
  /** Where the server itself is: the master user does not come through a proxy. */
  readonly environment: ImageEnvironment;
}

export const DATABASE_USER_CONTAINER_NAME = "database-user";

/** Secrets that it takes: the user that it makes, and the master user who may. */
export const DATABASE_USER_SECRET_NAMES: readonly ImageSetting[] = [
  "WORDPRESS_DB_USER",
  "WORDPRESS_DB_PASSWORD",
  "WORDPRESS_DB_MASTER_USER",
  "WORDPRESS_DB_MASTER_PASSWORD",
];

/** Directories that the image writes to; not WordPress's, which must not find the master's password there. */
const SCRATCH = [
  { sourceVolume: "database-user-run", containerPath: "/run" },
  { sourceVolume: "database-user-tmp", containerPath: "/tmp" },
  { sourceVolume: "database-user-cache", containerPath: "/var/cache/nginx" },
];

/** The volumes that `databaseUserContainer` mounts. */
export function databaseUserVolumes(): Volume[] {
  return SCRATCH.map(({ sourceVolume }) => ({ name: sourceVolume }));
}

/**
 * A container that makes WordPress's database user, or gives it its new password, and ends. WordPress starts after it,
 * and knows nothing of the master user: no container sees another's variables, and their task's role may not read the
 * secrets. @throws when a secret is missing.
 */
export function databaseUserContainer(props: DatabaseUserContainerProps): ContainerDefinition {
  const missing = DATABASE_USER_SECRET_NAMES.filter((wanted) => !props.secrets.some(({ name }) => name === wanted));
  if (missing.length > 0) throw new Error(`secrets must hold ${missing.join(", ")}, which are missing`);
  return {
    name: DATABASE_USER_CONTAINER_NAME,
    image: props.image,
    essential: false,
    command: ["wp-image", DATABASE_USER_CONTAINER_NAME],
    user: "33:33",
    dropCapabilities: ["ALL"],
    environment: { ...variables(props.environment), SECRETS_VERSION: String(props.secretsVersion) },
    secrets: props.secrets,
    mountPoints: SCRATCH,
    logs: props.logs,
  };
}
