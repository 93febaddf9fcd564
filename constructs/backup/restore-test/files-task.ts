import type { Architecture } from "../../../aws/ecs/instance-types";
import type { Compatibility, NetworkMode } from "../../cluster/capacity";
import { type ContainerLogs, containerDefinitions } from "../../service/container-definition";
import { SCRATCH } from "../../service/wordpress-container";

export interface FilesTaskProps {
  readonly family: string;
  readonly compatibility: Compatibility;
  readonly networkMode: NetworkMode;
  readonly architecture: Architecture;
  readonly executionRoleArn: string;
  /** Image by digest. */
  readonly image: string;
  readonly logs: ContainerLogs;
  /** Namespace of the metrics. */
  readonly namespace: string;
}

export const RESTORED_VOLUME = "restored";
const FOLDER = "/mnt";

/**
 * Settings without which the image runs no command. The check of files asks neither database nor visitors, so the task gets no secret
 * and no role.
 */
const NO_SITE = {
  WORDPRESS_DB_HOST: "none.invalid",
  WORDPRESS_DB_NAME: "none",
  WORDPRESS_DB_USER: "none",
  WORDPRESS_DB_PASSWORD: "none",
  WP_SECRET_SEED: "this container serves nothing to anybody",
  WP_CONTENT_MODE: "immutable",
};

/** The task that looks at restored files, as parameters of RegisterTaskDefinition; only the volume of the files is missing. */
export function filesTask(props: FilesTaskProps) {
  const [container] = JSON.parse(
    containerDefinitions({
      name: "check",
      image: props.image,
      user: "33:33",
      dropCapabilities: ["ALL"],
      command: ["wp-image", "check-restore", `--files=${FOLDER}`],
      environment: { ...NO_SITE, WP_METRICS: "emf", WP_METRICS_NAMESPACE: props.namespace },
      mountPoints: [{ sourceVolume: RESTORED_VOLUME, containerPath: FOLDER, readOnly: true }, ...SCRATCH],
      logs: props.logs,
    }),
  );
  return {
    Family: props.family,
    NetworkMode: props.networkMode,
    RequiresCompatibilities: [props.compatibility],
    Cpu: "256",
    Memory: "512",
    RuntimePlatform: { OperatingSystemFamily: "LINUX", CpuArchitecture: props.architecture },
    ExecutionRoleArn: props.executionRoleArn,
    ContainerDefinitions: [pascal(container)],
    Volumes: SCRATCH.map(({ sourceVolume }) => ({ Name: sourceVolume })),
  };
}

/** With the names of members as Step Functions writes them; the options of a log driver are no members. */
function pascal(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => pascal(one));
  if (typeof value !== "object" || value === null || name === "options") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(member, key)]),
  );
}
