import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { type PolicyStatement, policy } from "../iam/policy";
import { TRACE } from "../iam/tracing";
import { Place } from "../place";
import type { AlarmTopic } from "./alarm-topic";
import { type FindingException, findingsMachine } from "./findings-machine";

export interface ImageFindingsProps {
  /** First part of all names; at most 54 characters. */
  readonly name: string;
  readonly topic: AlarmTopic;
  readonly repository: { readonly name: string; readonly arn: string };
  /** The image that tasks run, `sha256:…`, which is scanned again each week. */
  readonly digest: string;
  /** Severities that are told, as ECR writes them, the gravest first. */
  readonly severities: readonly string[];
  readonly exceptions: readonly FindingException[];
  /** Key that encrypts the topic and the schedule. @default - none of one's own */
  readonly kmsKeyArn?: string;
}

/** Mondays at six, before people come. */
const WEEKLY = "cron(0 6 ? * MON *)";

/**
 * Findings of the image's scans, told to the alarms' topic unless an exception excuses them: of each image when it was pushed, and
 * of the one that runs each week again, since faults become known later than images. A state machine reads them, because ECR's events count
 * findings and name none.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-events.html
 */
export class ImageFindings extends Construct {
  readonly machineArn: string;

  constructor(scope: Construct, id: string, props: ImageFindingsProps) {
    super(scope, id);
    const { name, repository, severities, exceptions } = props;
    const reader = this.role("Role", `${name}-findings`, ["states"], this.rightsToTell(props));
    const machine = new SfnStateMachine(this, "Resource", {
      name: `${name}-findings`,
      type: "STANDARD",
      tracingConfiguration: { enabled: true },
      roleArn: reader.role.arn,
      definition: JSON.stringify(
        findingsMachine({
          partition: Place.of(this).partition,
          repositoryName: repository.name,
          topicArn: props.topic.arn,
          severities,
          exceptions,
        }),
      ),
      dependsOn: [reader.rights, ...props.topic.ready],
    });
    acceptFindings(machine, {
      CKV_AWS_285: "Step Functions keeps each run with its input and output for 90 days; a log would say it twice.",
    });
    this.machineArn = machine.arn;
    const starter = this.role(
      "StarterRole",
      `${name}-scans`,
      ["events", "scheduler"],
      [
        { Sid: "StartTheMachine", Action: "states:StartExecution", Resource: machine.arn },
        ...(props.kmsKeyArn === undefined
          ? []
          : [{ Sid: "ReadTheSchedule", Action: "kms:Decrypt", Resource: props.kmsKeyArn }]),
      ],
    );
    for (const [event, pattern] of Object.entries(patterns(props))) {
      const rule = new CloudwatchEventRule(this, event, {
        name: `${name}-${event}`,
        description: "A scan of the image found something grave, or could not be done",
        eventPattern: JSON.stringify(pattern),
      });
      new CloudwatchEventTarget(this, `${event}ToMachine`, {
        rule: rule.name,
        arn: machine.arn,
        roleArn: starter.role.arn,
        dependsOn: [starter.rights],
      });
    }
    const schedule = new SchedulerSchedule(this, "Weekly", {
      name: `${name}-scan`,
      description: "Scans the image that runs again",
      kmsKeyArn: props.kmsKeyArn,
      scheduleExpression: WEEKLY,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: machine.arn,
        roleArn: starter.role.arn,
        input: JSON.stringify({ rescan: true, detail: { "image-digest": props.digest } }),
        retryPolicy: { maximumRetryAttempts: 3 },
      },
      dependsOn: [starter.rights],
    });
    if (props.kmsKeyArn === undefined) {
      acceptFindings(schedule, {
        CKV_AWS_297:
          "It holds the digest of an image, encrypted with AWS's own key; customerManagedKey gives it another.",
      });
    }
  }

  private role(id: string, name: string, services: readonly string[], statements: readonly PolicyStatement[]) {
    const role = new IamRole(this, id, {
      name,
      assumeRolePolicy: policy({
        Sid: "ServiceAssumes",
        Principal: { Service: services.map((service) => `${service}.amazonaws.com`) },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": Place.of(this).account } },
      }),
    });
    return {
      role,
      rights: new IamRolePolicy(this, `${id}Rights`, { role: role.name, policy: policy(...statements) }),
    };
  }

  private rightsToTell({ repository, topic, kmsKeyArn }: ImageFindingsProps): PolicyStatement[] {
    return [
      {
        Sid: "ScanAndRead",
        Action: ["ecr:DescribeImageScanFindings", "ecr:StartImageScan"],
        Resource: repository.arn,
      },
      // ECR hands this one on to Amazon Inspector where enhanced scanning is on; the action knows no resource.
      { Sid: "ReadEnhancedFindings", Action: "inspector2:ListFindings", Resource: "*" },
      TRACE,
      { Sid: "Tell", Action: "sns:Publish", Resource: topic.arn },
      ...(kmsKeyArn === undefined
        ? []
        : [
            {
              Sid: "EncryptWhatIsTold",
              Action: ["kms:Decrypt", "kms:GenerateDataKey"],
              Resource: kmsKeyArn,
              Condition: { StringEquals: { "kms:ViaService": Place.of(this).host("sns") } },
            },
          ]),
    ];
  }
}

/** Scans that found something at the level or above, or did not come to an end, of either kind of scanning. */
function patterns({ repository, severities }: ImageFindingsProps): Record<string, unknown> {
  const grave = (complete: string) => [
    ...severities.map((severity) => ({ "finding-severity-counts": { [severity]: [{ numeric: [">", 0] }] } })),
    { "scan-status": [{ "anything-but": [complete] }] },
  ];
  return {
    ImageScanned: {
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Scan"],
      detail: { "repository-name": [repository.name], $or: grave("COMPLETE") },
    },
    ImageInspected: {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Scan"],
      detail: { "repository-name": [repository.arn], $or: grave("INITIAL_SCAN_COMPLETE") },
    },
  };
}
