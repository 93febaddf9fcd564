import { blocksOf, type ObjectValue, type Value } from "../value";

/** The IAM policy that the data source `aws_iam_policy_document` writes for its statements. */
export function policyDocument(config: ObjectValue): Record<string, unknown> {
  const sources = [...texts(config.source_policy_documents), ...texts(config.override_policy_documents)];
  const inherited = sources.flatMap((text) => (JSON.parse(text) as { Statement?: unknown[] }).Statement ?? []);
  const own = blocksOf(config.statement).map(statement);
  return {
    Version: config.version ?? "2012-10-17",
    ...(config.policy_id ? { Id: config.policy_id } : {}),
    Statement: [...inherited, ...own],
  };
}

function statement(block: ObjectValue): Record<string, unknown> {
  const parts: Record<string, unknown> = {
    Sid: block.sid,
    Effect: block.effect ?? "Allow",
    Action: oneOrMany(block.actions),
    NotAction: oneOrMany(block.not_actions),
    Resource: oneOrMany(block.resources),
    NotResource: oneOrMany(block.not_resources),
    Principal: principals(block.principals),
    NotPrincipal: principals(block.not_principals),
    Condition: conditions(block.condition),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== null));
}

function principals(value: Value | undefined): unknown {
  const all = blocksOf(value);
  if (all.length === 0) return undefined;
  if (all.some(({ type, identifiers }) => type === "*" && texts(identifiers).includes("*"))) return "*";
  return Object.fromEntries(all.map(({ type, identifiers }) => [String(type), oneOrMany(identifiers)]));
}

function conditions(value: Value | undefined): unknown {
  const byTest: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of blocksOf(value)) {
    byTest[String(test)] = { ...byTest[String(test)], [String(variable)]: oneOrMany(values) };
  }
  return Object.keys(byTest).length > 0 ? byTest : undefined;
}

function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function oneOrMany(value: Value | undefined): unknown {
  const all = texts(value);
  if (all.length === 0) return undefined;
  return all.length === 1 ? all[0] : all;
}
