import type { Resource } from "../../terraform/block";
import { textOf, textsOf } from "../../terraform/json";
import { type Statement, statementsOf } from "../../terraform/policies";
import type { Tree } from "../../terraform/tree";

/** A policy and where it applies. */
export interface Policy {
  readonly source: Resource;
  readonly argument: string;
  /** `rights` says what a role may do, `trust` who may be the role, `resource` who may use the resource. */
  readonly kind: "rights" | "trust" | "resource";
  readonly subject: string;
  readonly statements: readonly Statement[];
}

/** A policy of AWS or of another place that a role is given whole. */
export interface Attachment {
  readonly source: Resource;
  readonly subject: string;
  readonly policy: string;
}

const RIGHTS = new Set(["aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy"]);

/** Every IAM policy of the stacks, in whatever argument. */
export function readPolicies(tree: Tree): Policy[] {
  return tree.managed.flatMap((source) =>
    Object.keys(source.attributes).flatMap((argument) => {
      const statements = statementsOf(source, argument);
      if (statements === undefined) return [];
      const kind = argument === "assume_role_policy" ? "trust" : RIGHTS.has(source.type) ? "rights" : "resource";
      return [{ source, argument, kind, subject: subjectOf(source), statements }];
    }),
  );
}

export function readAttachments(tree: Tree): Attachment[] {
  const separate = tree.all("aws_iam_role_policy_attachment").map((source) => {
    const policy = textOf(source.json.policy_arn) ?? "";
    return { source, subject: subjectOf(source), policy: source.readable(policy) };
  });
  const inline = tree.all("aws_iam_role").flatMap((source) =>
    textsOf(source.json.managed_policy_arns).map((policy) => {
      return { source, subject: source.label, policy: source.readable(policy) };
    }),
  );
  return [...separate, ...inline];
}

/** The role or resource that the policy is about. */
function subjectOf(source: Resource): string {
  const named = ["role", "user", "group", "bucket", "file_system_id", "repository", "secret_arn", "queue_url", "arn"];
  for (const argument of named) {
    const [target] = source.sources(argument);
    if (target) return target.label;
    const text = textOf(source.json[argument]);
    if (text !== undefined) return text;
  }
  return source.label;
}
