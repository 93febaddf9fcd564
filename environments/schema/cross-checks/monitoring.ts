import { isWithGlobalServices } from "../../../aws/partitions";
import { type CrossCheck, when } from "./cross-check";

export const monitoringChecks: readonly CrossCheck[] = [
  when(["region", "monitoring", "site"], ({ region, monitoring, site }) => [
    monitoring?.outsideCheck === true &&
      site.domain !== undefined &&
      !isWithGlobalServices(region) && {
        path: "monitoring.outsideCheck",
        rule: `must be false in ${region}: the metrics of Route 53's health checks are in us-east-1`,
        value: true,
      },
  ]),
];
