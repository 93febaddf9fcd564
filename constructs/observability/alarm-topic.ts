import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import type { Publisher } from "../encryption/key-policy";
import { policy } from "../iam/policy";
import { Place } from "../place";

export interface AlarmTopicProps {
  readonly name: string;
  /** Who is written to; each address confirms a mail from AWS first. */
  readonly emails: readonly string[];
  /** Who publishes to it; nobody else may. */
  readonly publishers: readonly Publisher[];
  /**
   * KMS key of the messages; its policy must let CloudWatch and EventBridge in, which AWS's own key `alias/aws/sns`
   * does not.
   * @default - not encrypted at rest
   */
  readonly kmsKeyArn?: string;
  readonly provider?: TerraformProvider;
}

const SIDS = { cloudwatch: "AlarmsPublish", events: "EventsPublish", budgets: "BudgetsPublish" };

/** Where alarms, events and the budget report to. */
export class AlarmTopic extends Construct {
  readonly arn: string;
  /** The topic's policy, without which what is published gets lost. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { name, emails, publishers, kmsKeyArn, provider } = props;
    const topic = new SnsTopic(this, "Resource", { name, kmsMasterKeyId: kmsKeyArn, provider });
    if (kmsKeyArn === undefined) {
      acceptFindings(topic, {
        CKV_AWS_26: "CloudWatch may not use AWS's own key for SNS; customerManagedKey gives the topic one.",
      });
    }
    const fromThisAccount = { Condition: { StringEquals: { "aws:SourceAccount": Place.of(this).account } } };
    this.ready = [
      new SnsTopicPolicy(this, "Policy", {
        arn: topic.arn,
        policy: policy(
          ...publishers.map((publisher) => ({
            Sid: SIDS[publisher],
            Principal: { Service: `${publisher}.amazonaws.com` },
            Action: "sns:Publish",
            Resource: topic.arn,
            // EventBridge does not publish to a topic whose policy has a condition (its user guide, "Troubleshooting").
            ...(publisher === "events" ? {} : fromThisAccount),
          })),
        ),
        provider,
      }),
    ];
    for (const [index, endpoint] of emails.entries()) {
      new SnsTopicSubscription(this, `Email${index + 1}`, {
        topicArn: topic.arn,
        protocol: "email",
        endpoint,
        provider,
      });
    }
    this.arn = topic.arn;
  }
}
