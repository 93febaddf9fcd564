import { containersOf } from "../../terraform/containers";
import { isObject, listed, objectOf } from "../../terraform/json";
import { covers, type Principal, statementsOf } from "../../terraform/policies";
import { isAbout, rolePermissions } from "../iam/policies";
import type { Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

interface SecretUse {
  readonly at: string;
  readonly valueFrom: string;
  readonly secret: Resource;
  readonly key: string | undefined;
}

export const containerLinkRules: readonly Rule[] = [
  {
    id: "container-log-group",
    trap: 45,
    title: "The log group that a container writes to exists: the execution role cannot create it",
    source: `${GUIDE}/using_awslogs.html`,
    severity: "error",
    fix: "Refer to an aws_cloudwatch_log_group of this app in awslogs-group.",
    on: ["aws_ecs_task_definition"],
    *check(resource, tree) {
      for (const [index, container] of (containersOf(resource) ?? []).entries()) {
        const { logDriver, options } = objectOf(container.logConfiguration);
        const group = objectOf(options)["awslogs-group"];
        if (logDriver !== "awslogs" || String(objectOf(options)["awslogs-create-group"]) === "true") continue;
        const at = `container_definitions[${index}].logConfiguration.options.awslogs-group`;
        if (group === undefined) yield resource.problem(at, undefined, group);
        else if (!groupExists(group, resource, tree)) yield resource.problem(at, "no log group of this name", group);
      }
    },
  },
  {
    id: "container-secret-key",
    trap: 45,
    title: "A JSON key that a container reads exists in the secret that is written",
    source: `${GUIDE}/secrets-envvar-secrets-manager.html`,
    severity: "error",
    fix: "Correct the key in valueFrom, or write it into the secret.",
    on: ["aws_ecs_task_definition"],
    *check(resource, tree) {
      for (const { secret, key, at, valueFrom } of secretUses(resource)) {
        if (!key) continue;
        const versions = tree.referring(secret, "secret_id", "aws_secretsmanager_secret_version");
        const written = versions.map((version) =>
          version.decoded(version.has("secret_string_wo") ? "secret_string_wo" : "secret_string"),
        );
        const known = written.filter(isObject);
        if (known.length > 0 && known.length === versions.length && !known.some((json) => key in json)) {
          yield resource.problem(
            at,
            `the secret has ${known.flatMap((json) => Object.keys(json)).join(", ")}`,
            valueFrom,
          );
        }
      }
    },
  },
  {
    id: "execution-role-secrets",
    trap: 45,
    title: "The execution role may read every secret that the containers name, and decrypt it",
    source: `${GUIDE}/task_execution_IAM_role.html#task-execution-secrets`,
    severity: "error",
    fix: "Allow secretsmanager:GetSecretValue on the secret and kms:Decrypt on its key to the execution role.",
    on: ["aws_ecs_task_definition"],
    *check(resource, tree) {
      const role = resource.follow("execution_role_arn");
      const uses = secretUses(resource);
      if (uses.length > 0 && !resource.has("execution_role_arn")) yield resource.problem("execution_role_arn");
      if (role?.type !== "aws_iam_role") return;
      const { allowed, complete } = rolePermissions(role, tree);
      if (!complete) return;
      const missing = new Set<string>();
      for (const { secret } of uses) {
        const may = (action: string, target: Resource) =>
          allowed.some((one) => covers(one, action) && isAbout(one, target, tree));
        if (!may("secretsmanager:GetSecretValue", secret))
          missing.add(`secretsmanager:GetSecretValue on ${secret.address}`);
        const key = secret.follow("kms_key_id");
        const keyOpens =
          key &&
          statementsOf(key, "policy")?.some((one) => covers(one, "kms:Decrypt") && !one.principals.every(isRoot));
        if (key?.type === "aws_kms_key" && !keyOpens && !may("kms:Decrypt", key))
          missing.add(`kms:Decrypt on ${key.address}`);
      }
      for (const right of missing) yield resource.problem("execution_role_arn", `${role.address} lacks ${right}`);
    },
  },
];

const isRoot = ({ who }: Principal): boolean => who.includes(":root");

function groupExists(group: unknown, resource: Resource, tree: Tree): boolean {
  const target = tree.referent(group, resource.stack)?.resource;
  if (target) return target.type === "aws_cloudwatch_log_group" || target.mode === "data";
  const name = resource.known(group, "container_definitions.logConfiguration");
  if (typeof name !== "string") return true;
  return tree.all("aws_cloudwatch_log_group", "data.aws_cloudwatch_log_group").some((candidate) => {
    const known = tree.resolve(candidate.json.name, candidate.stack);
    return known === name || typeof known === "symbol";
  });
}

/** Secrets of this app that containers read, with the JSON key that each asks for. */
function secretUses(resource: Resource): SecretUse[] {
  return (containersOf(resource) ?? []).flatMap((container, index) => {
    const log = objectOf(container.logConfiguration);
    const entries = [...listed(container.secrets), ...listed(log.secretOptions)].map(objectOf);
    return entries.flatMap(({ name, valueFrom }): SecretUse[] => {
      const [, reference, key] = /^(\$\{[^}]+\})(?::([^:]*):[^:]*:[^:]*)?$/.exec(String(valueFrom)) ?? [];
      const secret = resource.tree.referent(reference, resource.stack)?.resource;
      if (secret?.mode !== "resource" || !/^aws_secretsmanager_secret(_version)?$/.test(secret.type)) return [];
      const own = secret.type === "aws_secretsmanager_secret_version" ? secret.follow("secret_id") : secret;
      const at = `container_definitions[${index}].secrets.${String(name)}`;
      return own ? [{ at, valueFrom: String(valueFrom), secret: own, key: key || undefined }] : [];
    });
  });
}
