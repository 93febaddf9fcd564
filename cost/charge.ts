import type { Resource } from "../terraform/block";
import type { Tree } from "../terraform/tree";
import type { Use } from "./use";

/** Rows of the summary; every charge belongs to one. */
export const PARTS = [
  "Tasks or instances",
  "Database",
  "Cache",
  "NAT gateways",
  "Interface endpoints",
  "Public IPv4 addresses",
  "Load balancer",
  "CDN",
  "Web ACL",
  "Keys and secrets",
  "Files and backups",
  "Logs",
  "Mail",
  "Traffic to the internet",
  "Alarms, dashboard, health check",
  "Hosted zones",
] as const;

export type Part = (typeof PARTS)[number];

/** So many of one thing, for a whole month. */
export interface Charge {
  readonly part: Part;
  /** Key of cost/prices/items.ts. */
  readonly item: string;
  /** How many: things, or units of use a month. */
  readonly quantity: number;
  /** Part of the month that they are there, from 0 to 1; only for what is paid by the hour. @default 1 */
  readonly share?: number;
  /** What a reader must know of the quantity. */
  readonly note?: string;
}

/** What a charge is reckoned from. */
export interface Context {
  readonly tree: Tree;
  readonly use: Use;
  /** Part of the month in which an ECS service, an instance group or a database runs. */
  readonly running: (resource: Resource) => number;
}

/** All that is known of what one resource type costs. */
export interface PricedType {
  /** What is there whether anybody visits or not. */
  readonly byHour?: (resource: Resource, context: Context) => readonly Charge[];
  /** What depends on use. */
  readonly byUse?: (resource: Resource, context: Context) => readonly Charge[];
  /** What AWS asks for and nobody can reckon from a configuration, of each resource of the type or of this one. */
  readonly notCounted?: string | ((resource: Resource) => string | undefined);
  /** Why it costs nothing; for a type that has none of the above. */
  readonly free?: string;
}

export type PricedTypes = Readonly<Record<string, PricedType>>;
