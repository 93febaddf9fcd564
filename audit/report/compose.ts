import type { Figure, ReportDocument } from "./document";
import { architecture } from "./sections/architecture";
import { contents } from "./sections/contents";
import { backups, encryption, logs, secrets } from "./sections/data";
import { changes, inventory } from "./sections/inventory";
import { publicEndpoints, securityGroups, waysIn } from "./sections/network";
import { policies } from "./sections/policies";
import { rights } from "./sections/rights";
import type { Subject } from "./subject";

/** The report, from the stacks alone. */
export function composeReport(subject: Subject): ReportDocument {
  const { manifest, stacks } = subject;
  const { commit, environment, project } = manifest;
  return {
    title: `${project.name}${environment ? `: ${environment}` : ""}`,
    subtitle: "What these stacks are, who can reach them, and how they are protected.",
    facts: [
      ["Environment", environment ?? "the app's default"],
      ["Stacks", `${stacks.length}`],
      ["Commit", commit ? `${commit.id.slice(0, 12)}${commit.dirty ? " with local changes" : ""}` : "none"],
      ["Committed", commit ? commit.date : "–"],
      [
        "Providers",
        manifest.providers.map(({ source, version }) => `${source.replace(/^[^/]+\//, "")} ${version}`).join(", "),
      ],
      ["Terraform", manifest.terraform.join(", ") || "any"],
      ["SBOM of the image", manifest.sbom ?? "none given"],
    ],
    sections: [
      overview(subject),
      architecture(subject),
      ...changes(subject),
      waysIn(subject),
      securityGroups(subject),
      rights(subject),
      encryption(subject),
      secrets(subject),
      backups(subject),
      logs(subject),
      publicEndpoints(subject),
      policies(subject),
      contents(subject),
      inventory(subject),
    ],
  };
}

function overview(subject: Subject): ReportDocument["sections"][number] {
  const { stacks, tree, policy } = subject;
  const reached = subject.waysIn.filter(({ verdict }) => verdict.tone !== "plain");
  const risky = reached.some(({ verdict }) => verdict.tone === "bad");
  const secretsInState = subject.secrets.filter(({ value }) => value.tone === "bad").length;
  const weak = subject.encryption.filter(({ atRest, inTransit }) =>
    [atRest, inTransit].some((one) => one?.tone === "bad"),
  ).length;
  const statements = subject.policies.reduce((sum, { statements: own }) => sum + own.length, 0);
  const open =
    policy.kind === "checked" ? policy.findings.filter(({ reason }) => reason === undefined).length : undefined;
  const figures: Figure[] = [
    {
      value: String(tree.managed.length),
      label: `resources in ${stacks.length} stacks`,
      tone: "plain",
      section: "inventory",
    },
    {
      value: String(reached.length),
      label: "ways in from the internet",
      tone: risky ? "bad" : "plain",
      section: "ways-in",
    },
    {
      value: String(subject.publicEndpoints.length),
      label: "public names and addresses",
      tone: "plain",
      section: "public-endpoints",
    },
    { value: String(statements), label: "IAM statements", tone: "plain", section: "iam" },
    {
      value: String(weak),
      label: "resources without encryption",
      tone: weak > 0 ? "bad" : "good",
      section: "encryption",
    },
    {
      value: String(secretsInState),
      label: "secrets in a state file",
      tone: secretsInState > 0 ? "bad" : "good",
      section: "secrets",
    },
    {
      value: open === undefined ? "–" : String(open),
      label: open === undefined ? "policies not checked" : "open policy findings",
      tone: open === 0 ? "good" : "warn",
      section: "policy",
    },
  ];
  return { id: "overview", title: "At a glance", lead: "", blocks: [{ kind: "figures", figures }] };
}
