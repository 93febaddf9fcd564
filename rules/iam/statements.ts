import type { JsonObject } from "../../terraform/json";
import { isObject, listed, objectOf } from "../../terraform/json";
import { hasInterpolation } from "../../terraform/reference";
import { repeated } from "../forms";
import type { Rule } from "../rule";
import { ELEMENTS } from "./documents";

const GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";

/** Policies of an identity, which say nobody's name, by their attribute. */
const OF_IDENTITIES = ["aws_iam_group_policy", "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"];
/** Policies of a role or a resource: who may do something. */
const OF_RESOURCES = [
  "aws_backup_vault_policy",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_s3_bucket_policy",
  "aws_sns_topic_policy",
  "aws_sqs_queue_policy",
  "aws_secretsmanager_secret_policy",
  "aws_efs_file_system_policy",
];

const OPERATOR =
  /^(?:ForAllValues:|ForAnyValue:)?(?:(?:String(?:Not)?Equals(?:IgnoreCase)?|String(?:Not)?Like|Numeric(?:Not)?Equals|Numeric(?:LessThan|GreaterThan)(?:Equals)?|Date(?:Not)?Equals|Date(?:LessThan|GreaterThan)(?:Equals)?|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null)$/;

const isPlain = (value: unknown): value is string => typeof value === "string" && !hasInterpolation(value);

function* wrongIn(statement: JsonObject, isOfIdentity: boolean): Iterable<readonly [string, unknown]> {
  const { Sid, Condition } = statement;
  const has = (name: string) => statement[name] !== undefined;
  if (has("Action") === has("NotAction")) yield ["Action or NotAction", Object.keys(statement)];
  if (has("Resource") && has("NotResource")) yield ["Resource or NotResource", Object.keys(statement)];
  if (!has("Effect")) yield ["Effect is missing", Object.keys(statement)];
  const isNamed = has("Principal") || has("NotPrincipal");
  if (isOfIdentity && !has("Resource") && !has("NotResource")) yield ["Resource is missing", Object.keys(statement)];
  if (isOfIdentity && isNamed) yield ["the policy of an identity has no Principal", statement.Principal];
  if (!isOfIdentity && !isNamed) yield ["Principal is missing", Object.keys(statement)];
  if (isOfIdentity && isPlain(Sid) && !/^[A-Za-z0-9]*$/.test(Sid)) yield ["a Sid has letters and digits", Sid];
  const unknown = Object.keys(objectOf(Condition)).find((operator) => !OPERATOR.test(operator));
  if (unknown !== undefined) yield ["no operator of conditions", unknown];
}

export const policyStatementRules: readonly Rule[] = [
  {
    id: "policy-statement",
    trap: 73,
    title:
      "A statement says what is allowed, on what, and, in the policy of a resource, to whom; Sids differ, and conditions have operators of IAM",
    source: GRAMMAR,
    severity: "error",
    fix: "Correct the statement.",
    on: [...OF_IDENTITIES, ...OF_RESOURCES],
    *check(resource) {
      if (!resource.has("policy") || resource.follow("policy")) return;
      const json = resource.decoded("policy");
      if (!isObject(json)) return;
      const statements = listed(json.Statement).filter(isObject);
      for (const statement of statements.filter((one) => Object.keys(one).every((element) => ELEMENTS.has(element))))
        for (const [detail, value] of wrongIn(statement, OF_IDENTITIES.includes(resource.type)))
          yield resource.problem("policy", detail, value);
      const [twice] = repeated(statements.flatMap(({ Sid }) => (isPlain(Sid) && Sid !== "" ? [Sid] : [])));
      if (twice !== undefined) yield resource.problem("policy", "a Sid given twice", twice);
    },
  },
];
