import type { Statement } from "../../../terraform/policies";
import { type Policy, readAttachments } from "../../facts/policies";
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

export function rights({ tree, policies }: Subject): Section {
  const blocks = KINDS.flatMap(({ kind, caption, subject }): Block[] => {
    const rows = policies
      .filter((policy) => policy.kind === kind)
      .flatMap((policy) => policy.statements.map((statement) => row(policy, statement)));
    return rows.length > 0 ? [table(caption, [subject, "Reason", "Statement", "Conditions"], rows)] : [];
  });
  const attached = readAttachments(tree).map(({ source, subject, policy }): Cell[] => [
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

function row({ subject, kind, source }: Policy, statement: Statement): Cell[] {
  const readable = (text: string): string => source.tree.readable(text, statement.stack);
  const conditions = statement.conditions.map(({ operator, key, values }) =>
    code(`${operator} ${key} = ${values.map(readable).join(", ")}`),
  );
  return [
    cell(subject),
    cell(statement.sid ? words(statement.sid) : finding({ tone: "warn", text: "no Sid" })),
    { lines: described(statement, kind, readable) },
    conditions.length > 0 ? lines(conditions) : cell("–"),
  ];
}

function described(
  statement: Statement,
  kind: Policy["kind"],
  readable: (text: string) => string,
): readonly (readonly Inline[])[] {
  const { allow, principalsInverted } = statement;
  const head: Inline = allow ? { strong: "Allow" } : finding({ tone: "good", text: "Deny" });
  const principals = statement.principals.flatMap(({ kind: by, who }): Inline[] => [
    " ",
    code(`${principalsInverted ? "not " : ""}${by ? `${by}: ` : ""}${readable(who)}`),
  ]);
  const actions = statement.actions.map((action) => code(readable(action)));
  const every = statement.actions.includes("*") && allow;
  const wide = kind === "rights" && allow;
  const resources = statement.resources.map((text): Inline[] =>
    text === "*" && wide
      ? ["on ", finding({ tone: "warn", text: "every resource (*)" })]
      : ["on ", code(readable(text))],
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
