import { wildcard } from "./wildcard";

/** Who asks for what, in the words of IAM. */
export interface Attempt {
  readonly action: string;
  readonly resource: string;
  /** Of a service, for a resource's own policy: `cloudfront.amazonaws.com`. */
  readonly service?: string;
  /** Values of condition keys. */
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether policies allow an attempt: one statement allows it, none denies it. A statement with a condition that is not known here allows
 * nothing and denies nothing (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * @param policies IAM's JSON
 */
export function isAllowed(policies: readonly string[], attempt: Attempt): boolean {
  const fitting = policies.flatMap(statementsOf).filter((statement) => fits(statement, attempt));
  return fitting.some(({ Effect }) => Effect === "Allow") && !fitting.some(({ Effect }) => Effect === "Deny");
}

function statementsOf(policy: string): readonly Statement[] {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return many(statements);
}

function fits(statement: Statement, { action, resource, service, context = {} }: Attempt): boolean {
  return (
    many(statement.Action ?? []).some((one) => wildcard(one.toLowerCase()).test(action.toLowerCase())) &&
    many(statement.Resource ?? []).some((one) => wildcard(one).test(resource)) &&
    (service === undefined || isPrincipal(statement.Principal, service)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => isMet(operator, context[key], many(wanted))),
    )
  );
}

function isPrincipal(principal: Statement["Principal"], service: string): boolean {
  if (principal === "*" || principal === undefined) return principal === "*";
  return Object.values(principal).some((names) => many(names).some((one) => one === "*" || one === service));
}

function isMet(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  if (value === undefined) return false;
  if (operator === "StringEquals") return wanted.includes(value);
  if (operator === "StringLike" || operator === "ArnLike" || operator === "ArnEquals")
    return wanted.some((one) => wildcard(one).test(value));
  return operator === "Bool" && wanted.includes(value);
}

function many<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
