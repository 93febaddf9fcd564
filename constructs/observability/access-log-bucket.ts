import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Place } from "../place";
import { PrivateBucket } from "../private-bucket";

export interface AccessLogBucketProps {
  /** Unique among all AWS accounts. */
  readonly name: string;
  /** Days a log is kept, 1 to 3650. */
  readonly retentionDays: number;
  /** Deletes the bucket with its logs. */
  readonly forceDestroy: boolean;
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
    const { name, retentionDays, forceDestroy } = props;
    if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > 3650) {
      throw new Error(`${this.node.path}: retentionDays must be a whole number from 1 to 3650, got ${retentionDays}`);
    }
    const bucket = new PrivateBucket(this, {
      name,
      forceDestroy,
      // What somebody deleted or overwrote can be brought back for a week.
      expires: {
        id: "expire",
        expiration: [{ days: retentionDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: 7 }],
      },
      accepted: {
        CKV_AWS_18: "It holds access logs itself; logs of who reads them would go round in a circle.",
        CKV_AWS_144: "The logs of one region's load balancer; they are worth nothing without it.",
        CKV_AWS_145: "Elastic Load Balancing writes to buckets with S3's own key only.",
        CKV2_AWS_62: "Nothing acts on a new log; they are read by query.",
      },
    });
    this.ready = [
      bucket.allow({
        Sid: "LoadBalancersWrite",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucket.resource.arn}/AWSLogs/${place.account}/*`,
        Condition: { ArnLike: { "aws:SourceArn": place.arn("elasticloadbalancing", "loadbalancer/*") } },
      }),
    ];
    this.bucket = bucket.resource.id;
  }
}
