import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { policy } from "../iam/policy";
import { refusePlainHttp } from "../iam/refuse-plain-http";
import { Place } from "../place";

export interface AccessLogBucketProps {
  /** Unique among all AWS accounts. */
  readonly name: string;
  /** Days a log is kept, 1 to 3650. @default 90 */
  readonly retentionDays?: number;
  /** Deletes the bucket with its logs. @default false */
  readonly forceDestroy?: boolean;
}

/**
 * Bucket for the access logs of an Application Load Balancer. Encrypted with S3's own key, since Elastic Load Balancing
 * writes to no other ("Enable access logs for your Application Load Balancer").
 */
export class AccessLogBucket extends Construct {
  readonly bucket: string;
  /** The bucket's policy: a load balancer that writes a first file is refused without it. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const place = Place.of(this);
    const { name, retentionDays = 90, forceDestroy = false } = props;
    if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > 3650) {
      throw new Error(`${this.node.path}: retentionDays must be a whole number from 1 to 3650, got ${retentionDays}`);
    }
    const resource = new S3Bucket(this, "Resource", { bucket: name, forceDestroy });
    acceptFindings(resource, {
      CKV_AWS_18: "It holds access logs itself; logs of who reads them would go round in a circle.",
      CKV_AWS_144: "The logs of one region's load balancer; they are worth nothing without it.",
      CKV_AWS_145: "Elastic Load Balancing writes to buckets with S3's own key only.",
      CKV2_AWS_62: "Nothing acts on a new log; they are read by query.",
    });
    const bucket = resource.id;
    const closed = new S3BucketPublicAccessBlock(this, "PublicAccessBlock", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "Ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const versioning = new S3BucketVersioningA(this, "Versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: retentionDays }],
          // What somebody deleted or overwrote can be brought back for a week.
          noncurrentVersionExpiration: [{ noncurrentDays: 7 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    this.ready = [
      new S3BucketPolicy(this, "Policy", {
        bucket,
        policy: policy(refusePlainHttp(resource.arn), {
          Sid: "LoadBalancersWrite",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${resource.arn}/AWSLogs/${place.account}/*`,
          Condition: {
            ArnLike: {
              "aws:SourceArn": place.arn("elasticloadbalancing", "loadbalancer/*"),
            },
          },
        }),
        dependsOn: [closed],
      }),
    ];
    this.bucket = bucket;
  }
}
