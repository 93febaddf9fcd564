import { arnParts } from "../../../aws/arn";
import { CLOUDFRONT_REGION, partitionOf } from "../../../aws/partitions";
import { type CrossCheck, when } from "./cross-check";

/** Where WordPress names further sites: below the first's name, without a `www.` in front. */
const namesBelow = (name: string): string => `*.${name.replace(/^www\./, "")}`;

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
  when(["site"], ({ site: { domain, formerZoneRoleArn } }) => [
    domain?.hostedZoneId !== undefined &&
      formerZoneRoleArn !== undefined && {
        path: "site.formerZoneRoleArn",
        rule: 'must be left out with site.domain.hostedZoneId: first deploy without a domain, or with site.domain.dns "external"',
        value: formerZoneRoleArn,
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
      arnParts(domain.certificateArn).region !== region && {
        path: "site.domain.certificateArn",
        rule: `must be a certificate of region ${region}`,
        value: domain.certificateArn,
      },
    domain?.hostedZoneRoleArn !== undefined &&
      arnParts(domain.hostedZoneRoleArn).partition !== partitionOf(region).name && {
        path: "site.domain.hostedZoneRoleArn",
        rule: `must be a role of partition ${partitionOf(region).name}, as ${region} is`,
        value: domain.hostedZoneRoleArn,
      },
  ]),
  when(["site"], ({ site: { multisite, domain } }) => {
    if (multisite !== "subdomain") return [];
    if (domain === undefined) {
      const rule =
        'is required with site.multisite "subdomain": names below that of a load balancer lead nowhere; "subdirectory" needs none';
      return [{ path: "site.domain", rule }];
    }
    const wildcard = namesBelow(domain.name);
    return [
      !domain.aliases.includes(wildcard) && {
        path: "site.domain.aliases",
        rule: `must have ${wildcard} with site.multisite "subdomain": the certificate and the DNS records of the network's sites`,
        value: domain.aliases,
      },
      domain.aliasMode !== "serve" && {
        path: "site.domain.aliasMode",
        rule: 'must be serve with site.multisite "subdomain": a redirect would lead from every site to the first',
        value: domain.aliasMode,
      },
    ];
  }),
  when(["site", "service"], ({ site, service }) => [
    site.multisite !== undefined &&
      "WP_SITEURL" in service.environment && {
        path: "service.environment.WP_SITEURL",
        rule: "must be left out with site.multisite: each site has its own",
        value: service.environment.WP_SITEURL,
      },
  ]),
  when(["site", "cdn"], ({ cdn }) => [
    cdn?.certificateArn !== undefined &&
      arnParts(cdn.certificateArn).region !== CLOUDFRONT_REGION && {
        path: "cdn.certificateArn",
        rule: `must be a certificate of region ${CLOUDFRONT_REGION}, where CloudFront looks`,
        value: cdn.certificateArn,
      },
  ]),
];
