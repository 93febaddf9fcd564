import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { expect, test } from "vitest";
import { Rights } from "../../../constructs/iam/grantee";
import { TransferBucket } from "../../../constructs/transfer/transfer-bucket";
import { synth } from "../../support/synth";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

function bucket(kmsKeyArn?: string) {
  const task = new Rights();
  const { all } = synth((stack) => {
    new TransferBucket(stack, "Transfers", { name: "transfers", kmsKeyArn }).grantTransfers(task);
  });
  return { all, statements: task.statements };
}

test("forgets everything after a day, also what was uploaded in part or overwritten", () => {
  const { all } = bucket();
  expect(all(S3BucketLifecycleConfiguration)).toMatchObject([
    {
      rule: [
        {
          expiration: [{ days: 1 }],
          noncurrent_version_expiration: [{ noncurrent_days: 1 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
          status: "Enabled",
        },
      ],
    },
  ]);
  expect(all(S3Bucket)).toMatchObject([{ force_destroy: true }]);
});

test("is closed to the public and to plain HTTP, and encrypted with the environment's key where there is one", () => {
  const { all } = bucket(KEY);
  expect(all(S3BucketPublicAccessBlock)).toMatchObject([{ block_public_policy: true, restrict_public_buckets: true }]);
  const [{ policy } = { policy: "" }] = all(S3BucketPolicy);
  expect(JSON.parse(String(policy)).Statement).toMatchObject([
    { Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  ]);
  expect(all(S3BucketServerSideEncryptionConfigurationA)).toMatchObject([
    { rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY } }] },
  ]);
});

test("a task reads what is being imported and writes what is being exported, which it cannot read", () => {
  expect(bucket().statements).toMatchObject([
    { Action: "s3:GetObject", Resource: expect.stringMatching(/\/imports\/\*$/) },
    { Action: ["s3:PutObject", "s3:AbortMultipartUpload"], Resource: expect.stringMatching(/\/exports\/\*$/) },
  ]);
  expect(bucket(KEY).statements[2]).toMatchObject({
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: KEY,
    Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
  });
});
