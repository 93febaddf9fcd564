import type { Rule } from "../rule";

const UPGRADE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade";

export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

export const roleRules: readonly Rule[] = [
  {
    id: "role-name",
    trap: 1,
    title: "A role's name has at most 64 characters, its prefix at most 38",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    severity: "error",
    fix: "Shorten the name.",
    on: ["aws_iam_role", "aws_iam_instance_profile"],
    *check(resource) {
      const name = resource.text("name");
      const prefix = resource.text("name_prefix");
      const most = resource.type === "aws_iam_role" ? 64 : 128;
      if (name !== undefined && (name.length > most || !/^[\w+=,.@-]+$/.test(name)))
        yield resource.problem("name", `${name.length} characters`);
      if (prefix !== undefined && (prefix.length > 38 || !ROLE_NAME.test(prefix)))
        yield resource.problem("name_prefix", `${prefix.length} characters`);
    },
  },
  {
    id: "role-own-policies",
    trap: 63,
    title:
      "A role's policies are resources of their own: inline_policy and managed_policy_arns are deprecated and fight with them",
    source: UPGRADE,
    severity: "warning",
    fix: "Use aws_iam_role_policy and aws_iam_role_policy_attachment.",
    on: ["aws_iam_role"],
    *check(resource) {
      for (const attribute of ["inline_policy", "managed_policy_arns"])
        if (resource.has(attribute)) yield resource.problem(attribute);
    },
  },
  {
    id: "launch-configuration",
    trap: 63,
    title: "Launch configurations are closed to new accounts, and Amazon Linux 2 ECS images are ended",
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
    severity: "error",
    fix: "Use aws_launch_template with the Amazon Linux 2023 image of /aws/service/ecs/optimized-ami.",
    on: ["aws_launch_configuration", "data.aws_ssm_parameter"],
    *check(resource) {
      if (resource.type === "aws_launch_configuration") yield resource.problem("name", "a launch configuration");
      else if (resource.text("name")?.startsWith("/aws/service/ecs/optimized-ami/amazon-linux-2/"))
        yield resource.problem("name");
    },
  },
];
