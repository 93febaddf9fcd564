import type { Block, Resource } from "../../terraform/block";
import { isObject, listed, objectOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";

/** One statement of a policy, with its references kept as written. */
export interface Statement {
  readonly allow: boolean;
  readonly actions: readonly string[];
  /** Whether `NotAction` stands in place of `Action`. */
  readonly inverted: boolean;
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly conditions: string;
  readonly stack: string;
}

const texts = (value: unknown): string[] =>
  listed(value).filter((element): element is string => typeof element === "string");

/** The statements of a policy in an attribute: JSON text, `jsonencode`, or a policy document data source. Undefined when unknown. */
export function statements(block: Block, attribute: string): Statement[] | undefined {
  const document = block.follow(attribute);
  if (document?.type === "aws_iam_policy_document") {
    if (document.has("source_policy_documents") || document.has("override_policy_documents")) return undefined;
    return document.blocks("statement").map(fromBlock);
  }
  const decoded = block.decoded(attribute);
  return isObject(decoded)
    ? listed(decoded.Statement).map((statement) => fromJson(objectOf(statement), block.stack))
    : undefined;
}

/** What a role may do by its own policies and attached ones; `complete` is false when a policy cannot be read here. */
export function rolePermissions(
  role: Resource,
  tree: Tree,
): { allowed: Statement[]; managed: string[]; complete: boolean } {
  const inline = tree.referring(role, "role", "aws_iam_role_policy").map((policy) => statements(policy, "policy"));
  const attachments = tree.referring(role, "role", "aws_iam_role_policy_attachment");
  const nested = role.blocks("inline_policy").map((policy) => statements(policy, "policy"));
  const own = attachments.flatMap((attachment) => attachment.follow("policy_arn") ?? []);
  const attached = own.filter(({ type }) => type === "aws_iam_policy").map((policy) => statements(policy, "policy"));
  const managed = attachments.flatMap((attachment) => attachment.text("policy_arn") ?? []);
  const read = [...inline, ...nested, ...attached];
  return {
    allowed: read.flatMap((policy) => policy ?? []).filter(({ allow }) => allow),
    managed: [...managed, ...role.texts("managed_policy_arns")],
    complete: read.every((policy) => policy !== undefined) && attachments.length === own.length + managed.length,
  };
}

/** Whether a statement lets an action through, `*` and `?` read as IAM does. */
export function covers(statement: Statement, action: string): boolean {
  const matched = statement.actions.some((pattern) => wildcard(pattern).test(action));
  return statement.allow && matched !== statement.inverted;
}

/** Whether a statement is about a resource: named by reference, by text or by a pattern of either. */
export function isAbout(statement: Statement, target: Resource, tree: Tree): boolean {
  return statement.resources.some((text) => {
    if (text === "*" || text === "arn:aws:*") return true;
    if (tree.identity(text, statement.stack) === `${target.stack}:${target.address}`) return true;
    const stem = /^(\$\{[^}]+\})[:*/-]/.exec(text)?.[1];
    if (stem && tree.identity(stem, statement.stack) === `${target.stack}:${target.address}`) return true;
    return !stem && (text.includes("*") || text.includes("${")) && !tree.referent(text, statement.stack);
  });
}

export function wildcard(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${body}$`, "i");
}

function fromJson(json: Readonly<Record<string, unknown>>, stack: string): Statement {
  const principal = isObject(json.Principal) ? Object.values(json.Principal).flatMap(texts) : texts(json.Principal);
  return {
    allow: json.Effect !== "Deny",
    actions: texts(json.Action ?? json.NotAction),
    inverted: json.NotAction !== undefined,
    resources: texts(json.Resource ?? (json.NotResource ? "*" : [])),
    principals: principal,
    conditions: JSON.stringify(json.Condition ?? {}),
    stack,
  };
}

function fromBlock(block: Block): Statement {
  const inverted = block.has("not_actions");
  return {
    allow: block.text("effect") !== "Deny",
    actions: texts(block.list(inverted ? "not_actions" : "actions")),
    inverted,
    resources: texts(block.list("resources")),
    principals: [...block.blocks("principals"), ...block.blocks("not_principals")].flatMap((one) =>
      texts(one.list("identifiers")),
    ),
    conditions: JSON.stringify(block.json.condition ?? {}),
    stack: block.stack,
  };
}
