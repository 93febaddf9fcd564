import { type Policy, readAttachments, type Statement } from "../../facts/policies";
import {
  type Block,
  type Cell,
  cell,
  code,
  finding,
  type Inline,
  lines,
  resourceCell,
  type Section,
  table,
} from "../document";
import type { Subject } from "../subject";

const KINDS: readonly { kind: Policy["kind"]; caption: string; subject: string }[] = [
  { kind: "rights", caption: "What roles may do", subject: "Role" },
  { kind: "trust", caption: "Who may be which role", subject: "Role" },
  { kind: "resource", caption: "Policies of resources", subject: "Resource" },
];

export function rights({ system, policies }: Subject): Section {
  const blocks = KINDS.flatMap(({ kind, caption, subject }): Block[] => {
    const rows = policies
      .filter((policy) => policy.kind === kind)
      .flatMap((policy) => policy.statements.map((statement) => row(policy, statement)));
    return rows.length > 0 ? [table(caption, [subject, "Reason", "Statement", "Conditions"], rows)] : [];
  });
  const attached = readAttachments(system).map(({ source, subject, policy }): Cell[] => [
    cell(subject),
    cell(code(policy)),
    resourceCell(source),
  ]);
  if (attached.length > 0) blocks.push(table("Policies given whole", ["Role", "Policy", "By"], attached));
  return {
    id: "iam",
    title: "IAM statements",
    lead: "Every statement of every policy, with what it is for (its Sid). A star over all resources is marked.",
    blocks: blocks.length > 0 ? blocks : [{ kind: "note", tone: "plain", text: ["The stacks have no IAM policies."] }],
  };
}

function row({ subject, kind }: Policy, statement: Statement): Cell[] {
  return [
    cell(subject),
    cell(statement.sid ? words(statement.sid) : finding({ tone: "warn", text: "no Sid" })),
    { lines: described(statement, kind) },
    statement.conditions.length > 0 ? lines(statement.conditions.map(code)) : cell("–"),
  ];
}

function described(statement: Statement, kind: Policy["kind"]): readonly (readonly Inline[])[] {
  const deny = statement.effect === "Deny";
  const head: Inline = deny ? finding({ tone: "good", text: "Deny" }) : { strong: statement.effect };
  const principals = statement.principals.flatMap((who): Inline[] => [" ", code(who)]);
  const actions = statement.actions.map((action) => code(action));
  const every = statement.actions.includes("*") && !deny;
  const wide = kind === "rights" && !deny && statement.resources.includes("*");
  const resources = statement.resources.map((text): Inline[] =>
    text === "*" && wide ? ["on ", finding({ tone: "warn", text: "every resource (*)" })] : ["on ", code(text)],
  );
  return [
    [head, ...principals],
    [
      statement.actionsInverted ? "everything but " : "",
      ...spaced(actions),
      ...(every ? [" ", finding({ tone: "bad", text: "every action" })] : []),
    ],
    ...(statement.resourcesInverted ? [["all but:"]] : []),
    ...resources,
  ];
}

function spaced(inlines: readonly Inline[]): Inline[] {
  return inlines.flatMap((inline, index) => (index === 0 ? [inline] : [", ", inline]));
}

/** `ReadSecrets` reads better as `Read secrets`. */
export function words(sid: string): string {
  const parts = sid.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
  return parts.map((part, index) => (index === 0 || /^[A-Z0-9]+$/.test(part) ? part : part.toLowerCase())).join(" ");
}
