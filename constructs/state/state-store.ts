import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { keyAdministration } from "../encryption/key-policy";
import { policy } from "../iam/policy";
import { refusePlainHttp } from "../iam/refuse-plain-http";
import { Place } from "../place";

export interface StateStoreProps {
  /** Name of the bucket, unique among all AWS accounts. */
  readonly bucketName: string;
  /** Name of the DynamoDB table whose `LockID` items are the locks. */
  readonly lockTableName: string;
  /** Days that replaced versions of a state can be brought back. @default 90 */
  readonly oldVersionDays?: number;
}

const KEPT = { preventDestroy: true };

/** Where Terraform keeps its state: a versioned, encrypted bucket that refuses plain HTTP, and a lock table. */
export class StateStore extends Construct {
  constructor(scope: Construct, id: string, props: StateStoreProps) {
    super(scope, id);
    const { bucketName, lockTableName, oldVersionDays = 90 } = props;
    const key = this.key(props);
    const bucket = new S3Bucket(this, "Resource", { bucket: bucketName, lifecycle: KEPT });
    acceptFindings(bucket, {
      CKV_AWS_18: "CloudTrail records each use of the bucket's key, without which nobody reads or writes a state.",
      CKV_AWS_144: "Every version is kept in its region, and the stacks themselves live in that region alone.",
      CKV2_AWS_62: "Nothing acts on changes of the state.",
    });
    const closed = new S3BucketPublicAccessBlock(this, "PublicAccessBlock", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "Ownership", {
      bucket: bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const versioning = new S3BucketVersioningA(this, "Versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "Encryption", {
      bucket: bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    });
    new S3BucketLifecycleConfiguration(this, "Lifecycle", {
      bucket: bucket.id,
      rule: [
        {
          id: "expire-replaced-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
    new S3BucketPolicy(this, "Policy", {
      bucket: bucket.id,
      policy: policy(refusePlainHttp(bucket.arn)),
      dependsOn: [closed],
    });
    new DynamodbTable(this, "LockTable", {
      name: lockTableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      lifecycle: KEPT,
    });
  }

  private key({ bucketName }: StateStoreProps): KmsKey {
    const key = new KmsKey(this, "Key", {
      description: `Terraform state in ${bucketName}`,
      enableKeyRotation: true,
      policy: policy(keyAdministration(Place.of(this))),
      lifecycle: KEPT,
    });
    new KmsAlias(this, "KeyAlias", { name: `alias/${bucketName}`, targetKeyId: key.keyId });
    return key;
  }
}
