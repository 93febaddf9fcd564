// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readContents } from "../../../audit/contents/contents";
import { readGraph } from "../../../audit/diagram/graph";
import { readFacts } from "../../../audit/facts/facts";
import { FORMAT } from "../../../audit/folder/manifest";
import { markup } from "../../../audit/markup";
import type { Stack } from "../../../audit/project/stack";
import { composeReport } from "../../../audit/report/compose";
import { renderMarkdown } from "../../../audit/report/markdown";
import { renderPage } from "../../../audit/report/page";
import { words } from "../../../audit/report/sections/rights";
import type { Subject } from "../../../audit/report/subject";
import { stacksOf, threeTiers } from "../support/stacks";

const HOSTILE = `<img src=x onerror=alert(1)>|"'&\`*`;

function subjectOf(stacks: readonly Stack[], more: Partial<Subject> = {}): Subject {
  const facts = readFacts(stacks);
  const manifest = {
    format: FORMAT,
    project: { name: "project" },
    environment: "test",
    commit: { id: "0123456789abcdef", date: "2026-01-01T00:00:00+00:00", dirty: true },
    tools: {},
    providers: [{ source: "registry.terraform.io/hashicorp/aws", version: "6.25.0" }],
    terraform: [">= 1.11.0"],
    sbom: null,
    stacks: [{ name: "web", dependencies: [] }],
  } as const;
  const policy = { kind: "off", why: "checkov is not installed" } as const;
  return {
    ...facts,
    graph: readGraph(facts.tree, facts.rules),
    svg: "<svg></svg>",
    policy,
    manifest,
    ...more,
  };
}

const section = (subject: Subject, id: string) => composeReport(subject).sections.find((one) => one.id === id);

test("values are escaped, markup and lists of it are not", () => {
  expect(markup`<p>${HOSTILE}${[markup`<b>${"<"}</b>`, undefined, 3]}</p>`.text).toBe(
    "<p>&lt;img src=x onerror=alert(1)&gt;|&quot;&#39;&amp;`*<b>&lt;</b>3</p>",
  );
});

test("exceptions for findings of the image stand in the report as they are enforced, with their last day", () => {
  const exceptions = [
    { id: "CVE-2027-2", until: "2027-06-30", reason: "Debian works on it" },
    { id: "CVE-2027-1", until: "2027-03-31", reason: "no form takes XML" },
  ];
  const States = { Begin: { Type: "Pass", Assign: { topic: "${aws_sns_topic.T.arn}", exceptions }, End: true } };
  const definition = JSON.stringify({ StartAt: "Begin", States });
  const resource = { aws_sfn_state_machine: { Findings: { name: "site-findings", definition } } };
  const report = renderMarkdown(composeReport(subjectOf(stacksOf({ web: { resource } }))));
  const rows = report.split("\n").filter((line) => line.includes("CVE-2027"));
  expect(rows).toEqual([
    expect.stringMatching(/`CVE-2027-1` \| 2027-03-31 \| no form takes XML \|/),
    expect.stringMatching(/`CVE-2027-2` \| 2027-06-30 \| Debian works on it \|/),
  ]);
  const without = renderMarkdown(composeReport(subjectOf(stacksOf({ web: { resource: {} } }))));
  expect(without).toContain("No finding of the image's scan is left out by an exception.");
});

test("what the image holds is counted by kind and named, and an audit without an SBOM says that it has none", () => {
  const purls = [
    "deb/debian/libc6@1",
    "deb/debian/bash@5",
    "generic/wordpress@7.1",
    "composer/acme/hello@1",
    "npm/x@1",
  ];
  const components = purls.map((purl) => ({ purl: `pkg:${purl}`, name: purl.replace(/@.*|.*\//g, ""), version: "1" }));
  const held = readContents(JSON.stringify({ bomFormat: "CycloneDX", components }), "a test");
  const shown = (more: Partial<Subject>) => renderMarkdown(composeReport(subjectOf(stacksOf({ web: {} }), more)));
  const given = shown({ contents: held });
  for (const row of ["WordPress | 1", "Packages of Composer | 1", "Debian packages | 2", "Others | 1"])
    expect(given).toContain(`| ${row} |`);
  expect(given).toContain("| `bash` | 1 |");
  expect(given).toContain("nothing here proves that it is of the image");
  expect(shown({ contents: { ...held, tag: "0123456789abcdef" } })).toContain(
    "the image with the tag `0123456789abcdef`",
  );
  expect(shown({})).toContain("No SBOM was given, so this audit says nothing of what the image holds.");
});

test("a resource without encryption is counted once, be it at rest, on the way or both", () => {
  const resource = {
    aws_db_instance: { Bare: {}, Kept: { storage_encrypted: true, kms_key_id: "arn:k" } },
    aws_elasticache_replication_group: { Bare: {} },
    aws_db_proxy: { Open: { require_tls: false } },
  };
  const [overview] = section(subjectOf(stacksOf({ web: { resource } })), "overview")?.blocks ?? [];
  const figures = overview?.kind === "figures" ? overview.figures : [];
  expect(figures.find(({ label }) => label === "resources without encryption")).toMatchObject({
    value: "3",
    tone: "bad",
  });
});

test("hostile names and values reach neither page nor Markdown as markup", () => {
  const statement = { Sid: HOSTILE, Effect: "Allow", Action: HOSTILE, Resource: HOSTILE };
  const resource = {
    aws_iam_role_policy: { P: { role: HOSTILE, policy: JSON.stringify({ Statement: statement }) } },
    aws_secretsmanager_secret: { S: { description: HOSTILE } },
    aws_cloudwatch_log_group: { G: { name: HOSTILE } },
  };
  const stacks = stacksOf({
    web: { resource, comments: { "aws_secretsmanager_secret.S": { metadata: { path: `web/${HOSTILE}` } } } },
  });
  const report = composeReport(subjectOf(stacks));
  expect(renderPage(report)).not.toContain("<img");
  expect(renderMarkdown(report)).not.toMatch(/^[^`]*<img/m);
  const rows = renderMarkdown(report)
    .split("\n")
    .filter((line) => line.startsWith("|") && line.includes("onerror"));
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.every((line) => line.endsWith(" |"))).toBe(true);
});

test("the page asks for nothing from outside and runs no script", () => {
  const page = renderPage(composeReport(subjectOf(threeTiers())));
  expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\((?!#)/);
  expect(page).toContain("default-src 'none'");
});

test("every link leads to a section, and every section has one", () => {
  const page = renderPage(composeReport(subjectOf(threeTiers())));
  const ids = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(targets)).toEqual(new Set(ids));
  expect(new Set(ids).size).toBe(ids.length);
});

test("a rule that only one side allows is marked in the matrix", () => {
  const markdown = renderMarkdown(composeReport(subjectOf(threeTiers())));
  expect(markdown).toMatch(/`3306\/tcp` one side/);
  expect(markdown).not.toMatch(/`8080\/tcp` one side/);
});

test("a checker that is not there is said plainly", () => {
  expect(renderMarkdown(composeReport(subjectOf(threeTiers())))).toContain(
    "> ⚠ Not checked: checkov is not installed.",
  );
});

test("open and accepted findings and waived rules are listed with their reasons", () => {
  const stacks = stacksOf({
    web: { resource: { aws_lb: { A: {} } }, comments: { "aws_lb.A": { waived: { "lb-logs": "no logs wanted" } } } },
  });
  const common = { title: "asks", stack: "web", address: "aws_lb.A" };
  const findings = [
    { ...common, check: "CKV_1" },
    { ...common, check: "CKV_2", reason: "accepted because" },
  ];
  const policy = { kind: "checked", checker: "checkov 3", passed: 1, findings, unused: ["CKV_9"] } as const;
  const report = renderMarkdown(composeReport(subjectOf(stacks, { policy })));
  for (const text of ["1 open, 1 accepted", "accepted because", "no logs wanted", "CKV\\_9"])
    expect(report).toContain(text);
});

test("changes are a section only when there is something to compare with", () => {
  const subject = subjectOf(threeTiers());
  expect(section(subject, "changes")).toBeUndefined();
  const values = [{ path: "idle", before: 1, after: undefined }];
  const changes = [{ kind: "changed", stack: "web", address: "aws_lb.A", values }] as const;
  const comparison = { against: { commit: null, environment: null }, changes, files: [] };
  expect(renderMarkdown(composeReport({ ...subject, comparison }))).toContain("idle: 1 → nothing");
});

test("types that nobody knows are in the inventory and break nothing", () => {
  const stacks = stacksOf({ web: { resource: { acme_rocket: { R: { fuel: ["${acme_tank.T.id}"] } } } } });
  expect(renderMarkdown(composeReport(subjectOf(stacks)))).toContain("acme_rocket");
});

test("a Sid reads as words", () => {
  expect(words("ReadSecrets")).toBe("Read secrets");
  expect(words("UseKMSKey")).toBe("Use KMS key");
});
