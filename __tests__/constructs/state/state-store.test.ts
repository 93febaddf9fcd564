import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { expect, test } from "vitest";
import { StateStore } from "../../../constructs/state/state-store";
import { synth } from "../../support/synth";

const stateStore = () =>
  synth((stack) => {
    new StateStore(stack, "StateStore", {
      bucketName: "site-state",
      lockTableName: "site-state-lock",
    });
  });

test("the bucket is versioned, encrypted with its own key and closed to the public", () => {
  const { all } = stateStore();
  expect(all(S3BucketVersioningA)).toMatchObject([{ versioning_configuration: { status: "Enabled" } }]);
  expect(all(S3BucketServerSideEncryptionConfigurationA)).toMatchObject([
    {
      rule: [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: "aws:kms",
            kms_master_key_id: expect.stringContaining("aws_kms_key"),
          },
        },
      ],
    },
  ]);
  expect(all(S3BucketPublicAccessBlock)).toMatchObject([
    { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
  ]);
});

test("the bucket refuses requests without TLS", () => {
  const [resource] = stateStore().all(S3BucketPolicy);
  expect(JSON.parse(String(resource?.policy)).Statement).toEqual([
    expect.objectContaining({
      Effect: "Deny",
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  ]);
});

test("the lock table is what Terraform's S3 backend asks for", () => {
  expect(stateStore().all(DynamodbTable)).toMatchObject([
    {
      name: "site-state-lock",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
    },
  ]);
});

test("bucket, table and key cannot be destroyed by a slip", () => {
  const { all } = stateStore();
  for (const type of [S3Bucket, DynamodbTable, KmsKey]) {
    expect(all(type)).toMatchObject([{ lifecycle: { prevent_destroy: true } }]);
  }
});
