import type { PolicyStatement } from "./policy";

/** Bucket policy statement that refuses every request without TLS. */
export function refusePlainHttp(bucketArn: string): PolicyStatement {
  return {
    Sid: "RefusePlainHttp",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
