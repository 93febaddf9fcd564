import type { Runbook } from "./alarm";

/** A finding that is known, and until when nobody needs to hear of it. */
export interface FindingException {
  /** As ECR names it: `CVE-2027-12345`. */
  readonly id: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  readonly until: string;
  readonly reason: string;
}

export interface FindingsMachineProps {
  readonly partition: string;
  readonly repositoryName: string;
  readonly topicArn: string;
  /** Severities that are told, as ECR writes them, the gravest first. */
  readonly severities: readonly string[];
  readonly exceptions: readonly FindingException[];
}

/**
 * Findings of one call. A state takes and gives 256 KiB at most, and one finding of enhanced scanning can have more than ten.
 * Source: Step Functions developer guide, "Quotas".
 */
const PAGE = 10;
/** Findings that a message names; the others are counted. */
const MOST_TOLD = 50;
const LONGEST_PACKAGES = 200;
/** `1 finding`, `2 findings`. */
const COUNTED = "$found & ($found = 1 ? ' finding' : ' findings')";
const RUNBOOK: Runbook = "the-image-has-findings";

const jsonata = (...lines: string[]): string => `{% ${lines.join(" ")} %}`;
const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** A state that may fail for a moment is tried again before it counts as failed. */
const RETRY = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 5, MaxAttempts: 4, BackoffRate: 3 }];

/**
 * Reads what a scan has found in an image, leaves out what an exception excuses today, and tells the topic if something is left or if
 * nothing could be read. Its input is an event of ECR or Amazon Inspector, or the same with `rescan: true`: then it orders a scan, whose own
 * event starts it again; where none can be ordered (a second one on a day, or enhanced scanning, which scans by itself), it reads what
 * is there, so that an exception ends without a scan too.
 *
 * In Amazon States Language with JSONata, as Step Functions has it (version 2.0.6).
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
export function findingsMachine(props: FindingsMachineProps): Record<string, unknown> {
  const { partition, repositoryName, exceptions } = props;
  const call = (name: string) => `arn:${partition}:states:::aws-sdk:ecr:${name}`;
  const tell = (subject: string, message: string) => ({
    Type: "Task",
    Resource: `arn:${partition}:states:::sns:publish`,
    Arguments: { TopicArn: props.topicArn, Subject: subject, Message: message },
    Retry: RETRY,
    End: true,
  });
  return {
    Comment: `Findings of the images in ${repositoryName}, without those that an exception excuses`,
    QueryLanguage: "JSONata",
    TimeoutSeconds: 1800,
    StartAt: "Begin",
    States: {
      Begin: {
        Type: "Pass",
        Assign: {
          digest: jsonata("$states.input.detail.'image-digest'"),
          today: jsonata("$substring($states.context.Execution.StartTime, 0, 10)"),
          exceptions,
          token: "",
          found: 0,
          left: [],
          excused: [],
        },
        Next: "IsAScanWanted",
      },
      IsAScanWanted: {
        Type: "Choice",
        Choices: [{ Condition: jsonata("$states.input.rescan = true"), Next: "Scan" }],
        Default: "Read",
      },
      Scan: {
        Type: "Task",
        Resource: call("startImageScan"),
        Arguments: { RepositoryName: repositoryName, ImageId: { ImageDigest: jsonata("$digest") } },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Read" }],
        Next: "Done",
      },
      Read: {
        Type: "Task",
        Resource: call("describeImageScanFindings"),
        Arguments: jsonata(
          "$merge([",
          `{'RepositoryName': ${quoted(repositoryName)}, 'ImageId': {'ImageDigest': $digest}, 'MaxResults': ${PAGE}},`,
          "$token = '' ? {} : {'NextToken': $token}",
          "])",
        ),
        Retry: RETRY,
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { problem: jsonata("$states.errorOutput.Error & ': ' & $states.errorOutput.Cause") },
            Next: "TellThatNothingIsKnown",
          },
        ],
        Assign: {
          token: jsonata("$exists($states.result.NextToken) ? $states.result.NextToken : ''"),
          problem: jsonata("$states.result.ImageScanStatus.Status & ': ' & $states.result.ImageScanStatus.Description"),
          ...ofPage(props.severities),
        },
        Output: { Status: jsonata("$string($states.result.ImageScanStatus.Status)") },
        Next: "IsMoreThere",
      },
      IsMoreThere: {
        Type: "Choice",
        Choices: [
          { Condition: jsonata("$token != ''"), Next: "Read" },
          // Its own event follows when it ends.
          { Condition: jsonata("$states.input.Status in ['IN_PROGRESS', 'PENDING']"), Next: "Done" },
          {
            Condition: jsonata("$not($states.input.Status in ['COMPLETE', 'ACTIVE'])"),
            Next: "TellThatNothingIsKnown",
          },
          { Condition: jsonata("$found > 0"), Next: "Tell" },
        ],
        Default: "Done",
      },
      Tell: tell(subjectOf(COUNTED, repositoryName), findings(props)),
      TellThatNothingIsKnown: tell(
        subjectOf("'no scan'", repositoryName),
        jsonata(
          `'Nobody knows what is in the image ${repositoryName}@' & $digest & ', since its scan cannot be read. '`,
          `& $substring($problem, 0, 2000) & '\\n\\nWhat to do: docs/operations.md#${RUNBOOK}'`,
        ),
      ),
      Done: { Type: "Succeed" },
    },
  };
}

/** A subject of a mail: SNS takes under 100 characters of ASCII. */
const subjectOf = (what: string, repositoryName: string): string =>
  jsonata(`$substring(${quoted(`Image of ${repositoryName}: `)} & ${what}, 0, 99)`);

/** What a page of findings adds to the variables. Every finding is at or above the level, open, and not excused today where it is left. */
function ofPage(severities: readonly string[]): Record<string, string> {
  const names = `[${severities.map(quoted).join(", ")}]`;
  const page = [
    `$of := function($severity) { $severity in ${names} };`,
    `$packages := function($names) { $substring($join($names, ', '), 0, ${LONGEST_PACKAGES}) };`,
    "$basic := $states.result.ImageScanFindings.Findings[$of(Severity)].{",
    "'id': Name, 'severity': Severity,",
    "'packages': $packages(Attributes[Key = 'package_name'].Value & ' ' & Attributes[Key = 'package_version'].Value) };",
    "$enhanced := $states.result.ImageScanFindings.EnhancedFindings[$of(Severity) and $not(Status in ['CLOSED', 'SUPPRESSED'])].{",
    "'id': PackageVulnerabilityDetails.VulnerabilityId, 'severity': Severity,",
    "'packages': $packages(PackageVulnerabilityDetails.VulnerablePackages.(Name & ' ' & Version)) };",
    "$page := $append($basic, $enhanced);",
    "$holding := $exceptions[until >= $today].id;",
    "$open := [$page[$not(id in $holding)]];",
  ].join(" ");
  const rank = `{${severities.map((severity, index) => `${quoted(severity)}: ${index}`).join(", ")}}`;
  return {
    found: jsonata(`( ${page} $found + $count($open) )`),
    left: jsonata(`( ${page} [$append($left, $open)^($lookup(${rank}, severity))[[0..${MOST_TOLD - 1}]]] )`),
    excused: jsonata(`( ${page} [$distinct($append($excused, $page[id in $holding].id))] )`),
  };
}

function findings({ repositoryName, severities }: FindingsMachineProps): string {
  return jsonata(
    "(",
    "$line := function($finding) { (",
    "$ended := $exceptions[id = $finding.id].until;",
    "$finding.severity & ' ' & $finding.id & ' ' & $finding.packages",
    "& ($exists($ended) ? ' (its exception ended on ' & $ended & ')' : '') ) };",
    "$excuses := $exceptions[id in $excused].(id & ' until ' & until & ': ' & reason);",
    `${COUNTED} & ${quoted(` (${severities.join(", ")}) without an exception in the image ${repositoryName}@`)} & $digest & ':\\n\\n'`,
    "& $join([$left.$line($)], '\\n')",
    "& ($found > $count($left) ? '\\nand ' & ($found - $count($left)) & ' more' : '')",
    "& ($exists($excuses) ? '\\n\\nFound too, with an exception:\\n' & $join([$excuses], '\\n') : '')",
    `& '\\n\\nWhat to do: docs/operations.md#${RUNBOOK}'`,
    ")",
  );
}
