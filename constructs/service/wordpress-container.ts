import type { NetworkMode } from "../cluster/capacity";
import type { ContainerDefinition, ContainerLogs, ContainerSecret } from "./container-definition";
import { type ImageEnvironment, type ImageSetting, seconds, variables } from "./image-environment";
import type { Volume } from "./task-definition";

/** The image's settings; the container itself needs two of them. */
export interface WordPressEnvironment extends ImageEnvironment {
  /** `mutable`: the whole web root is a volume. `immutable`: code is in the image, uploads are on a volume. */
  readonly WP_CONTENT_MODE: "mutable" | "immutable";
  /** Seconds that a stopping task has for its last requests. */
  readonly STOP_TIMEOUT: string;
}

export interface WordPressContainerProps {
  readonly environment: WordPressEnvironment;
  /** Variables beside these: what the environment's file gives WordPress and its plugins. */
  readonly variables: Readonly<Record<string, string>>;
  /** Image by digest. */
  readonly image: string;
  /** One for each of `WORDPRESS_SECRET_NAMES`, and others the image knows. */
  readonly secrets: readonly ContainerSecret[];
  /** Number that rises with the secrets' values: ECS reads a secret only when it starts a task. */
  readonly secretsVersion: number;
  readonly logs: ContainerLogs;
  /** ECS Exec is on: its agent writes to the root file system, which is then writable. */
  readonly exec: boolean;
  /** How the task reaches the network. */
  readonly networkMode: NetworkMode;
  /** Containers of the task that must have succeeded first. @default - none */
  readonly startsAfter?: readonly string[];
}

/** Port nginx listens on. */
export const WORDPRESS_PORT = 8080;
export const WORDPRESS_CONTAINER_NAME = "wordpress";

/** Variables that hold a secret and without which the first start fails. */
export const WORDPRESS_SECRET_NAMES: readonly ImageSetting[] = [
  "WORDPRESS_DB_USER",
  "WORDPRESS_DB_PASSWORD",
  "WP_ADMIN_PASSWORD",
  ...(["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"] as const).flatMap(
    (scheme) => [`WORDPRESS_${scheme}_KEY`, `WORDPRESS_${scheme}_SALT`] as const,
  ),
];

const WEB_ROOT = "web-root";

/**
 * Directories the image writes to, with the volume behind each. They are volumes of the task and not tmpfs, because
 * only a volume takes over the owner that the image gives the directory, and uploads would count as memory.
 */
export const SCRATCH = [
  { sourceVolume: "run", containerPath: "/run" },
  { sourceVolume: "tmp", containerPath: "/tmp" },
  { sourceVolume: "nginx-cache", containerPath: "/var/cache/nginx" },
];

/** Where the file system is mounted in each content mode. */
const WEB_ROOT_PATHS = { mutable: "/var/www/html", immutable: "/var/www/html/wp-content/uploads" };

/** The volumes that `wordpressContainer` mounts. */
export function wordpressVolumes(efs: NonNullable<Volume["efs"]>): Volume[] {
  return [{ name: WEB_ROOT, efs }, ...SCRATCH.map(({ sourceVolume }) => ({ name: sourceVolume }))];
}

/** The container that serves WordPress. @throws when a secret it needs is missing. */
export function wordpressContainer(props: WordPressContainerProps): ContainerDefinition {
  const { environment, image, secrets, secretsVersion, logs, exec, startsAfter } = props;
  const given = new Set(secrets.map(({ name }) => name));
  const missing = WORDPRESS_SECRET_NAMES.filter((name) => !given.has(name));
  if (missing.length > 0) throw new Error(`secrets must hold ${missing.join(", ")}, which are missing`);
  return {
    name: WORDPRESS_CONTAINER_NAME,
    image,
    // The access point makes every file www-data's whoever writes; as www-data from the start, PID 1 needs no
    // capability at all, and nothing that breaks out of PHP finds root.
    user: "33:33",
    dropCapabilities: ["ALL"],
    readonlyRootFilesystem: !exec,
    containerPorts: [WORDPRESS_PORT],
    dynamicHostPorts: props.networkMode === "bridge",
    environment: { ...props.variables, ...variables(environment), SECRETS_VERSION: String(secretsVersion) },
    secrets,
    mountPoints: [{ sourceVolume: WEB_ROOT, containerPath: WEB_ROOT_PATHS[environment.WP_CONTENT_MODE] }, ...SCRATCH],
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
    stopTimeoutSeconds: seconds(environment, "STOP_TIMEOUT"),
  };
}
