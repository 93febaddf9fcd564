import type { Rule } from "./rule";
import { isOfAws, type Trap } from "./traps";

/** Result of running the bad fixtures of the rules through the real provider. */
export interface Measured {
  readonly provider: string;
  readonly terraform: string;
  readonly rules: Readonly<Record<string, { readonly validate: string | null; readonly plan: string | null }>>;
}

/** Text of docs/rules.md. */
export function documentation(rules: readonly Rule[], traps: readonly Trap[], measured: Measured): string {
  const covered = traps.filter(({ number }) => rules.some(({ trap }) => trap === number));
  const ofAws = covered.filter(({ number }) => isOfAws(number)).length;
  const silent = rules.filter(({ id }) => caughtBy(id, measured) === "apply, or later").length;
  return `# Rules

What AWS refuses at apply, or punishes later, although Terraform's schema allows it. Synth checks every rule over all stacks, lists all
problems in one run with construct path, Terraform address, attribute, value and fix, and exits with 1; nothing is left that could be deployed.
A **warning** is printed only: nothing is refused, but a later change or destroy goes wrong.

${rules.length} rules guard against ${ofAws} of ${traps.filter(({ number }) => isOfAws(number)).length} traps of AWS and ${covered.length - ofAws} agreements between layers. ${silent} of them are
found by neither \`terraform validate\` nor \`terraform plan\` (hashicorp/aws ${measured.provider}, Terraform ${measured.terraform}): without the rule, the apply would tell.

Five rules, \`api-value\`, \`api-pattern\`, \`api-length\`, \`api-range\` and \`api-together\`, are whole families: they hold attributes against the models of AWS's own API and
against the checks of the AWS provider, and are silent where a rule of its own has spoken. What both leave open, CloudFormation's schemas limit, and AWS's documentation:
aws/api/documented.ts and aws/api/limits.json, with their sources. The rules \`setting-…\` are families too: aws/api/relations.json says, with its source, which settings of one resource need, exclude or bound each other. These and
the names that exist (regions, zones, instance types, classes, versions, principals) are kept data under aws/, each file with its source and its date;
\`npm run aws-data\` brings them up to date ([how](testing.md#kept-data-of-aws)). A class, a type or a version that may be newer than the list passes.

Synth judges what is written, and what it comes to before Terraform runs: locals, defaults of variables, functions, conditions, sums, \`count\`, \`for_each\` and dynamic blocks are evaluated.
A plan has more: modules, data sources and what is deployed already. So the same rules judge any Terraform plan. Synth, plan and rehearsal say how many values nobody could judge,
and list each with its address, its attribute, what stands there and the rules that ask for it: \`UNJUDGED=1 npx cdktf synth\`, \`npm run rehearse -- --unjudged\`, and

\`\`\`sh
# needs AWS
terraform plan -out=planned && terraform show -json planned > production-data.json
npm run rules -- --unjudged production-data.json
\`\`\`

Waive a rule for one construct, with a reason that stays in the synthesized JSON under \`"//".waived\` of each of its resources:

\`\`\`ts
waive(database, "rds-lifecycle-support", "the vendor's plugin needs MySQL 8.0 until June");
\`\`\`

This file is generated: \`npm run docs\`. The column *Terraform finds it* is measured:
\`npx tsx __tests__/real-terraform/support/measure-rules.ts [RULE…]\` runs the bad fixtures of each rule, or of the named ones, through the real provider. *Some* means that one form of
the mistake is found and another is not; — that the provider could not be asked offline.

${traps.map((trap) => section(trap, rules, measured)).join("\n\n")}
`;
}

function section({ number, title, uncovered, remainder }: Trap, rules: readonly Rule[], measured: Measured): string {
  const own = rules.filter(({ trap }) => trap === number);
  const rows = own.map(({ id, title: rule, source, severity, fix }) =>
    [`\`${id}\``, `[${cell(rule)}](${source})`, severity, caughtBy(id, measured), cell(fix)].join(" | "),
  );
  const table = [
    "| Rule | What must hold | Severity | Terraform finds it at | Fix |",
    "|--|--|--|--|--|",
    ...rows.map((row) => `| ${row} |`),
  ];
  const note = uncovered
    ? `No rule: ${uncovered}.`
    : remainder
      ? `A configuration cannot show ${remainder}.`
      : undefined;
  return [`## ${number}. ${title}`, ...(own.length > 0 ? [table.join("\n")] : []), ...(note ? [note] : [])].join(
    "\n\n",
  );
}

function caughtBy(id: string, { rules }: Measured): string {
  const { validate = null, plan = null } = rules[id] ?? {};
  if (validate === null) return "—";
  if (validate === "all") return "validate";
  const later = plan === "all" ? "plan" : plan === "some" ? "plan (some)" : "apply, or later";
  if (plan === null && validate === "none") return "—";
  return validate === "some" ? `validate (some), else ${later}` : later;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("*", "\\*");
