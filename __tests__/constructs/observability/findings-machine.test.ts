import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import { type FindingException, findingsMachine } from "../../../constructs/observability/findings-machine";
import { anchors } from "../../docs/support/markdown";
import { ApiError, type Definition, runMachine } from "../../support/state-machine";

const DIGEST = `sha256:${"a".repeat(64)}`;
const DAY = "2027-02-01";
const event = { source: "aws.ecr", detail: { "image-digest": DIGEST, "scan-status": "COMPLETE" } };

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly packages?: readonly [string, string];
}

/** As `ecr:DescribeImageScanFindings` answers of basic scanning, in the letters of Step Functions. */
const basic = ({ id, severity, packages: [name, version] = ["libc6", "2.41-12"] }: Finding) => ({
  Name: id,
  Description: "A fault. ".repeat(100),
  Uri: `https://security-tracker.debian.org/tracker/${id}`,
  Severity: severity,
  Attributes: [
    { Key: "package_version", Value: version },
    { Key: "package_name", Value: name },
    { Key: "CVSS3_SCORE", Value: "9.8" },
  ],
});

/** The same of enhanced scanning. */
const enhanced = ({ id, severity }: Finding, Status = "ACTIVE") => ({
  FindingArn: `arn:aws:inspector2:eu-west-1:111122223333:finding/${id}`,
  Severity: severity,
  Status,
  Type: "PACKAGE_VULNERABILITY",
  Title: `${id} - libxml2, libxml2-utils`,
  Description: "A fault. ".repeat(500),
  PackageVulnerabilityDetails: {
    VulnerabilityId: id,
    ReferenceUrls: Array.from({ length: 100 }, (_, index) => `https://example.com/advisories/${id}/${index}`),
    VulnerablePackages: [
      { Name: "libxml2", Version: "2.12.7", FixedInVersion: "2.12.8" },
      { Name: "libxml2-utils", Version: "2.12.7" },
    ],
  },
});

interface Scan {
  readonly findings?: readonly object[];
  readonly kind?: "Findings" | "EnhancedFindings";
  readonly status?: string;
}

/** A registry with one scanned image; what is published lies in `told`. */
function registry({ findings = [], kind = "Findings", status = "COMPLETE" }: Scan = {}) {
  const told: Record<string, string>[] = [];
  const refused = new Map<string, ApiError>();
  const call = (resource: string, args: Record<string, unknown>): unknown => {
    const [, operation = ""] = /:([^:]+)$/.exec(resource) ?? [];
    const refusal = refused.get(operation);
    if (refusal !== undefined) throw refusal;
    if (operation === "publish") return told.push(args as Record<string, string>) && { MessageId: "1" };
    expect(args).toMatchObject({ RepositoryName: "site", ImageId: { ImageDigest: DIGEST } });
    if (operation === "startImageScan") return { ImageScanStatus: { Status: "IN_PROGRESS" } };
    const from = Number(args.NextToken ?? 0);
    const to = from + Number(args.MaxResults);
    return {
      RepositoryName: "site",
      ImageScanStatus: { Status: status, Description: "The scan was completed successfully." },
      ImageScanFindings: { FindingSeverityCounts: {}, [kind]: findings.slice(from, to) },
      ...(to < findings.length ? { NextToken: String(to) } : {}),
    };
  };
  return { told, refused, call };
}

const machine = (exceptions: readonly FindingException[] = [], severities = ["CRITICAL", "HIGH"]) =>
  findingsMachine({
    ...{ partition: "aws", repositoryName: "site", topicArn: "arn:aws:sns:eu-west-1:111122223333:alarms" },
    ...{ severities, exceptions },
  }) as unknown as Definition;

const run = (definition: Definition, { call }: ReturnType<typeof registry>, input: object = event) =>
  runMachine(definition, input as Record<string, unknown>, call, `${DAY}T06:00:00.123Z`);

test("a finding is told with its severity, its package, the image and the checklist", async () => {
  const ecr = registry({ findings: [basic({ id: "CVE-2027-1", severity: "CRITICAL" })] });
  await run(machine(), ecr);
  expect(ecr.told).toEqual([
    {
      TopicArn: "arn:aws:sns:eu-west-1:111122223333:alarms",
      Subject: "Image of site: 1 finding",
      Message: [
        `1 finding (CRITICAL, HIGH) without an exception in the image site@${DIGEST}:`,
        "",
        "CRITICAL CVE-2027-1 libc6 2.41-12",
        "",
        "What to do: docs/operations.md#the-image-has-findings",
      ].join("\n"),
    },
  ]);
  expect(anchors("docs/operations.md")).toContain("the-image-has-findings");
});

test("what is below the level is not told, nor is an image without findings", async () => {
  for (const findings of [[], [basic({ id: "CVE-2027-1", severity: "HIGH" })]]) {
    const ecr = registry({ findings });
    expect(await run(machine([], ["CRITICAL"]), ecr)).toContain("Done");
    expect(ecr.told).toEqual([]);
  }
});

describe("an exception", () => {
  const findings = [basic({ id: "CVE-2027-1", severity: "CRITICAL" })];
  const until = (day: string) => machine([{ id: "CVE-2027-1", until: day, reason: "no form takes XML" }]);

  test("holds through its last day", async () => {
    const ecr = registry({ findings });
    await run(until(DAY), ecr);
    expect(ecr.told).toEqual([]);
  });

  test("ends by itself on the day after, and the message says so", async () => {
    const ecr = registry({ findings });
    await run(until("2027-01-31"), ecr);
    expect(ecr.told[0]?.Message).toContain("CVE-2027-1 libc6 2.41-12 (its exception ended on 2027-01-31)");
  });

  test("is quoted where something else is told", async () => {
    const ecr = registry({ findings: [...findings, basic({ id: "CVE-2027-2", severity: "HIGH" })] });
    await run(until("2027-03-01"), ecr);
    expect(ecr.told[0]?.Message).toContain("1 finding (CRITICAL, HIGH) without");
    expect(ecr.told[0]?.Message).toContain(
      "Found too, with an exception:\nCVE-2027-1 until 2027-03-01: no form takes XML",
    );
  });
});

test("all pages are read, the gravest come first, and what is too much for a mail is counted", async () => {
  const many = Array.from({ length: 87 }, (_, index) => basic({ id: `CVE-2027-${index}`, severity: "HIGH" }));
  const ecr = registry({ findings: [...many, basic({ id: "CVE-2027-999", severity: "CRITICAL" })] });
  const path = await run(machine(), ecr);
  expect(path.filter((state) => state === "Read")).toHaveLength(9);
  const lines = String(ecr.told[0]?.Message).split("\n");
  expect(lines[0]).toContain("88 findings");
  expect(lines[2]).toContain("CRITICAL CVE-2027-999");
  expect(lines.filter((line) => line.startsWith("HIGH"))).toHaveLength(49);
  expect(lines).toContain("and 38 more");
});

test("findings of enhanced scanning are read too, but for those that Inspector has closed or suppressed", async () => {
  const at = (index: number) => ({ id: `CVE-2027-${index}`, severity: "CRITICAL" });
  const findings = [enhanced(at(1)), enhanced(at(2), "CLOSED"), enhanced(at(3), "SUPPRESSED")];
  const ecr = registry({ findings, kind: "EnhancedFindings", status: "ACTIVE" });
  await run(machine([{ id: "CVE-2027-9", until: DAY, reason: "another" }]), ecr);
  expect(ecr.told.map(({ Message = "" }) => Message.split("\n").slice(0, 4))).toEqual([
    [expect.stringContaining("1 finding ("), "", "CRITICAL CVE-2027-1 libxml2 2.12.7, libxml2-utils 2.12.7", ""],
  ]);
});

test("a thousand findings of the longest kind stay within what Step Functions carries", async () => {
  const findings = Array.from({ length: 1000 }, (_, index) => enhanced({ id: `CVE-2027-${index}`, severity: "HIGH" }));
  const ecr = registry({ findings, kind: "EnhancedFindings", status: "ACTIVE" });
  await run(machine(), ecr);
  expect(ecr.told[0]?.Message).toContain("and 950 more");
});

describe("a scan that says nothing is told, and not taken for a clean one:", () => {
  test("one that failed", async () => {
    const ecr = registry({ status: "UNSUPPORTED_IMAGE" });
    await run(machine(), ecr);
    expect(ecr.told[0]).toMatchObject({
      Subject: "Image of site: no scan",
      Message: expect.stringMatching(
        /UNSUPPORTED_IMAGE: .*\n\nWhat to do: docs\/operations.md#the-image-has-findings$/,
      ),
    });
  });

  test("one that is not there", async () => {
    const ecr = registry();
    ecr.refused.set(
      "describeImageScanFindings",
      new ApiError("Ecr.ScanNotFoundException", "Image scan does not exist"),
    );
    await run(machine(), ecr);
    expect(ecr.told[0]?.Message).toContain("Ecr.ScanNotFoundException: Image scan does not exist");
  });

  test("but one that still runs is waited for: its own event follows", async () => {
    const ecr = registry({ status: "IN_PROGRESS" });
    await run(machine(), ecr);
    expect(ecr.told).toEqual([]);
  });
});

describe("the weekly run", () => {
  const weekly = { rescan: true, detail: { "image-digest": DIGEST } };
  const findings = [basic({ id: "CVE-2027-1", severity: "CRITICAL" })];

  test("orders a scan and leaves the rest to its event", async () => {
    const ecr = registry({ findings });
    expect(await run(machine(), ecr, weekly)).toEqual(["Begin", "IsAScanWanted", "Scan", "Done"]);
    expect(ecr.told).toEqual([]);
  });

  test("reads what is there where none can be ordered, so that an exception ends all the same", async () => {
    const ecr = registry({ findings });
    ecr.refused.set(
      "startImageScan",
      new ApiError("Ecr.LimitExceededException", "The scan quota per image has been exceeded"),
    );
    await run(machine([{ id: "CVE-2027-1", until: "2027-01-31", reason: "r" }]), ecr, weekly);
    expect(ecr.told).toHaveLength(1);
  });
});

test("a message that cannot be published ends the run as failed, which an alarm sees", async () => {
  const ecr = registry({ findings: [basic({ id: "CVE-2027-1", severity: "CRITICAL" })] });
  ecr.refused.set("publish", new ApiError("Sns.KmsAccessDeniedException", "no"));
  await expect(run(machine(), ecr)).rejects.toThrow("KmsAccessDenied");
});

test("every state is reached from the first, and leads to one that is there", () => {
  const { StartAt, States } = machine();
  const next = (name: string): string[] => {
    const { Next, Default, Choices = [], Catch = [] } = States[name] ?? {};
    return [Next, Default, ...[...Choices, ...Catch].map((one) => one.Next)].filter((one) => one !== undefined);
  };
  const reached = new Set([StartAt]);
  for (const name of reached) for (const one of next(name)) reached.add(one);
  expect([...reached].sort()).toEqual(Object.keys(States).sort());
});

test("JSONata is the version that Step Functions has", () => {
  const { version } = require("jsonata/package.json");
  expect(version).toBe("2.0.6");
  expect(jsonata("1 + 1")).toBeDefined();
});
