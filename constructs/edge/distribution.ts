import {
  CloudfrontDistribution,
  type CloudfrontDistributionOrderedCacheBehavior,
  type CloudfrontDistributionOrigin,
} from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { MANAGED_POLICIES } from "../../aws/cloudfront/managed-policies";
import { acceptFindings } from "../accepted-finding";
import { fileCachePolicy, pageCachePolicy } from "./cache-policies";
import { ErrorPage } from "./error-page";
import { responseHeaders } from "./response-headers";
import { unavailablePage } from "./unavailable-page";
import { vpcOrigin } from "./vpc-origin";

export interface DistributionProps {
  /** First part of the names of policies and origin, letters, digits and hyphens. */
  readonly name: string;
  /** Bucket of the error page, unique among all AWS accounts. */
  readonly errorPageBucketName: string;
  /** What the error page calls the site. */
  readonly siteTitle: string;
  /** Names of the site, all of them on both certificates. */
  readonly domainNames: readonly string[];
  /** Certificate of us-east-1, issued: take it from the validation. */
  readonly certificateArn: string;
  /** Internal load balancer with HTTPS on port 443 and a certificate of the site's names. */
  readonly loadBalancer: { readonly arn: string; readonly dnsName: string; readonly idleTimeoutSeconds: number };
  readonly priceClass: string;
  /** Seconds a page without a lifetime of its own is kept. */
  readonly pageTtlSeconds: number;
  /** Sites of a network lie below paths such as /two/, and WordPress's own paths there too. */
  readonly sitesBelowPaths: boolean;
  /** Further paths that are never kept. */
  readonly uncachedPaths: readonly string[];
  /** Seconds to wait for WordPress, 1 to 120. */
  readonly originReadTimeoutSeconds: number;
  /** Web ACL of scope CLOUDFRONT. @default - none */
  readonly webAclArn?: string;
}

/** Of WordPress's own: what is different for everybody, or changes something. `/wp-*.php` is login, cron and comments. */
const UNCACHED = ["/wp-admin/*", "/wp-*.php", "/wp-json/*", "/xmlrpc.php"];
const FILES = ["/wp-content/*", "/wp-includes/*"];

const EVERY_METHOD = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
const READING_METHODS = ["GET", "HEAD"];
const viewer = { viewerProtocolPolicy: "redirect-to-https", cachedMethods: READING_METHODS, compress: true };

/** CloudFront keeps a connection shorter than the load balancer does, or it would ask on one that is being closed. */
const KEEPALIVE_MARGIN_SECONDS = 10;
const LONGEST_KEEPALIVE_SECONDS = 60;

/** Seconds that a gateway error is kept: short, so that visitors are back as soon as WordPress is. */
const ERROR_TTL_SECONDS = 5;

type Behavior = Omit<CloudfrontDistributionOrderedCacheBehavior, "pathPattern">;

/** CloudFront with WordPress's behaviours, in front of a load balancer that only CloudFront reaches. */
export class Distribution extends Construct {
  readonly id: string;
  readonly arn: string;
  readonly dnsName: string;
  /** Hosted zone of `dnsName`, for alias records. */
  readonly zoneId: string;

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    this.check(props);
    const errorPage = new ErrorPage(this, "ErrorPage", {
      bucketName: props.errorPageBucketName,
      html: unavailablePage(props.siteTitle),
    });
    const behaviors = this.behaviors(props);
    const below = (path: string) => (props.sitesBelowPaths ? `*${path}` : path);
    const distribution = new CloudfrontDistribution(this, "Resource", {
      enabled: true,
      comment: props.name,
      aliases: [...props.domainNames],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: props.priceClass,
      webAclId: props.webAclArn,
      viewerCertificate: {
        acmCertificateArn: props.certificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      origin: [this.wordpress(props), errorPageOrigin(errorPage)],
      defaultCacheBehavior: behaviors.pages,
      orderedCacheBehavior: [
        ...[...UNCACHED.map(below), ...props.uncachedPaths].map((pathPattern) => ({
          ...behaviors.uncached,
          pathPattern,
        })),
        ...FILES.map((path) => ({ ...behaviors.files, pathPattern: below(path) })),
        { ...behaviors.errorPage, pathPattern: errorPage.pathPattern },
      ],
      customErrorResponse: [502, 503, 504].map((errorCode) => ({
        errorCode,
        responseCode: errorCode,
        responsePagePath: errorPage.path,
        errorCachingMinTtl: ERROR_TTL_SECONDS,
      })),
    });
    acceptFindings(distribution, {
      CKV_AWS_86: "Logged to CloudWatch by AccessLog, CloudFront's newer way, which the check does not read.",
      CKV_AWS_305: "WordPress answers / itself; a root object would make CloudFront ask for another address.",
      CKV_AWS_310: "There is one origin, in several zones; without it CloudFront answers with the error page.",
      CKV2_AWS_47: "The web ACL has AWSManagedRulesKnownBadInputsRuleSet, in a rule that the check does not follow.",
      CKV_AWS_374: "The site is for readers everywhere.",
    });
    errorPage.grantRead(distribution.arn);
    this.id = distribution.id;
    this.arn = distribution.arn;
    this.dnsName = distribution.domainName;
    this.zoneId = distribution.hostedZoneId;
  }

  private wordpress({ name, loadBalancer, originReadTimeoutSeconds }: DistributionProps) {
    return {
      originId: "wordpress",
      // Every behaviour of this origin hands the Host header on, so TLS asks for that name and not for this one.
      domainName: loadBalancer.dnsName,
      vpcOriginConfig: {
        vpcOriginId: vpcOrigin(this, name, loadBalancer.arn).id,
        originReadTimeout: originReadTimeoutSeconds,
        originKeepaliveTimeout: Math.max(
          1,
          Math.min(LONGEST_KEEPALIVE_SECONDS, loadBalancer.idleTimeoutSeconds - KEEPALIVE_MARGIN_SECONDS),
        ),
      },
    } satisfies CloudfrontDistributionOrigin;
  }

  private behaviors({ name, pageTtlSeconds }: DistributionProps) {
    const responseHeadersPolicyId = responseHeaders(this, name).id;
    const wordpress = { ...viewer, responseHeadersPolicyId, targetOriginId: "wordpress" };
    return {
      pages: {
        ...wordpress,
        allowedMethods: EVERY_METHOD,
        cachePolicyId: pageCachePolicy(this, name, pageTtlSeconds).id,
        originRequestPolicyId: MANAGED_POLICIES.userAgentAndReferer,
      },
      uncached: {
        ...wordpress,
        allowedMethods: EVERY_METHOD,
        cachePolicyId: MANAGED_POLICIES.cachingDisabled,
        originRequestPolicyId: MANAGED_POLICIES.allViewer,
      },
      files: { ...wordpress, allowedMethods: READING_METHODS, cachePolicyId: fileCachePolicy(this, name).id },
      errorPage: {
        ...viewer,
        responseHeadersPolicyId,
        targetOriginId: "error-page",
        allowedMethods: READING_METHODS,
        cachePolicyId: MANAGED_POLICIES.cachingOptimized,
      },
    } satisfies Record<string, Behavior>;
  }

  private check({ domainNames, originReadTimeoutSeconds: read }: DistributionProps): void {
    const path = this.node.path;
    if (domainNames.length === 0) throw new Error(`${path}: domainNames must hold one name or more, got none`);
    if (!Token.isUnresolved(read) && (!Number.isInteger(read) || read < 1 || read > 120)) {
      throw new Error(`${path}: originReadTimeoutSeconds must be a whole number from 1 to 120, got ${read}`);
    }
  }
}

function errorPageOrigin({ originDomainName, originAccessControlId }: ErrorPage): CloudfrontDistributionOrigin {
  return { originId: "error-page", domainName: originDomainName, originAccessControlId };
}
