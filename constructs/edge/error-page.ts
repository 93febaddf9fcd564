import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { policy } from "../iam/policy";
import { refusePlainHttp } from "../iam/refuse-plain-http";

export interface ErrorPageProps {
  /** Name of the bucket, unique among all AWS accounts. */
  readonly bucketName: string;
  /** The page, HTML that asks for nothing else. */
  readonly html: string;
}

/** Folder of the page, which no WordPress has; the distribution sends it to the bucket. */
const folder = "edge-errors";

/** A page for the time when WordPress does not answer, in a private bucket that one distribution may read. */
export class ErrorPage extends Construct {
  /** Host name of the bucket, as an origin wants it. */
  readonly originDomainName: string;
  readonly originAccessControlId: string;
  readonly pathPattern = `/${folder}/*`;
  readonly path = `/${folder}/unavailable.html`;
  private readonly bucket: S3Bucket;
  private readonly closed: S3BucketPublicAccessBlock;

  constructor(scope: Construct, id: string, { bucketName, html }: ErrorPageProps) {
    super(scope, id);
    // It holds nothing but what Terraform writes, so that a destroy takes all of it.
    this.bucket = new S3Bucket(this, "Resource", { bucket: bucketName, forceDestroy: true });
    acceptFindings(this.bucket, {
      CKV_AWS_18: "It holds one public page; CloudFront's own log says who asked for it.",
      CKV_AWS_144: "One page, made anew by each deploy.",
      CKV_AWS_145: "One public page, encrypted with S3's own key.",
      CKV2_AWS_62: "Nothing acts on a new error page.",
    });
    const bucket = this.bucket.id;
    this.closed = new S3BucketPublicAccessBlock(this, "PublicAccessBlock", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "Ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const versioning = new S3BucketVersioningA(this, "Versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    // A public page needs no key of one's own, which CloudFront would have to be let in to.
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket,
      rule: [
        {
          id: "forget-old-pages",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: 30 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3Object(this, "Page", {
      bucket,
      key: this.path.slice(1),
      content: html,
      contentType: "text/html; charset=utf-8",
      cacheControl: "max-age=60",
      dependsOn: [versioning],
    });
    this.originDomainName = this.bucket.bucketRegionalDomainName;
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
    new S3BucketPolicy(this, "Policy", {
      bucket: this.bucket.id,
      policy: policy(
        {
          Sid: "DistributionReads",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `${this.bucket.arn}/${folder}/*`,
          Condition: { StringEquals: { "aws:SourceArn": distributionArn } },
        },
        refusePlainHttp(this.bucket.arn),
      ),
      dependsOn: [this.closed],
    });
  }
}
