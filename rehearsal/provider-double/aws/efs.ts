import { type KnownTypes, privateAddress, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { inUse, quota, taken } from "../refusal";
import type { Value } from "../value";

export const efs: KnownTypes = {
  aws_efs_file_system: {
    id: "fs-{hex17}",
    arn: "elasticfilesystem:{region}:{account}:file-system/{id}",
    computed: { dns_name: ({ known, region }) => `${text(known.id)}.efs.${region}.${dnsSuffix({ region })}` },
    refuses: [
      taken(
        "EFS: CreateFileSystem",
        "FileSystemAlreadyExists",
        ["creation_token"],
        ({ state }) => `File system '${state.id}' already exists with creation token '${state.creation_token}'`,
      ),
      inUse(
        "EFS: DeleteFileSystem",
        "FileSystemInUse",
        "id",
        [["aws_efs_mount_target", "file_system_id"]],
        ({ state }) =>
          `The file system '${state.id}' cannot be deleted because it has mount targets. You must delete the mount targets, and then try again.`,
        { source: "rebuy-de/aws-nuke#1203" },
      ),
    ],
  },
  aws_efs_access_point: {
    id: "fsap-{hex17}",
    arn: "elasticfilesystem:{region}:{account}:access-point/{id}",
    replacedBy: "any change",
    refuses: [
      quota(
        "EFS: CreateAccessPoint",
        "AccessPointLimitExceeded",
        10_000,
        "You have reached the maximum number of access points for the file system",
        {
          per: "file_system_id",
          source: "https://docs.aws.amazon.com/efs/latest/ug/limits.html",
        },
      ),
    ],
  },
  aws_efs_mount_target: {
    id: "fsmt-{hex17}",
    computed: {
      ip_address: (resource) => privateAddress(resource),
      dns_name: ({ known, region }) => `${text(known.file_system_id)}.efs.${region}.${dnsSuffix({ region })}`,
    },
    refuses: [
      {
        on: "create",
        operation: "EFS: CreateMountTarget",
        code: "MountTargetConflict",
        when: "the file system has one in the zone",
        source: "hashicorp/terraform-provider-aws#2525",
        text: ({ state, inventory }) => {
          const zone = (subnet: Value | undefined) =>
            inventory.find("aws_subnet", "id", subnet)?.availability_zone ?? subnet;
          return inventory
            .all("aws_efs_mount_target")
            .some((one) => one.file_system_id === state.file_system_id && zone(one.subnet_id) === zone(state.subnet_id))
            ? "mount target already exists in this AZ"
            : undefined;
        },
      },
    ],
  },
  aws_efs_file_system_policy: {
    id: "{file_system_id}",
    refuses: "PutFileSystemPolicy replaces the policy that is there.",
  },
  aws_efs_backup_policy: { id: "{file_system_id}" },
};
