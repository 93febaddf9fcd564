import { principalRefusal } from "../../aws/iam/principals";
import { isObject, listed, objectOf } from "../../terraform/json";
import { hasInterpolation } from "../../terraform/reference";
import type { Finding, Resource, Rule } from "../rule";

const GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements";
const VERSIONS = ["2012-10-17", "2008-10-17"];
/** What a statement consists of. */
export const ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** Attributes with a policy, by type; of all others it is `policy`. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ["assume_role_policy"],
  aws_cloudwatch_log_resource_policy: ["policy_document"],
  aws_opensearch_domain: ["access_policies"],
};

const TYPES = [
  "aws_backup_vault_policy",
  "aws_cloudwatch_event_bus_policy",
  "aws_cloudwatch_log_resource_policy",
  "aws_ecr_registry_policy",
  "aws_ecr_repository_policy",
  "aws_efs_file_system_policy",
  "aws_iam_group_policy",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_iam_user_policy",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_kms_replica_key",
  "aws_opensearch_domain",
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
  "aws_vpc_endpoint",
  "aws_vpc_endpoint_policy",
  "data.aws_iam_policy_document",
];

/** A policy as it is written, wherever it stands. */
interface Document {
  readonly attribute: string;
  readonly version: unknown;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}

export const policyDocumentRules: readonly Rule[] = [
  {
    id: "policy-grammar",
    trap: 73,
    title: "A policy has a version of the language, and statements of its elements",
    source: `${GRAMMAR}.html`,
    severity: "error",
    fix: 'Write "Version": "2012-10-17", and Effect Allow or Deny.',
    on: TYPES,
    *check(resource) {
      for (const { attribute, version, statements } of documents(resource)) {
        if (typeof version === "string" && !hasInterpolation(version) && !VERSIONS.includes(version))
          yield resource.problem(attribute, `Version is ${VERSIONS.join(" or ")}`, version);
        for (const statement of statements) yield* misspelt(resource, attribute, statement);
      }
    },
  },
  {
    id: "policy-principal",
    trap: 73,
    title: "A service in a policy is one that AWS has",
    source: `${GRAMMAR}_principal.html#principal-services`,
    severity: "error",
    fix: "Write the service's principal, such as ecs-tasks.amazonaws.com.",
    on: TYPES,
    *check(resource) {
      for (const { attribute, statements } of documents(resource)) {
        const services = statements.flatMap(({ Principal, NotPrincipal }) =>
          [Principal, NotPrincipal].flatMap((principal) => listed(objectOf(principal).Service)),
        );
        for (const service of services) {
          if (typeof service !== "string" || hasInterpolation(service)) continue;
          const refusal = principalRefusal(service);
          if (refusal !== undefined) yield resource.problem(attribute, refusal, service);
        }
      }
    },
  },
  {
    id: "policy-resource",
    trap: 73,
    title: "A resource in a policy is an ARN, or * for all",
    source: `${GRAMMAR}_resource.html`,
    severity: "error",
    fix: "Write the whole ARN: arn:partition:service:region:account:resource.",
    on: TYPES,
    *check(resource) {
      for (const { attribute, statements } of documents(resource)) {
        const resources = statements.flatMap(({ Resource, NotResource }) => [
          ...listed(Resource),
          ...listed(NotResource),
        ]);
        const wrong = resources.find((one) => typeof one === "string" && !isResource(one));
        if (wrong !== undefined) yield resource.problem(attribute, "no ARN", wrong);
      }
    },
  },
];

/** A reference at the beginning may be an ARN; and a wildcard may stand for several parts. */
const isResource = (text: string): boolean =>
  text === "*" || text.startsWith("${") || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(text) || /^arn:.*\*/.test(text);

function* misspelt(
  resource: Resource,
  attribute: string,
  statement: Readonly<Record<string, unknown>>,
): Iterable<Finding> {
  const { Effect } = statement;
  if (typeof Effect === "string" && !hasInterpolation(Effect) && !["Allow", "Deny"].includes(Effect))
    yield resource.problem(attribute, "Effect is Allow or Deny", Effect);
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) yield resource.problem(attribute, "no element of a statement", unknown);
}

function documents(resource: Resource): Document[] {
  if (resource.type === "aws_iam_policy_document") return [fromBlocks(resource)];
  return (ATTRIBUTES[resource.type] ?? ["policy"]).flatMap((attribute) => {
    // A document that is a data source is judged where it stands.
    if (!resource.has(attribute) || resource.follow(attribute)) return [];
    const json = resource.decoded(attribute);
    if (!isObject(json)) return [];
    return [{ attribute, version: json.Version, statements: listed(json.Statement).filter(isObject) }];
  });
}

function fromBlocks(document: Resource): Document {
  const statements = document.blocks("statement").map((block) => ({
    Effect: block.text("effect"),
    Principal: { Service: block.blocks("principals").flatMap(servicesOf) },
    NotPrincipal: { Service: block.blocks("not_principals").flatMap(servicesOf) },
    Resource: block.list("resources"),
    NotResource: block.list("not_resources"),
  }));
  return { attribute: "statement", version: document.text("version"), statements };
}

const servicesOf = (principals: { text(name: string): string | undefined; texts(name: string): string[] }): string[] =>
  principals.text("type") === "Service" ? principals.texts("identifiers") : [];
