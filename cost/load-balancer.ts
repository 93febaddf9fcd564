import { filesASecond, gigabytesOut, pagesASecond, type Use } from "./use";

/** What one capacity unit of a load balancer bears. Source: https://aws.amazon.com/elasticloadbalancing/pricing/ */
const UNIT = { newConnectionsASecond: 25, gigabytesAnHour: 1 };
const HOURS_A_MONTH = 730;

/** Pages a second that reach the load balancer, with their files where no CDN keeps those, and GB a month through it. */
export function throughLoadBalancer(use: Use, hasCdn: boolean) {
  const pages = pagesASecond(use);
  const part = hasCdn ? 1 - use.cached : 1;
  return { pages: pages * part, files: hasCdn ? 0 : filesASecond(use), gigabytes: gigabytesOut(use) * part };
}

/** Capacity units in use at the month's mean. One visitor opens one connection for a page and its files (HTTP/2). */
export function capacityUnits(use: Use, hasCdn: boolean): number {
  const { pages, gigabytes } = throughLoadBalancer(use, hasCdn);
  return Math.max(pages / UNIT.newConnectionsASecond, gigabytes / HOURS_A_MONTH / UNIT.gigabytesAnHour);
}
