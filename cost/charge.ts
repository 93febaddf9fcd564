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
  /** What of it is on Spot. It is counted at the full price, which is the most that Spot costs. @default - nothing */
  readonly spot?: Spot;
  /** What a reader must know of the quantity. */
  readonly note?: string;
}

/** What Spot may take off a charge; its price moves, so only the bound is known. */
export interface Spot {
  /** Part of the quantity that is on Spot, from 0 to 1. */
  readonly part: number;
  /** Part of the full price that it takes off at most, from 0 to 1. */
  readonly mayTakeOff: number;
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
