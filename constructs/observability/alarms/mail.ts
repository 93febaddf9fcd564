import type { AlarmDefinition } from "../alarm";

export interface MailThresholds {
  /** Share of the mails that come back, in percent. */
  readonly bouncePercent: number;
  /** Share of the mails that receivers call spam, in percent. */
  readonly complaintPercent: number;
}

/** What SES judges an account by. Source: SES developer guide, "Creating reputation monitoring alarms using CloudWatch". */
export function mailAlarms(configurationSet: string, thresholds: MailThresholds): AlarmDefinition[] {
  const rate = (metricName: string) => ({
    namespace: "AWS/SES",
    metricName,
    dimensions: { "ses:configuration-set": configurationSet },
    statistic: "Average",
  });
  const common = { comparison: "above", periodSeconds: 3600, periods: 1, missingData: "ignore" } as const;
  return [
    {
      ...common,
      id: "MailBounces",
      summary: `More than ${thresholds.bouncePercent} % of the mails come back; SES looks into accounts from 5 % on and stops them at 10 %.`,
      firstStep: "Find what sends to addresses that are none: a form without a check, or an old list.",
      runbook: "mail-bounces-or-is-called-spam",
      metric: rate("Reputation.BounceRate"),
      threshold: thresholds.bouncePercent / 100,
    },
    {
      ...common,
      id: "MailComplaints",
      summary: `More than ${thresholds.complaintPercent} % of the mails are called spam; SES looks into accounts from 0.1 % on and stops them at 0.5 %.`,
      firstStep: "Find which mails people did not ask for, and stop them.",
      runbook: "mail-bounces-or-is-called-spam",
      metric: rate("Reputation.ComplaintRate"),
      threshold: thresholds.complaintPercent / 100,
    },
  ];
}
