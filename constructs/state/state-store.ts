import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { keyAdministration } from "../encryption/key-policy";
import { policy } from "../iam/policy";
import { Place } from "../place";
import { PrivateBucket } from "../private-bucket";

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
    const bucket = new PrivateBucket(this, {
      name: bucketName,
      lifecycle: KEPT,
      kmsKeyArn: key.arn,
      expires: {
        id: "expire-replaced-versions",
        noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays }],
      },
      accepted: {
        CKV_AWS_18: "CloudTrail records each use of the bucket's key, without which nobody reads or writes a state.",
        CKV_AWS_144: "Every version is kept in its region, and the stacks themselves live in that region alone.",
        CKV2_AWS_62: "Nothing acts on changes of the state.",
      },
    });
    bucket.allow();
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
