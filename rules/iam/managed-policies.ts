import { wrongManagedPolicy } from "../../aws/iam/managed-policies";
import type { Rule } from "../rule";

export const managedPolicyRules: readonly Rule[] = [
  {
    id: "managed-policy",
    trap: 79,
    title: "A policy that AWS manages is one that there is, with its path",
    source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    severity: "error",
    fix: "Copy the ARN from the list of managed policies.",
    on: [
      "aws_iam_role_policy_attachment",
      "aws_iam_user_policy_attachment",
      "aws_iam_group_policy_attachment",
      "aws_iam_policy_attachment",
    ],
    *check(resource) {
      const wrong = wrongManagedPolicy(resource.text("policy_arn") ?? "");
      if (wrong !== undefined) yield resource.problem("policy_arn", wrong);
    },
  },
  {
    id: "managed-policy-of-role",
    trap: 79,
    title: "The policies in a role's list that AWS manages are ones that there are, with their paths",
    source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    severity: "error",
    fix: "Copy the ARN from the list of managed policies.",
    on: ["aws_iam_role"],
    *check(resource) {
      for (const arn of [...resource.texts("managed_policy_arns"), resource.text("permissions_boundary") ?? ""]) {
        const wrong = wrongManagedPolicy(arn);
        const attribute =
          arn === resource.text("permissions_boundary") ? "permissions_boundary" : "managed_policy_arns";
        if (wrong !== undefined) yield resource.problem(attribute, wrong, arn);
      }
    },
  },
];
