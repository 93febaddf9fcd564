import { expect, test } from "vitest";
import { distributionAlarms, webAclAlarms } from "../../../../constructs/observability/alarms/edge";

test("CloudFront's errors are counted as a share of its answers, under its global dimension", () => {
  expect(distributionAlarms("E1EXAMPLE", 7)).toMatchObject([
    {
      id: "CdnErrors",
      metric: {
        namespace: "AWS/CloudFront",
        metricName: "5xxErrorRate",
        dimensions: { DistributionId: "E1EXAMPLE", Region: "Global" },
        statistic: "Average",
      },
      comparison: "above",
      threshold: 7,
    },
  ]);
});

test("a regional web ACL is found by its region, one of CloudFront has none", () => {
  const dimensions = (region?: string) => webAclAlarms({ metricName: "site", region }, 3)[0]?.metric.dimensions;
  expect(dimensions("eu-west-1")).toEqual({ WebACL: "site", Rule: "ALL", Region: "eu-west-1" });
  expect(dimensions()).toEqual({ WebACL: "site", Rule: "ALL" });
  expect(webAclAlarms({ metricName: "site" }, 3)).toMatchObject([{ threshold: 3, metric: { statistic: "Sum" } }]);
});
