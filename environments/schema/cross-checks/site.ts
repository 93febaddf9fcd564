import { CLOUDFRONT_REGION, partitionOf } from "../../../aws/partitions";
import { type CrossCheck, when } from "./cross-check";

const regionOf = (arn: string | undefined) => arn?.split(":")[3];

export const siteChecks: readonly CrossCheck[] = [
  when(["site", "webRoot"], ({ site, webRoot }) => [
    site.fileModifications === true &&
      webRoot.content === "immutable" && {
        path: "site.fileModifications",
        rule: 'must be false with webRoot.content "immutable": the code is in the image',
        value: true,
      },
  ]),
  when(["site"], ({ site: { domain } }) => [
    domain?.dns === "route53" &&
      domain.hostedZoneId === undefined && {
        path: "site.domain.hostedZoneId",
        rule: 'is required, unless site.domain.dns is "external"',
      },
    domain?.dns === "external" &&
      domain.hostedZoneId !== undefined && {
        path: "site.domain.hostedZoneId",
        rule: 'must be left out with site.domain.dns "external": no record is made',
        value: domain.hostedZoneId,
      },
    domain?.dns === "external" &&
      domain.hostedZoneRoleArn !== undefined && {
        path: "site.domain.hostedZoneRoleArn",
        rule: 'must be left out with site.domain.dns "external": no record is made',
        value: domain.hostedZoneRoleArn,
      },
  ]),
  when(["site"], ({ site: { domain } }) => {
    const names = domain === undefined ? [] : [domain.name, ...domain.aliases];
    return (domain?.aliases ?? []).map(
      (alias, index) =>
        names.indexOf(alias) !== index + 1 && {
          path: `site.domain.aliases.${index}`,
          rule: "must stand once among the name and the aliases",
          value: alias,
        },
    );
  }),
  when(["site", "region"], ({ site: { domain }, region }) => [
    domain?.certificateArn !== undefined &&
      regionOf(domain.certificateArn) !== region && {
        path: "site.domain.certificateArn",
        rule: `must be a certificate of region ${region}`,
        value: domain.certificateArn,
      },
    domain?.hostedZoneRoleArn !== undefined &&
      domain.hostedZoneRoleArn.split(":")[1] !== partitionOf(region).name && {
        path: "site.domain.hostedZoneRoleArn",
        rule: `must be a role of partition ${partitionOf(region).name}, as ${region} is`,
        value: domain.hostedZoneRoleArn,
      },
  ]),
  when(["site", "cdn"], ({ cdn }) => [
    cdn?.certificateArn !== undefined &&
      regionOf(cdn.certificateArn) !== CLOUDFRONT_REGION && {
        path: "cdn.certificateArn",
        rule: `must be a certificate of region ${CLOUDFRONT_REGION}, where CloudFront looks`,
        value: cdn.certificateArn,
      },
  ]),
];
