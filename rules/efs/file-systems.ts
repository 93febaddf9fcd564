import { covers, statementsOf } from "../../terraform/policies";
import { opens } from "../../terraform/security-groups";
import { repeated } from "../forms";
import { rolePermissions } from "../iam/policies";
import type { Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/efs/latest/ug";
const ECS_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

const volumesOf = (task: Resource) =>
  task.blocks("volume").flatMap((volume) => volume.blocks("efs_volume_configuration"));

export const fileSystemRules: readonly Rule[] = [
  {
    id: "efs-mount-target-zone",
    trap: 33,
    title: "A file system has at most one mount target in an availability zone",
    source: `${GUIDE}/manage-fs-access-create-delete-mount-targets.html`,
    severity: "error",
    fix: "Make one mount target for each zone, in one of its subnets.",
    on: ["aws_efs_file_system"],
    *check(resource, tree) {
      const targets = tree.referring(resource, "file_system_id", "aws_efs_mount_target");
      const zones = targets.map((target) => {
        const subnet = target.follow("subnet_id");
        const zone = subnet?.type === "aws_subnet" ? subnet.text("availability_zone") : undefined;
        return zone ?? target.identity("subnet_id");
      });
      for (const zone of repeated(zones.filter((known) => known !== undefined))) {
        const second = targets[zones.lastIndexOf(zone)];
        if (second) yield second.problem("subnet_id", `${zone} has another mount target`);
      }
    },
  },
  {
    id: "efs-throughput",
    trap: 34,
    title: "Elastic throughput needs general purpose mode, provisioned throughput needs its amount",
    source: `${GUIDE}/performance.html`,
    severity: "error",
    fix: 'Use performance_mode = "generalPurpose", and provisioned_throughput_in_mibps exactly with "provisioned".',
    on: ["aws_efs_file_system"],
    *check(resource) {
      const mode = resource.text("throughput_mode");
      const amount = resource.has("provisioned_throughput_in_mibps");
      if (mode === "elastic" && resource.text("performance_mode") === "maxIO")
        yield resource.problem("performance_mode", "throughput is elastic");
      if (mode === "provisioned" && !amount) yield resource.problem("provisioned_throughput_in_mibps");
      if (mode !== undefined && mode !== "provisioned" && amount)
        yield resource.problem("provisioned_throughput_in_mibps", `throughput is ${mode}`);
      if (resource.has("availability_zone_name") && resource.text("performance_mode") === "maxIO") {
        yield resource.problem("performance_mode", "the file system is in one zone");
      }
    },
  },
  {
    id: "efs-access-point",
    trap: 34,
    title: "An access point's permissions are octal and its path is at most four folders deep",
    source: `${GUIDE}/efs-access-points.html`,
    severity: "error",
    fix: 'Write permissions such as "0755" and a path such as /wordpress/uploads.',
    on: ["aws_efs_access_point"],
    *check(resource) {
      const root = resource.block("root_directory");
      const path = root?.text("path");
      if (root && path !== undefined && !/^(\/|(\/[^$#<>;`|&?{}^*/\n]+){1,4})$/.test(path)) yield root.problem("path");
      const creation = root?.block("creation_info");
      const permissions = creation?.text("permissions");
      if (creation && permissions !== undefined && !/^[0-7]{3,4}$/.test(permissions))
        yield creation.problem("permissions");
    },
  },
  {
    id: "efs-task-volume",
    trap: 35,
    title: "A task volume with an access point or IAM is encrypted in transit, and an access point sets the directory",
    source: `${ECS_GUIDE}/specify-efs-config.html`,
    severity: "error",
    fix: 'Set transit_encryption = "ENABLED" and leave root_directory out.',
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      for (const volume of volumesOf(resource)) {
        const authorization = volume.block("authorization_config");
        const needsTls = authorization?.has("access_point_id") || authorization?.text("iam") === "ENABLED";
        const tls = volume.has("transit_encryption") ? volume.text("transit_encryption") : "DISABLED";
        if (needsTls && tls === "DISABLED") yield volume.problem("transit_encryption");
        const directory = volume.text("root_directory") ?? "/";
        if (authorization?.has("access_point_id") && directory !== "/")
          yield volume.problem("root_directory", "an access point is set");
      }
    },
  },
  {
    id: "efs-task-role",
    trap: 36,
    title: "With IAM on, the task role (not the execution role) may mount the file system",
    source: `${GUIDE}/iam-access-control-nfs-efs.html`,
    severity: "error",
    fix: "Allow elasticfilesystem:ClientMount and ClientWrite to the task role, in its policy or in the file system's.",
    on: ["aws_ecs_task_definition"],
    *check(resource, tree) {
      for (const volume of volumesOf(resource)) {
        const authorization = volume.block("authorization_config");
        if (authorization?.text("iam") !== "ENABLED") continue;
        const role = resource.follow("task_role_arn");
        if (!resource.has("task_role_arn")) yield resource.problem("task_role_arn");
        else if (role?.type === "aws_iam_role" && !mayMount(role, volume.follow("file_system_id"), tree)) {
          yield resource.problem("task_role_arn", `${role.address} may not mount`);
        }
      }
    },
  },
  {
    id: "efs-policy-lockout",
    trap: 36,
    title: "A file system's policy lets somebody in, not only denies",
    source: `${GUIDE}/iam-access-control-nfs-efs.html#default-filesystempolicy`,
    severity: "error",
    fix: "Add a statement that allows elasticfilesystem:ClientMount to the task role.",
    on: ["aws_efs_file_system_policy"],
    *check(resource) {
      const read = statementsOf(resource, "policy");
      if (read && !read.some(({ allow }) => allow)) yield resource.problem("policy", "no Allow statement");
    },
  },
  {
    id: "efs-security-group",
    trap: 36,
    title: "A mount target's security group lets NFS in on port 2049",
    source: `${GUIDE}/network-access.html`,
    severity: "error",
    fix: "Add an ingress rule for TCP port 2049 from the tasks' security group.",
    on: ["aws_efs_mount_target"],
    *check(resource, tree) {
      const groups = resource.followAll("security_groups");
      const known = groups.length > 0 && groups.length === resource.list("security_groups")?.length;
      if (
        known &&
        groups.every(({ type }) => type === "aws_security_group") &&
        !groups.some((group) => opens(group, 2049, tree))
      ) {
        yield resource.problem("security_groups", "no rule for port 2049");
      }
    },
  },
];

function mayMount(role: Resource, fileSystem: Resource | undefined, tree: Tree): boolean {
  const { allowed, managed, complete } = rolePermissions(role, tree);
  const policies = fileSystem ? tree.referring(fileSystem, "file_system_id", "aws_efs_file_system_policy") : [];
  const resourceStatements = policies.map((policy) => statementsOf(policy, "policy"));
  if (!complete || resourceStatements.includes(undefined) || managed.some((arn) => arn.includes("ElasticFileSystem")))
    return true;
  return [...allowed, ...resourceStatements.flatMap((policy) => policy ?? [])].some((one) =>
    covers(one, "elasticfilesystem:ClientMount"),
  );
}
