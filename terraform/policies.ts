import { wildcard } from "../aws/wildcard";
import type { Block } from "./block";
import { isObject, type JsonObject, listed, objectOf, textOf } from "./json";

/** One statement of an IAM policy; references stay as they are written. */
export interface Statement {
  readonly sid?: string;
  readonly allow: boolean;
  readonly actions: readonly string[];
  /** Whether `NotAction` stands in place of `Action`. */
  readonly actionsInverted: boolean;
  readonly resources: readonly string[];
  /** Whether `NotResource` stands in place of `Resource`. */
  readonly resourcesInverted: boolean;
  /** Who, in a policy that a resource or role carries. */
  readonly principals: readonly Principal[];
  /** Whether `NotPrincipal` stands in place of `Principal`. */
  readonly principalsInverted: boolean;
  readonly conditions: readonly Condition[];
  readonly stack: string;
}

export interface Principal {
  /** `AWS`, `Service` or `Federated`; undefined for a `*` that stands alone. */
  readonly kind?: string;
  readonly who: string;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const texts = (value: unknown): string[] => listed(value).flatMap((one) => (typeof one === "string" ? [one] : []));

/**
 * The statements of a policy in an attribute: JSON, `jsonencode`, or a policy document data source.
 * @returns undefined when it is unknown or no policy
 */
export function statementsOf(block: Block, attribute: string): Statement[] | undefined {
  const document = block.follow(attribute);
  if (document?.type === "aws_iam_policy_document") {
    if (document.has("source_policy_documents") || document.has("override_policy_documents")) return undefined;
    return document.blocks("statement").map(fromBlock);
  }
  const value = block.json[attribute];
  const policy = typeof value === "string" ? block.decoded(attribute) : value;
  if (!isObject(policy) || policy.Statement === undefined) return undefined;
  return statementsIn(policy, block.stack);
}

/** The statements of a policy in IAM's JSON. @param stack where it stands */
export function statementsIn(policy: JsonObject, stack: string): Statement[] {
  return listed(policy.Statement)
    .filter(isObject)
    .map((statement) => fromJson(statement, stack));
}

/** Whether a statement lets an action through, `*` and `?` read as IAM does. */
export function covers({ allow, actions, actionsInverted }: Statement, action: string): boolean {
  return allow && actions.some((pattern) => wildcard(pattern, "i").test(action)) !== actionsInverted;
}

function fromJson(json: JsonObject, stack: string): Statement {
  const sid = textOf(json.Sid);
  const principals = json.Principal ?? json.NotPrincipal;
  return {
    ...(sid ? { sid } : {}),
    allow: json.Effect !== "Deny",
    actions: texts(json.Action ?? json.NotAction),
    actionsInverted: json.NotAction !== undefined,
    resources: texts(json.Resource ?? json.NotResource),
    resourcesInverted: json.NotResource !== undefined,
    principals: isObject(principals)
      ? Object.entries(principals).flatMap(([kind, who]) => texts(who).map((one) => ({ kind, who: one })))
      : texts(principals).map((who) => ({ who })),
    principalsInverted: json.NotPrincipal !== undefined,
    conditions: Object.entries(objectOf(json.Condition)).flatMap(([operator, keys]) =>
      Object.entries(objectOf(keys)).map(([key, values]) => ({ operator, key, values: listed(values).map(String) })),
    ),
    stack,
  };
}

function fromBlock(block: Block): Statement {
  const written = (name: string) => texts(block.list(block.has(`not_${name}`) ? `not_${name}` : name));
  const sid = block.text("sid");
  return {
    ...(sid ? { sid } : {}),
    allow: block.text("effect") !== "Deny",
    actions: written("actions"),
    actionsInverted: block.has("not_actions"),
    resources: written("resources"),
    resourcesInverted: block.has("not_resources"),
    principals: [...block.blocks("principals"), ...block.blocks("not_principals")].flatMap((one) =>
      texts(one.list("identifiers")).map((who) => ({ kind: one.text("type"), who })),
    ),
    principalsInverted: block.has("not_principals"),
    conditions: block.blocks("condition").map((one) => ({
      operator: one.text("test") ?? "",
      key: one.text("variable") ?? "",
      values: texts(one.list("values")),
    })),
    stack: block.stack,
  };
}
