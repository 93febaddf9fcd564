import { isWithGlobalServices } from "../../../aws/partitions";
import { type CrossCheck, when } from "./cross-check";

/** CloudFront waits longer than PHP may run, so that the visitor gets WordPress's own error, and its log names the request. */
const READ_MARGIN_SECONDS = 5;

export const cdnChecks: readonly CrossCheck[] = [
  when(["cdn", "site"], ({ site }) => [
    site.domain === undefined && {
      path: "site.domain",
      rule: "is required with cdn: CloudFront answers at the site's own name",
    },
  ]),
  when(["cdn", "region"], ({ region }) => [
    !isWithGlobalServices(region) && {
      path: "cdn",
      rule: `must be left out in ${region}: its partition has no CloudFront with VPC origins`,
    },
  ]),
  when(["cdn", "loadBalancer"], ({ loadBalancer }) => [
    loadBalancer.waf !== "off" && {
      path: "loadBalancer.waf",
      rule: "must be off with cdn, which has its own WAF (cdn.waf): the load balancer sees CloudFront only",
      value: loadBalancer.waf,
    },
  ]),
  when(["cdn", "service"], ({ cdn, service }) => {
    const longest = (cdn?.originReadTimeoutSeconds ?? 0) - READ_MARGIN_SECONDS;
    return [
      service.requestTimeoutSeconds > longest && {
        path: "service.requestTimeoutSeconds",
        rule: `must be at least ${READ_MARGIN_SECONDS} under cdn.originReadTimeoutSeconds, so at most ${longest}`,
        value: service.requestTimeoutSeconds,
      },
    ];
  }),
];
