import { containersOf } from "../../terraform/containers";
import { listed, objectOf } from "../../terraform/json";
import type { Rule } from "../rule";

export const accessPointRules: readonly Rule[] = [
  {
    id: "efs-access-point-user",
    trap: 79,
    title: "A container runs as the user by whom its access point writes",
    source: "https://docs.aws.amazon.com/efs/latest/ug/enforce-identity-access-points.html",
    severity: "error",
    fix: "Give the container and posix_user the same number: files belong to the access point's user, and another may not change their owner.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      for (const volume of resource.blocks("volume")) {
        const authorization = volume.block("efs_volume_configuration")?.block("authorization_config");
        const user = authorization?.follow("access_point_id")?.block("posix_user");
        const uid = user?.text("uid");
        const name = volume.text("name");
        if (uid === undefined || uid === "0" || name === undefined) continue;
        for (const [index, container] of (containersOf(resource) ?? []).entries()) {
          const mounts = listed(container.mountPoints).map(objectOf);
          const own = /^(\d+)(:\d+)?$/.exec(String(container.user ?? ""))?.[1];
          const isMounted = mounts.some(({ sourceVolume, readOnly }) => sourceVolume === name && readOnly !== true);
          if (isMounted && own !== undefined && own !== "0" && own !== uid)
            yield resource.problem(
              `container_definitions[${index}].user`,
              `the access point writes as ${uid}`,
              container.user,
            );
        }
      }
    },
  },
  {
    id: "efs-access-point-owner",
    trap: 79,
    title: "The directory that an access point makes belongs to the user by whom it writes",
    source: "https://docs.aws.amazon.com/efs/latest/ug/enforce-root-directory-access-point.html",
    severity: "error",
    fix: "Set owner_uid to the uid of posix_user, or open the directory by its permissions.",
    on: ["aws_efs_access_point"],
    *check(resource) {
      const uid = resource.block("posix_user")?.text("uid");
      const creation = resource.block("root_directory")?.block("creation_info");
      const owner = creation?.text("owner_uid");
      const isOpen = /[2367]$/.test(creation?.text("permissions") ?? "");
      const isGroup =
        creation?.text("owner_gid") === resource.block("posix_user")?.text("gid") &&
        /[2367].$/.test(creation?.text("permissions") ?? "");
      if (creation && uid !== undefined && uid !== "0" && owner !== undefined && owner !== uid && !isOpen && !isGroup)
        yield creation.problem("owner_uid", `posix_user is ${uid}`);
    },
  },
];
