import type { Resource, Rule } from "../rule";

const QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

/** Managed policies that a role, user or group has at most in an account that has not asked for more. */
const MOST_ATTACHED = 10;
/** Characters of all inline policies of a role, white space left out. */
const LONGEST_INLINE = 10_240;

/**
 * Characters that a policy may have, by the resource that holds it. Sources: the quotas of IAM, S3, KMS, Secrets Manager, VPC and SNS, and the
 * API references of PutFileSystemPolicy and PutResourcePolicy.
 */
const POLICY_LIMITS: Readonly<Record<string, { readonly attribute: string; readonly most: number }>> = {
  aws_iam_policy: { attribute: "policy", most: 6144 },
  aws_iam_role: { attribute: "assume_role_policy", most: 2048 },
  aws_s3_bucket_policy: { attribute: "policy", most: 20_480 },
  aws_kms_key: { attribute: "policy", most: 32_768 },
  aws_kms_key_policy: { attribute: "policy", most: 32_768 },
  aws_secretsmanager_secret_policy: { attribute: "policy", most: 20_480 },
  aws_efs_file_system_policy: { attribute: "policy", most: 20_000 },
  aws_vpc_endpoint: { attribute: "policy", most: 20_480 },
  aws_cloudwatch_log_resource_policy: { attribute: "policy_document", most: 5120 },
  aws_sns_topic_policy: { attribute: "policy", most: 30_720 },
};

/** Characters of a policy that are there whatever its references come to; undefined when nobody knows the text. */
function lengthOf(resource: Resource, attribute: string): number | undefined {
  const decoded = resource.decoded(attribute);
  const text = decoded === undefined ? undefined : JSON.stringify(decoded);
  return text?.replaceAll(/\$\{[^}]*\}|\s/g, "").length;
}

export const policySizeRules: readonly Rule[] = [
  {
    id: "policy-size",
    trap: 77,
    title: "A policy is no longer than its service takes",
    source: QUOTAS,
    severity: "error",
    fix: "Name fewer resources by patterns, or spread the statements over several managed policies.",
    on: Object.keys(POLICY_LIMITS),
    *check(resource) {
      const limit = POLICY_LIMITS[resource.type];
      if (!limit || !resource.has(limit.attribute)) return;
      const length = lengthOf(resource, limit.attribute);
      if (length !== undefined && length > limit.most)
        yield resource.problem(limit.attribute, `at most ${limit.most} characters`, `${length} characters`);
    },
  },
  {
    id: "inline-policies-size",
    trap: 77,
    title: "All inline policies of a role have at most 10,240 characters together",
    source: QUOTAS,
    severity: "error",
    fix: "Move statements into an aws_iam_policy, or name fewer resources.",
    on: ["aws_iam_role"],
    *check(resource, tree) {
      const inline = tree.referring(resource, "role", "aws_iam_role_policy");
      const lengths = inline.map((one) => lengthOf(one, "policy") ?? 0);
      const nested = resource.blocks("inline_policy").map((one) => JSON.stringify(one.decoded("policy") ?? "").length);
      const total = [...lengths, ...nested].reduce((sum, one) => sum + one, 0);
      if (total > LONGEST_INLINE)
        yield (inline.at(-1) ?? resource).problem(
          "policy",
          `${resource.address} has ${total} in all`,
          `${total} characters`,
        );
    },
  },
  {
    id: "attached-policies",
    trap: 77,
    title: "A role has at most 10 managed policies, each once",
    source: QUOTAS,
    severity: "error",
    fix: "Put the statements together, or raise the quota to at most 25 and waive this rule.",
    on: ["aws_iam_role"],
    *check(resource, tree) {
      const attachments = tree.referring(resource, "role", "aws_iam_role_policy_attachment");
      const policies = attachments.map((one) => one.identity("policy_arn"));
      const all = [...policies, ...resource.texts("managed_policy_arns")];
      if (all.length > MOST_ATTACHED)
        yield (attachments.at(-1) ?? resource).problem(
          "policy_arn",
          `${resource.address} has ${all.length}`,
          all.length,
        );
      const twice = attachments.find((_, index) => {
        const own = policies[index];
        return own !== undefined && policies.indexOf(own) < index;
      });
      if (twice) yield twice.problem("policy_arn", `${resource.address} has it already`);
    },
  },
];
