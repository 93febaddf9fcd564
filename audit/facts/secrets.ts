import { containersIn } from "../../terraform/containers";
import { blocksOf, textOf, textsWithin } from "../../terraform/json";
import { bad, type Finding, good, plain } from "./finding";
import { readPolicies, type Statement } from "./policies";
import type { Resource } from "./resource";
import type { System } from "./system";

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

const READS = /^(?:\*|secretsmanager:(?:\*|Get\*|GetSecretValue))$/;

export function readSecrets(system: System): Secret[] {
  const policies = readPolicies(system).filter(({ kind }) => kind === "rights");
  return system.of("aws_secretsmanager_secret").map((secret) => {
    const mentions = (statement: Statement): boolean =>
      statement.resources.some((text) => text === "*" || text.includes(`‹${secret.label}.`));
    const roles = policies
      .filter(({ statements }) =>
        statements.some(
          (one) => one.effect === "Allow" && one.actions.some((action) => READS.test(action)) && mentions(one),
        ),
      )
      .map(({ subject }) => subject);
    const description = textOf(secret.body.description) ?? "";
    return { secret, description, value: originOf(system, secret), containers: usesOf(system, secret), roles };
  });
}

function originOf(system: System, secret: Resource): Finding {
  const versions = system.referring(secret, "secret_id", "aws_secretsmanager_secret_version");
  const [version] = versions;
  if (!version) return plain("set outside Terraform");
  if (version.body.secret_string !== undefined || version.body.secret_binary !== undefined) {
    return bad("stored in the state");
  }
  const generated = textsWithin(version.body.secret_string_wo).some((text) => text.includes("ephemeral."));
  return good(generated ? "generated at deploy, write-only: in no state and no plan" : "write-only: in no state");
}

function usesOf(system: System, secret: Resource): string[] {
  return system.of("aws_ecs_task_definition").flatMap((task) =>
    (containersIn(task.body.container_definitions) ?? []).flatMap((container) => {
      const variables = blocksOf(container.secrets)
        .filter(({ valueFrom }) => system.targets(task.stack, valueFrom).includes(secret))
        .map(({ name }) => textOf(name) ?? "");
      return variables.length > 0 ? [`${textOf(container.name)}: ${variables.join(", ")}`] : [];
    }),
  );
}
