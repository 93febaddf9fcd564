import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";

export interface SavedQueriesProps {
  /** Folder of the queries in CloudWatch Logs Insights. */
  readonly folder: string;
  readonly logGroupName: string;
}

const QUERIES = {
  PhpErrors: [
    'filter source = "php" and level in ["error", "warning"]',
    "fields @timestamp, level, message",
    "sort @timestamp desc",
    "limit 200",
  ],
  SlowRequests: [
    "filter ispresent(seconds)",
    "stats count(*) as requests, pct(seconds, 95) as p95, max(seconds) as slowest by uri",
    "sort p95 desc",
    "limit 50",
  ],
  ServerErrors: [
    "filter status >= 500",
    "fields @timestamp, status, method, uri, client, seconds, id",
    "sort @timestamp desc",
    "limit 200",
  ],
  Logins: [
    'filter method = "POST" and uri like /wp-login.php/',
    "stats sum(status = 200) as refused, count(*) as tries by client",
    "sort refused desc",
    "limit 50",
  ],
  PageCache: ["filter ispresent(cache)", "stats count(*) as requests by cache, bin(5m)"],
};

/** Questions to the containers' log that are asked most, saved in CloudWatch Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { folder, logGroupName }: SavedQueriesProps) {
    super(scope, id);
    for (const [name, commands] of Object.entries(QUERIES)) {
      new CloudwatchQueryDefinition(this, name, {
        name: `${folder}/${name}`,
        logGroupNames: [logGroupName],
        queryString: commands.join("\n| "),
      });
    }
  }
}
