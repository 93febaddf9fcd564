import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { kebabCase } from "../names";

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p95`. */
  readonly statistic: string;
}

/** Headings of docs/operations.md under which an alarm's checklist stands, as links name them. */
export type Runbook =
  | "the-deployment-was-rolled-back"
  | "the-site-answers-with-5xx"
  | "no-healthy-task"
  | "the-site-is-slow"
  | "the-database-is-slow-or-does-not-answer"
  | "disk-memory-or-a-certificate-runs-out"
  | "the-site-does-not-answer-from-outside"
  | "many-logins-are-refused"
  | "scheduled-events-do-not-run"
  | "a-backup-fails"
  | "a-restore-test-fails"
  | "mail-bounces-or-is-called-spam"
  | "the-image-has-findings"
  | "the-web-acl-refuses-many-requests";

/** What an alarm watches, and what it means. */
export interface AlarmDefinition {
  /** PascalCase; the alarm's name ends in it, with hyphens. */
  readonly id: string;
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** One sentence: what to look at first. */
  readonly firstStep: string;
  /** Where the whole checklist is. */
  readonly runbook: Runbook;
  readonly metric: Metric;
  /** Metric that `metric` is subtracted from; the alarm then watches the difference. @default - `metric` by itself */
  readonly minuend?: Metric;
  /** Metrics that are added to `metric`, each counted as 0 while it has no data; the alarm then watches the sum. */
  readonly addends?: readonly Metric[];
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** @default 60 */
  readonly periodSeconds?: number;
  /** Periods looked at. @default 5 */
  readonly periods?: number;
  /** Periods of these that must be on the wrong side. @default - all */
  readonly datapoints?: number;
  /** What no data means. `notBreaching`: quiet is fine. `breaching`: silence is the fault. @default "notBreaching" */
  readonly missingData?: "notBreaching" | "breaching" | "ignore" | "missing";
}

export interface AlarmProps extends AlarmDefinition {
  /** First part of the alarm's name. */
  readonly prefix: string;
  /** Topics told when it goes off and when it is over. @default - nobody; a deployment watches it */
  readonly topicArns?: readonly string[];
  readonly provider?: TerraformProvider;
}

const OPERATORS = { above: "GreaterThanThreshold", below: "LessThanThreshold" };

/** A CloudWatch alarm whose text says what to do first. */
export class Alarm extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { prefix, topicArns = [], periods = 5, comparison, missingData = "notBreaching" } = props;
    const resource = new CloudwatchMetricAlarm(this, "Resource", {
      alarmName: alarmName(prefix, props.id),
      alarmDescription: `${props.summary} ${props.firstStep} docs/operations.md#${props.runbook}`,
      comparisonOperator: OPERATORS[comparison],
      threshold: props.threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: props.datapoints ?? periods,
      treatMissingData: missingData,
      alarmActions: topicArns.length > 0 ? [...topicArns] : undefined,
      okActions: topicArns.length > 0 ? [...topicArns] : undefined,
      ...watched(props),
      provider: props.provider,
    });
    this.name = resource.alarmName;
    this.arn = resource.arn;
  }
}

/** `TargetErrors` → `<prefix>-target-errors`. */
function alarmName(prefix: string, id: string): string {
  return `${prefix}-${kebabCase(id)}`;
}

function watched({ metric, minuend, addends = [], periodSeconds = 60 }: AlarmDefinition) {
  if (minuend === undefined && addends.length === 0) return measured(metric, periodSeconds);
  const query = (id: string, { statistic, namespace, metricName, dimensions }: Metric) => ({
    id,
    metric: {
      namespace,
      metricName,
      dimensions: dimensions && { ...dimensions },
      stat: statistic,
      period: periodSeconds,
    },
  });
  if (minuend === undefined) {
    const terms = [metric, ...addends].map((one, index) => query(`term${index + 1}`, one));
    const expression = terms.map(({ id }) => `FILL(${id}, 0)`).join(" + ");
    return { metricQuery: [{ id: "sum", expression, label: "Sum", returnData: true }, ...terms] };
  }
  return {
    metricQuery: [
      { id: "difference", expression: "minuend - subtrahend", label: "Difference", returnData: true },
      query("minuend", minuend),
      query("subtrahend", metric),
    ],
  };
}

function measured({ statistic, namespace, metricName, dimensions }: Metric, period: number) {
  const ofKind = statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic };
  return { namespace, metricName, dimensions: dimensions && { ...dimensions }, period, ...ofKind };
}
