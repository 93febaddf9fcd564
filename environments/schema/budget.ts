import { z } from "zod";
import { email, whole } from "./fields";

/** Told at 80 % of the month's costs, at 100 %, and when the forecast passes it. */
export const budget = z.strictObject({
  /** What the account may cost in a month, in US dollars. */
  monthlyUsd: whole(1, 10_000_000),
  /** Who is written to, beside the topic of `monitoring`. */
  emails: z.array(email()).max(10, "must have at most 10 addresses").default([]),
});
