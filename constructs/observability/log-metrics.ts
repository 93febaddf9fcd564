import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { AlarmDefinition, Metric, Runbook } from "./alarm";

export interface LogMetricsProps {
  /** Log group of the WordPress containers. */
  readonly logGroupName: string;
  /** Namespace of the metrics. */
  readonly namespace: string;
}

export interface LogThresholds {
  /** PHP fatal errors in five minutes. */
  readonly phpErrors: number;
  /** Database errors in five minutes. */
  readonly databaseErrors: number;
  /** Refused logins in five minutes. */
  readonly failedLogins: number;
}

/**
 * What is counted in the log, by the metric's name: each line is a JSON object, of a request or of a message. Of messages
 * PHP's own are taken, which no visitor can write. WordPress answers a refused login with 200 and the form again, and a good
 * one with a redirect.
 */
export const PATTERNS = {
  PhpFatalErrors: '{ $.source = "php" && $.message = "PHP Fatal error*" }',
  DatabaseErrors:
    '{ $.source = "php" && ($.message = "*WordPress database error*" || $.message = "*Error establishing a database connection*") }',
  SlowRequests: '{ $.source = "php-fpm" && $.message = "*executing too slow*" }',
  FailedLogins: '{ $.method = "POST" && $.uri = "*/wp-login.php*" && $.status = 200 }',
  PageCacheHits: '{ $.cache = "HIT" }',
  PageCacheMisses: '{ $.cache = "MISS" }',
} as const;

export type LogMetricName = keyof typeof PATTERNS;

/** Metrics made from the lines of the containers' log. */
export class LogMetrics extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { logGroupName, namespace }: LogMetricsProps) {
    super(scope, id);
    this.namespace = namespace;
    for (const [name, pattern] of Object.entries(PATTERNS)) {
      new CloudwatchLogMetricFilter(this, name, {
        name,
        logGroupName,
        pattern,
        // No dimensions: CloudWatch takes a default value only without them, and without one quiet times have gaps.
        metricTransformation: { name, namespace, value: "1", defaultValue: "0", unit: "Count" },
      });
    }
  }

  metric(metricName: LogMetricName): Metric {
    return { namespace: this.namespace, metricName, statistic: "Sum" };
  }

  alarms({ phpErrors, databaseErrors, failedLogins }: LogThresholds): AlarmDefinition[] {
    const count = (
      id: LogMetricName,
      threshold: number,
      text: { summary: string; firstStep: string; runbook: Runbook },
    ): AlarmDefinition => ({
      id,
      ...text,
      metric: this.metric(id),
      comparison: "above",
      threshold,
      periodSeconds: 300,
      periods: 1,
    });
    return [
      count("PhpFatalErrors", phpErrors, {
        summary: "PHP fails.",
        firstStep: "Run the saved query for PHP errors; the lines name file and plugin.",
        runbook: "the-site-answers-with-5xx",
      }),
      count("DatabaseErrors", databaseErrors, {
        summary: "The database refuses WordPress.",
        firstStep: "See whether the database is up and has connections left.",
        runbook: "the-database-is-slow-or-does-not-answer",
      }),
      count("FailedLogins", failedLogins, {
        summary: "Many logins are refused: somebody tries passwords.",
        firstStep: "Run the saved query for logins, and block the addresses.",
        runbook: "many-logins-are-refused",
      }),
    ];
  }
}
