import type { StackDrift } from "./drift";
import type { Drifted } from "./drifted";

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const described = ({ address, how, paths }: Drifted): string =>
  `${address}: ${how === "deleted" ? "deleted" : paths.join(", ")}`;

function headline(one: StackDrift): string {
  switch (one.state) {
    case "same":
      return "as Terraform left it";
    case "not deployed":
      return "not deployed";
    case "drifted":
      return `${counted(one.resources.length, "resource")} changed beside Terraform`;
    case "failed":
      return `not known\n${one.reason.replaceAll(/^/gm, "  ")}`;
  }
}

/** One stack for people at a terminal. */
export function asText(one: StackDrift): string {
  const lines = one.state === "drifted" ? one.resources.map((resource) => `  ${described(resource)}`) : [];
  return [`${one.stack}: ${headline(one)}`, ...lines].join("\n");
}

/** What all stacks come to. */
export function summary(all: readonly StackDrift[]): string {
  const count = (state: StackDrift["state"]) => all.filter((one) => one.state === state).length;
  const failed = count("failed");
  const unknown = failed > 0 ? `; ${counted(failed, "stack")} could not be read` : "";
  return `${count("drifted")} of ${counted(all.length, "stack")} drifted${unknown}`;
}

/** Text of the issue of a drifted stack, in Markdown. */
export function issueText(stack: string, resources: readonly Drifted[], environment: string): string {
  return `${[
    `Somebody or something changed these resources of \`${stack}\` beside Terraform. The next deploy sets them back.`,
    "",
    ...resources.map(({ address, how, paths }) =>
      how === "deleted"
        ? `- \`${address}\`: **deleted**`
        : `- \`${address}\`: ${paths.map((path) => `\`${path}\``).join(", ")}`,
    ),
    "",
    `Values are not shown here. \`terraform -chdir=cdktf.out/stacks/${stack} plan -refresh-only\` shows them after \`npm run drift -- --environment ${environment} --stack ${stack}\`.`,
    "To keep a change, write it into the environment; to undo it, deploy. This issue closes by itself when the stack is as Terraform left it.",
  ].join("\n")}\n`;
}
