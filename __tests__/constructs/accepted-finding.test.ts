import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformStack, Testing } from "cdktf";
import { expect, test } from "vitest";
import { acceptFindings } from "../../constructs/accepted-finding";

const comment = (reasons: Record<string, string>) => {
  const bucket = new S3Bucket(new TerraformStack(Testing.app(), "test"), "Bucket", {});
  acceptFindings(bucket, reasons);
  return bucket.toTerraform().resource.aws_s3_bucket.Bucket["//"];
};

test("an accepted finding stands in the resource's comment, beside its path", () => {
  expect(comment({ CKV_AWS_144: "One region is enough." })).toMatchObject({
    checkov: { skip: [{ id: "CKV_AWS_144", comment: "One region is enough." }] },
    metadata: { path: "test/Bucket" },
  });
});

test("nothing is written where nothing is accepted", () => {
  expect(comment({})).not.toHaveProperty("checkov");
});
