import { S3Bucket, type S3BucketConfig } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { acceptFindings } from "./accepted-finding";
import { type PolicyStatement, policy } from "./iam/policy";

export interface PrivateBucketProps extends Pick<S3BucketConfig, "forceDestroy" | "lifecycle"> {
  /** Unique among all AWS accounts. */
  readonly name: string;
  /** Key that encrypts what lies in it. @default - S3's own */
  readonly kmsKeyArn?: string;
  /** What ends when. */
  readonly expires: Pick<S3BucketLifecycleConfigurationRule, "id" | "expiration" | "noncurrentVersionExpiration">;
  /** Days after which what was uploaded in part goes. @default 7 */
  readonly abortUploadsAfterDays?: number;
  /** Why findings of the policy check are accepted. */
  readonly accepted: Readonly<Record<string, string>>;
}

/** A bucket of its owner alone: closed to the public, without ACLs, versioned and encrypted, over TLS only. */
export class PrivateBucket {
  readonly resource: S3Bucket;
  /** Before it, a second file of a name would take the place of the first. */
  readonly versioning: ITerraformDependable;
  private readonly closed: ITerraformDependable;

  /** Makes the bucket's resources right in `scope`. */
  constructor(
    private readonly scope: Construct,
    { name, forceDestroy, lifecycle, kmsKeyArn, expires, abortUploadsAfterDays = 7, accepted }: PrivateBucketProps,
  ) {
    this.resource = new S3Bucket(scope, "Resource", { bucket: name, forceDestroy, lifecycle });
    acceptFindings(this.resource, accepted);
    const bucket = this.resource.id;
    this.closed = new S3BucketPublicAccessBlock(scope, "PublicAccessBlock", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(scope, "Ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    this.versioning = new S3BucketVersioningA(scope, "Versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(scope, "Encryption", {
      bucket,
      rule: [
        kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
              bucketKeyEnabled: true,
            },
      ],
    });
    new S3BucketLifecycleConfiguration(scope, "Lifecycle", {
      bucket,
      rule: [
        {
          ...expires,
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: abortUploadsAfterDays }],
        },
      ],
      dependsOn: [this.versioning],
    });
  }

  /** Writes the bucket's policy, which begins with the refusal of plain HTTP. */
  allow(...statements: PolicyStatement[]): ITerraformDependable {
    const { arn, id } = this.resource;
    const refusePlainHttp: PolicyStatement = {
      Sid: "RefusePlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    return new S3BucketPolicy(this.scope, "Policy", {
      bucket: id,
      policy: policy(refusePlainHttp, ...statements),
      dependsOn: [this.closed],
    });
  }
}
