import { wildcard } from "../../aws/wildcard";
import { type Condition, type Statement, statementsIn } from "../../terraform/policies";

/** Who asks for what, in the words of IAM. */
export interface Attempt {
  readonly action: string;
  readonly resource: string;
  /** Of a service, for a resource's own policy: `cloudfront.amazonaws.com`. */
  readonly service?: string;
  /** Values of condition keys. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether policies allow an attempt: one statement allows it, none denies it. A statement with a condition that is not known here allows
 * nothing and denies nothing (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * @param policies IAM's JSON
 */
export function isAllowed(policies: readonly string[], attempt: Attempt): boolean {
  const fitting = policies
    .flatMap((policy) => statementsIn(JSON.parse(policy), ""))
    .filter((statement) => fits(statement, attempt));
  return fitting.some(({ allow }) => allow) && fitting.every(({ allow }) => allow);
}

function fits(statement: Statement, { action, resource, service, context = {} }: Attempt): boolean {
  const { actions, actionsInverted, resources, resourcesInverted } = statement;
  return (
    actions.some((one) => wildcard(one, "i").test(action)) !== actionsInverted &&
    resources.some((one) => wildcard(one).test(resource)) !== resourcesInverted &&
    (service === undefined || isPrincipal(statement, service)) &&
    statement.conditions.every((condition) => isMet(condition, context[condition.key]))
  );
}

function isPrincipal({ principals, principalsInverted }: Statement, service: string): boolean {
  return principals.some(({ who }) => who === "*" || who === service) !== principalsInverted;
}

function isMet({ operator, values }: Condition, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (operator === "StringEquals" || operator === "Bool") return values.includes(value);
  return /^(StringLike|ArnLike|ArnEquals)$/.test(operator) && values.some((one) => wildcard(one).test(value));
}
