import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { expect, test } from "vitest";
import { AccessLogBucket, type AccessLogBucketProps } from "../../../constructs/observability/access-log-bucket";
import { synth } from "../../support/synth";

const props = { name: "logs", retentionDays: 90, forceDestroy: false };
const bucket = (more: Partial<AccessLogBucketProps> = {}) =>
  synth((stack) => new AccessLogBucket(stack, "Logs", { ...props, ...more }));

test("load balancers of the account and region write to their own folder, and nobody without TLS", () => {
  const [{ policy } = { policy: "" }] = bucket().all(S3BucketPolicy);
  expect(JSON.parse(String(policy)).Statement).toMatchObject([
    { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    {
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: expect.stringMatching(/\.arn\}\/AWSLogs\/111122223333\/\*$/),
      Condition: {
        ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/*" },
      },
    },
  ]);
});

test("is closed to the public, keeps its logs for a while and has the only encryption that load balancers write to", () => {
  const { all } = bucket({ retentionDays: 30 });
  expect(all(S3BucketPublicAccessBlock)).toMatchObject([
    { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
  ]);
  expect(all(S3BucketLifecycleConfiguration)).toMatchObject([{ rule: [{ expiration: [{ days: 30 }] }] }]);
  expect(all(S3BucketServerSideEncryptionConfigurationA)).toMatchObject([
    { rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }] },
  ]);
});

test("a bucket with logs survives a destroy unless the setting says otherwise", () => {
  expect(bucket().all(S3Bucket)).toMatchObject([{ force_destroy: false }]);
  expect(bucket({ forceDestroy: true }).all(S3Bucket)).toMatchObject([{ force_destroy: true }]);
});

test("fails on a retention that S3 or reason does not know", () => {
  expect(() => bucket({ retentionDays: 0 })).toThrow(
    "test/Logs: retentionDays must be a whole number from 1 to 3650, got 0",
  );
});
