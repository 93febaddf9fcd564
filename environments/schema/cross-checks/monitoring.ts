import { type CrossCheck, when } from "./cross-check";

/** Regions outside of the partition that us-east-1 is in. */
const ELSEWHERE = /^(cn|us-gov|us-iso|eu-iso|eusc)/;

export const monitoringChecks: readonly CrossCheck[] = [
  when(["region", "monitoring", "site"], ({ region, monitoring, site }) => [
    monitoring?.outsideCheck === true &&
      site.domain !== undefined &&
      ELSEWHERE.test(region) && {
        path: "monitoring.outsideCheck",
        rule: `must be false in ${region}: the metrics of Route 53's health checks are in us-east-1`,
        value: true,
      },
  ]),
];
