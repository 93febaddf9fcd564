import { z } from "zod";
import { logRetentionDays, oneOf, whole } from "./fields";

/** `block` refuses attacks, `count` only logs what it would refuse, which a site with many plugins should begin with. */
export const wafMode = () => oneOf(["block", "count", "off"]);

/** What AWS WAF lets through, where `cdn.waf` or `loadBalancer.waf` has it. */
export const waf = z.strictObject({
  /** Logins that one address may try in five minutes. */
  loginsPerFiveMinutes: whole(10, 1_000_000).default(100),
  /** Requests, files left out, that one address may send in five minutes; an office is one address. */
  requestsPerFiveMinutes: whole(10, 1_000_000).default(2000),
  /** Days that the log of refused and counted requests is kept. */
  logRetentionDays: logRetentionDays().default(30),
});
