import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Construct } from "constructs";
import { PrivateBucket } from "../private-bucket";

export interface ErrorPageProps {
  /** Name of the bucket, unique among all AWS accounts. */
  readonly bucketName: string;
  /** The page, HTML that asks for nothing else. */
  readonly html: string;
}

/** Folder of the page, which no WordPress has; the distribution sends it to the bucket. */
const FOLDER = "edge-errors";

/** A page for the time when WordPress does not answer, in a private bucket that one distribution may read. */
export class ErrorPage extends Construct {
  /** Host name of the bucket, as an origin wants it. */
  readonly originDomainName: string;
  readonly originAccessControlId: string;
  readonly pathPattern = `/${FOLDER}/*`;
  readonly path = `/${FOLDER}/unavailable.html`;
  private readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, { bucketName, html }: ErrorPageProps) {
    super(scope, id);
    this.bucket = new PrivateBucket(this, {
      name: bucketName,
      // It holds nothing but what Terraform writes, so that a destroy takes all of it.
      forceDestroy: true,
      expires: { id: "forget-old-pages", noncurrentVersionExpiration: [{ noncurrentDays: 30 }] },
      accepted: {
        CKV_AWS_18: "It holds one public page; CloudFront's own log says who asked for it.",
        CKV_AWS_144: "One page, made again by each deploy.",
        CKV_AWS_145: "One public page, encrypted with S3's own key, which CloudFront need not be let in to.",
        CKV2_AWS_62: "Nothing acts on a new error page.",
      },
    });
    const { resource, versioning } = this.bucket;
    new S3Object(this, "Page", {
      bucket: resource.id,
      key: this.path.slice(1),
      content: html,
      contentType: "text/html; charset=utf-8",
      cacheControl: "max-age=60",
      dependsOn: [versioning],
    });
    this.originDomainName = resource.bucketRegionalDomainName;
    this.originAccessControlId = new CloudfrontOriginAccessControl(this, "Access", {
      name: bucketName,
      description: "The distribution reads the error page",
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    }).id;
  }

  /** Lets this distribution read the page, and nobody else. */
  grantRead(distributionArn: string): void {
    this.bucket.allow({
      Sid: "DistributionReads",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: `${this.bucket.resource.arn}/${FOLDER}/*`,
      Condition: { StringEquals: { "aws:SourceArn": distributionArn } },
    });
  }
}
