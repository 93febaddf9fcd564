import { gigabytesOut, requests, type Use } from "./use";

/** A plan of CloudFront that takes a fixed sum for the CDN, its web ACL, its log and DNS together. */
export interface FlatRatePlan {
  readonly name: string;
  readonly usd: number;
  readonly millionRequests: number;
  readonly gigabytes: number;
}

/**
 * By the month and distribution, on sale since 2025-11-18; nothing is charged above the allowance, and AWS may slow down or ask for a larger plan.
 * Source: https://aws.amazon.com/cloudfront/pricing/, as quoted by https://www.duckbillhq.com/?p=10291 in January 2026.
 */
const FLAT_RATE_PLANS: readonly FlatRatePlan[] = [
  { name: "Free", usd: 0, millionRequests: 1, gigabytes: 100 },
  { name: "Pro", usd: 15, millionRequests: 10, gigabytes: 50_000 },
  { name: "Business", usd: 200, millionRequests: 125, gigabytes: 50_000 },
  { name: "Premium", usd: 1000, millionRequests: 500, gigabytes: 50_000 },
];

/** The smallest plan that a month of this use fits in. */
export function flatRatePlan(use: Use): FlatRatePlan | undefined {
  return FLAT_RATE_PLANS.find(
    ({ millionRequests, gigabytes }) => requests(use) <= millionRequests * 1e6 && gigabytesOut(use) <= gigabytes,
  );
}
