import { type KnownTypes, privateAddress, text } from "../knowledge";

export const efs: KnownTypes = {
  aws_efs_file_system: {
    id: "fs-{hex17}",
    arn: "elasticfilesystem:{region}:{account}:file-system/{id}",
    computed: { dns_name: ({ known, region }) => `${text(known.id)}.efs.${region}.amazonaws.com` },
    replacedBy: ["encrypted", "kms_key_id", "performance_mode", "creation_token"],
  },
  aws_efs_access_point: {
    id: "fsap-{hex17}",
    arn: "elasticfilesystem:{region}:{account}:access-point/{id}",
    replacedBy: "any change",
  },
  aws_efs_mount_target: {
    id: "fsmt-{hex17}",
    computed: {
      ip_address: (resource) => privateAddress(resource),
      dns_name: ({ known, region }) => `${text(known.file_system_id)}.efs.${region}.amazonaws.com`,
    },
    replacedBy: ["file_system_id", "subnet_id", "ip_address"],
  },
  aws_efs_file_system_policy: { id: "{file_system_id}" },
  aws_efs_backup_policy: { id: "{file_system_id}" },
};
