import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { isAllowed } from "../access";
import type { Distribution, Origin } from "./distribution";
import type { Headers } from "./message";
import type { OriginAnswer, OriginRequest } from "./origin-request";
import { text } from "./policies";

export interface BucketRead {
  readonly bucket: ObjectValue;
  readonly origin: Origin;
  readonly distribution: Distribution;
  readonly inventory: Inventory;
  /** Where paths of `source` start. */
  readonly directories: readonly string[];
}

/** A bucket as an origin: it has what Terraform writes (`aws_s3_object`), and hands it to a distribution that its policy lets in. */
export function readBucket(request: OriginRequest, read: BucketRead): OriginAnswer {
  const { bucket, inventory } = read;
  const path = request.target.replace(/\?.*$/s, "");
  const key = decodeURIComponent(path.slice(1));
  if (!mayRead(key, read)) return refusal(403, "AccessDenied", "Access Denied");
  const object = inventory.all("aws_s3_object").find((one) => one.bucket === bucket.bucket && one.key === key);
  // Who may not list a bucket does not learn what is missing.
  if (object === undefined) return refusal(403, "AccessDenied", "Access Denied");
  const body = contentOf(object, read.directories);
  const etag = `"${createHash("md5").update(body).digest("hex")}"`;
  const headers = { etag, server: "AmazonS3", "accept-ranges": "bytes", ...headersOf(object) };
  if (request.headers["if-none-match"] === etag) return { status: 304, headers, body: Readable.from([]) };
  return {
    status: 200,
    headers: { ...headers, "content-length": String(body.length) },
    body: Readable.from(request.method === "HEAD" ? [] : [body]),
  };
}

function mayRead(key: string, { bucket, origin, distribution, inventory }: BucketRead): boolean {
  const signs = inventory.find("aws_cloudfront_origin_access_control", "id", origin.originAccessControlId);
  const policies = inventory.all("aws_s3_bucket_policy").filter((one) => one.bucket === bucket.bucket);
  return isAllowed(
    policies.map(({ policy }) => String(policy)),
    {
      action: "s3:GetObject",
      resource: `${bucket.arn}/${key}`,
      // Without an access control CloudFront asks as anybody does.
      service: signs === undefined || signs.signing_behavior === "never" ? "anonymous" : "cloudfront.amazonaws.com",
      context: { "aws:SourceArn": distribution.arn, "aws:SecureTransport": "true" },
    },
  );
}

function contentOf(object: ObjectValue, directories: readonly string[]): Buffer {
  const source = text(object.source);
  if (source === undefined) {
    const encoded = text(object.content_base64);
    return encoded === undefined ? Buffer.from(text(object.content) ?? "") : Buffer.from(encoded, "base64");
  }
  for (const directory of directories) {
    try {
      return readFileSync(join(directory, source));
    } catch {
      // It belongs to another stack.
    }
  }
  return readFileSync(source);
}

const HEADERS: Readonly<Record<string, string>> = {
  content_type: "content-type",
  cache_control: "cache-control",
  content_disposition: "content-disposition",
  content_encoding: "content-encoding",
  content_language: "content-language",
};

function headersOf(object: ObjectValue): Headers {
  return Object.fromEntries(
    Object.entries(HEADERS).flatMap(([attribute, name]) => {
      const value = text(object[attribute]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function refusal(status: number, code: string, message: string): OriginAnswer {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
  return { status, headers: { server: "AmazonS3", "content-type": "application/xml" }, body: Readable.from([body]) };
}
