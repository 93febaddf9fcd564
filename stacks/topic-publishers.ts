import type { Publisher } from "../constructs/encryption/key-policy";
import type { Environment } from "../environments";

/** Who publishes to the alarms' topic in the site's region, and so uses its key; nobody without alarms. */
export function topicPublishers({ monitoring, budget }: Environment): Publisher[] {
  if (monitoring === undefined) return [];
  return ["cloudwatch", "events", ...(budget === undefined ? [] : (["budgets"] as const))];
}
