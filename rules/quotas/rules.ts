import type { Rule } from "../rule";
import { DATA_QUOTAS } from "./data";
import { EDGE_QUOTAS } from "./edge";
import { LOAD_BALANCING_QUOTAS } from "./load-balancing";
import { NETWORK_QUOTAS } from "./network";
import { OBSERVABILITY_QUOTAS } from "./observability";
import type { Quota } from "./quota";

const ruleOf = ({ id, title, most, on, counted, source, fix }: Quota): Rule => ({
  id,
  trap: 77,
  title: `AWS takes at most ${most.toLocaleString("en")} ${title}`,
  source,
  severity: "error",
  fix,
  on,
  *check(resource, tree) {
    const found = counted(resource, tree);
    const first = found[most];
    if (first) yield first.finding(`${found.length} in all`, found.length);
  },
});

export const quotaRules: readonly Rule[] = [
  ...LOAD_BALANCING_QUOTAS,
  ...EDGE_QUOTAS,
  ...NETWORK_QUOTAS,
  ...OBSERVABILITY_QUOTAS,
  ...DATA_QUOTAS,
].map(ruleOf);
