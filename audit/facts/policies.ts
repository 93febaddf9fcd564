import { isObject, type Json, type JsonObject, objectOf, textOf, textsOf } from "../../terraform/json";
import type { Resource } from "./resource";
import type { System } from "./system";

/** One statement of an IAM policy. */
export interface Statement {
  readonly sid?: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** Set for `NotAction`. */
  readonly actionsInverted: boolean;
  readonly resources: readonly string[];
  readonly resourcesInverted: boolean;
  /** Who, in a policy that a resource or role carries; for example `Service: ecs-tasks.amazonaws.com`. */
  readonly principals: readonly string[];
  /** For example `StringEquals aws:SourceAccount = 111122223333`. */
  readonly conditions: readonly string[];
}

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

/** Every IAM policy of the stacks, written as JSON in whatever argument. */
export function readPolicies(system: System): Policy[] {
  return system.resources.flatMap((source) =>
    Object.entries(source.body).flatMap(([argument, value]) => {
      const statements = statementsOf(system, source.stack, value);
      if (statements === undefined) return [];
      const kind = argument === "assume_role_policy" ? "trust" : RIGHTS.has(source.type) ? "rights" : "resource";
      return [{ source, argument, kind, subject: subjectOf(system, source), statements }];
    }),
  );
}

export function readAttachments(system: System): Attachment[] {
  const separate = system.of("aws_iam_role_policy_attachment").map((source) => {
    const policy = textOf(source.body.policy_arn) ?? "";
    return { source, subject: subjectOf(system, source), policy: system.readable(source.stack, policy) };
  });
  const inline = system.of("aws_iam_role").flatMap((source) =>
    textsOf(source.body.managed_policy_arns).map((policy) => {
      return { source, subject: source.label, policy: system.readable(source.stack, policy) };
    }),
  );
  return [...separate, ...inline];
}

/** The role or resource that the policy is about. */
function subjectOf(system: System, source: Resource): string {
  const named = ["role", "user", "group", "bucket", "file_system_id", "repository", "secret_arn", "queue_url", "arn"];
  for (const argument of named) {
    const [target] = system.targets(source.stack, source.body[argument]);
    if (target) return target.label;
    const text = textOf(source.body[argument]);
    if (text !== undefined) return text;
  }
  return source.label;
}

function statementsOf(system: System, stack: string, value: Json | undefined): Statement[] | undefined {
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isObject(document) || document.Statement === undefined) return undefined;
  const readable = (text: string): string => system.readable(stack, text);
  const list = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return list.filter(isObject).map((statement) => read(statement, readable));
}

function read(statement: JsonObject, readable: (text: string) => string): Statement {
  const texts = (value: Json | undefined): string[] => textsOf(value).map(readable);
  const sid = textOf(statement.Sid);
  const principals = statement.Principal ?? statement.NotPrincipal;
  const inverted = statement.NotPrincipal === undefined ? "" : "not ";
  return {
    ...(sid ? { sid } : {}),
    effect: textOf(statement.Effect) ?? "Allow",
    actions: texts(statement.Action ?? statement.NotAction),
    actionsInverted: statement.NotAction !== undefined,
    resources: texts(statement.Resource ?? statement.NotResource),
    resourcesInverted: statement.NotResource !== undefined,
    principals: isObject(principals)
      ? Object.entries(principals).flatMap(([kind, who]) => texts(who).map((one) => `${inverted}${kind}: ${one}`))
      : texts(principals).map((one) => `${inverted}${one}`),
    conditions: Object.entries(objectOf(statement.Condition)).flatMap(([operator, keys]) =>
      Object.entries(objectOf(keys)).map(([key, values]) => {
        const all = (Array.isArray(values) ? values : [values]).map((one) => readable(String(one)));
        return `${operator} ${key} = ${all.join(", ")}`;
      }),
    ),
  };
}

function parsed(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
