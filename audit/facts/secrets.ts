import type { Resource } from "../../terraform/block";
import { containersIn } from "../../terraform/containers";
import { blocksOf, textOf, textsWithin } from "../../terraform/json";
import { covers, type Statement } from "../../terraform/policies";
import type { Tree } from "../../terraform/tree";
import { bad, type Finding, good, plain } from "./finding";
import { readPolicies } from "./policies";

export interface Secret {
  readonly secret: Resource;
  readonly description: string;
  /** How its value gets there, and whether a state file holds it. */
  readonly value: Finding;
  /** Containers that get it, with the names of the variables. */
  readonly containers: readonly string[];
  /** Roles whose policies let them read it. */
  readonly roles: readonly string[];
}

export function readSecrets(tree: Tree): Secret[] {
  const policies = readPolicies(tree).filter(({ kind }) => kind === "rights");
  return tree.all("aws_secretsmanager_secret").map((secret) => {
    const concerns = ({ resources, stack }: Statement): boolean =>
      resources.includes("*") || tree.sources(resources, stack).includes(secret);
    const roles = policies
      .filter(({ statements }) =>
        statements.some((one) => covers(one, "secretsmanager:GetSecretValue") && concerns(one)),
      )
      .map(({ subject }) => subject);
    const description = textOf(secret.json.description) ?? "";
    return { secret, description, value: originOf(tree, secret), containers: usesOf(tree, secret), roles };
  });
}

function originOf(tree: Tree, secret: Resource): Finding {
  const versions = tree.referring(secret, "secret_id", "aws_secretsmanager_secret_version");
  const [version] = versions;
  if (!version) return plain("set outside Terraform");
  if (version.json.secret_string !== undefined || version.json.secret_binary !== undefined) {
    return bad("stored in the state");
  }
  const generated = textsWithin(version.json.secret_string_wo).some((text) => text.includes("ephemeral."));
  return good(generated ? "generated at deploy, write-only: in no state and no plan" : "write-only: in no state");
}

function usesOf(tree: Tree, secret: Resource): string[] {
  return tree.all("aws_ecs_task_definition").flatMap((task) =>
    (containersIn(task.json.container_definitions) ?? []).flatMap((container) => {
      const variables = blocksOf(container.secrets)
        .filter(({ valueFrom }) => tree.sources(valueFrom, task.stack).includes(secret))
        .map(({ name }) => textOf(name) ?? "");
      return variables.length > 0 ? [`${textOf(container.name)}: ${variables.join(", ")}`] : [];
    }),
  );
}
