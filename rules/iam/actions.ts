import { arnParts } from "../../aws/arn";
import { wildcard } from "../../aws/wildcard";
import { type Statement, statementsOf } from "../../terraform/policies";
import { hasInterpolation } from "../../terraform/reference";
import type { Resource, Rule } from "../rule";
import { actionsOf } from "./action-data";

const REFERENCE =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";

const POLICY_ATTRIBUTES: Readonly<Record<string, string>> = {
  aws_iam_role: "assume_role_policy",
};

const POLICY_TYPES = [
  "aws_iam_role_policy",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_s3_bucket_policy",
  "aws_kms_key",
  "aws_efs_file_system_policy",
  "aws_ecr_repository_policy",
  "aws_sns_topic_policy",
  "aws_secretsmanager_secret_policy",
  "aws_vpc_endpoint",
];

/** The service in an ARN, or that of a referenced resource's type. */
function serviceOf(resource: string, policy: Resource): string | undefined {
  if (resource.startsWith("arn:")) return arnParts(resource).service;
  const stem = /^(\$\{[^}]+\})/.exec(resource)?.[1];
  const type = policy.tree.referent(stem, policy.stack)?.resource.type ?? "";
  const found = SERVICE_BY_TYPE.find(([prefix]) => type.startsWith(prefix));
  return found?.[1];
}

const SERVICE_BY_TYPE = [
  ["aws_s3_bucket", "s3"],
  ["aws_secretsmanager_secret", "secretsmanager"],
  ["aws_kms_key", "kms"],
  ["aws_efs_", "elasticfilesystem"],
  ["aws_cloudwatch_log_group", "logs"],
  ["aws_ecr_repository", "ecr"],
  ["aws_iam_role", "iam"],
  ["aws_sns_topic", "sns"],
] as const;

export const actionRules: readonly Rule[] = [
  {
    id: "iam-action",
    trap: 73,
    title: "Every action of a policy exists",
    source: REFERENCE,
    severity: "error",
    fix: "Correct the action's name; IAM takes a misspelt one and grants nothing.",
    on: POLICY_TYPES,
    *check(resource) {
      for (const { attribute, statement } of statementsIn(resource)) {
        for (const action of statement.actions) {
          const [service = "", name = ""] = action.toLowerCase().split(":");
          if (action === "*" || hasInterpolation(action)) continue;
          const actions = actionsOf(service);
          const exists =
            actions &&
            (actions.has(name) ||
              (/[*?]/.test(name) && [...actions.keys()].some((key) => wildcard(name, "i").test(key))));
          if (!exists) yield resource.problem(attribute, actions ? "no such action" : "no such service", action);
        }
      }
    },
  },
  {
    id: "iam-action-resource",
    trap: 73,
    title: "A statement names resources that its actions can be limited to",
    source: REFERENCE,
    severity: "error",
    fix: 'Name a resource of the action\'s service, or "*" for an action that takes nothing else.',
    on: ["aws_iam_role_policy", "aws_iam_policy"],
    *check(resource) {
      for (const { attribute, statement } of statementsIn(resource)) {
        const all = statement.resourcesInverted || statement.resources.some((one) => /^\*$|^arn:aws:\*/.test(one));
        if (!statement.allow || statement.actionsInverted || all) continue;
        const named = statement.resources.map((one) => serviceOf(one, resource));
        if (named.includes(undefined) || named.length === 0) continue;
        for (const action of statement.actions.filter((one) => !/[*?]/.test(one) && !hasInterpolation(one))) {
          const [service = "", name = ""] = action.toLowerCase().split(":");
          const known = actionsOf(service)?.get(name);
          if (!known) continue;
          if (known.services.length === 0)
            yield resource.problem(attribute, `${action} takes only "*"`, statement.resources);
          else if (!known.services.some((one) => named.includes(one)))
            yield resource.problem(attribute, `${action} is not about ${named.join(", ")}`, statement.resources);
        }
      }
    },
  },
];

function statementsIn(resource: Resource): { attribute: string; statement: Statement }[] {
  const attribute = POLICY_ATTRIBUTES[resource.type] ?? "policy";
  return (statementsOf(resource, attribute) ?? []).map((statement) => ({ attribute, statement }));
}
