import type { Resource } from "../../terraform/block";
import { type Statement, statementsOf } from "../../terraform/policies";
import type { Tree } from "../../terraform/tree";

/** What a role may do by its own policies and attached ones; `complete` is false when a policy cannot be read here. */
export function rolePermissions(
  role: Resource,
  tree: Tree,
): { allowed: Statement[]; managed: string[]; complete: boolean } {
  const inline = tree.referring(role, "role", "aws_iam_role_policy").map((policy) => statementsOf(policy, "policy"));
  const attachments = tree.referring(role, "role", "aws_iam_role_policy_attachment");
  const nested = role.blocks("inline_policy").map((policy) => statementsOf(policy, "policy"));
  const own = attachments.flatMap((attachment) => attachment.follow("policy_arn") ?? []);
  const attached = own.filter(({ type }) => type === "aws_iam_policy").map((policy) => statementsOf(policy, "policy"));
  const managed = attachments.flatMap((attachment) => attachment.text("policy_arn") ?? []);
  const read = [...inline, ...nested, ...attached];
  return {
    allowed: read.flatMap((policy) => policy ?? []).filter(({ allow }) => allow),
    managed: [...managed, ...role.texts("managed_policy_arns")],
    complete: read.every((policy) => policy !== undefined) && attachments.length === own.length + managed.length,
  };
}

/** Whether a statement is about a resource: named by reference, by text or by a pattern of either. */
export function isAbout(statement: Statement, target: Resource, tree: Tree): boolean {
  if (statement.resourcesInverted) return true;
  return statement.resources.some((text) => {
    if (text === "*" || text === "arn:aws:*") return true;
    if (tree.identity(text, statement.stack) === `${target.stack}:${target.address}`) return true;
    const stem = /^(\$\{[^}]+\})[:*/-]/.exec(text)?.[1];
    if (stem && tree.identity(stem, statement.stack) === `${target.stack}:${target.address}`) return true;
    return !stem && (text.includes("*") || text.includes("${")) && !tree.referent(text, statement.stack);
  });
}
