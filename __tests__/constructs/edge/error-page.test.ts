// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what a title must not smuggle in
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { expect, test } from "vitest";
import { ErrorPage } from "../../../constructs/edge/error-page";
import { unavailablePage } from "../../../constructs/edge/unavailable-page";
import { synth } from "../../support/synth";

const DISTRIBUTION_ARN = "arn:aws:cloudfront::111122223333:distribution/E1";
const build = () =>
  synth((stack) => {
    new ErrorPage(stack, "ErrorPage", { bucketName: "site-errors", html: "<p>soon" }).grantRead(DISTRIBUTION_ARN);
  });

test("the page lies where no page of WordPress does", () => {
  expect(build().all(S3Object)).toMatchObject([
    { key: "edge-errors/unavailable.html", content: "<p>soon", content_type: "text/html; charset=utf-8" },
  ]);
});

test("the bucket is private, and goes with the stack", () => {
  const { all } = build();
  expect(all(S3Bucket)).toMatchObject([{ bucket: "site-errors", force_destroy: true }]);
  expect(all(S3BucketPublicAccessBlock)).toMatchObject([
    { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
  ]);
});

test("one distribution reads the page, signed and over TLS, and nobody else", () => {
  const { all } = build();
  expect(all(CloudfrontOriginAccessControl)).toMatchObject([
    { origin_access_control_origin_type: "s3", signing_behavior: "always", signing_protocol: "sigv4" },
  ]);
  const [{ policy } = {}] = all(S3BucketPolicy);
  const { Statement: statements } = JSON.parse(String(policy));
  expect(statements).toMatchObject([
    { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    {
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: expect.stringMatching(/\/edge-errors\/\*$/),
      Condition: { StringEquals: { "aws:SourceArn": DISTRIBUTION_ARN } },
    },
  ]);
});

test("a site's title is text on the page, for the browser and for Terraform", () => {
  const page = unavailablePage("Tom & <b>Ann</b> ${secret} %{if}");
  expect(page).toContain("Tom &amp; &lt;b&gt;Ann&lt;/b&gt; &#36;{secret} &#37;{if} does not answer");
  expect(page).not.toMatch(/\$\{|%\{/);
  expect(page).not.toMatch(/src=|href=/);
});
