import { CloudfrontResponseHeadersPolicy } from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy";
import type { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";

/**
 * The image's security headers for answers that do not come from it, such as the error page. A header that the answer
 * has already is left alone, so none is sent twice and a plugin's own word stands.
 *
 * @param hstsSeconds seconds that a browser keeps to HTTPS after a visit
 */
export function responseHeaders(scope: Construct, name: string, hstsSeconds = 31536000) {
  const headers = new CloudfrontResponseHeadersPolicy(scope, "ResponseHeaders", {
    name: `${name}-headers`,
    comment: "Security headers where the answer has none",
    securityHeadersConfig: {
      strictTransportSecurity: { accessControlMaxAgeSec: hstsSeconds, override: false },
      contentTypeOptions: { override: false },
      referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: false },
    },
  });
  acceptFindings(headers, {
    CKV_AWS_259:
      "Strict-Transport-Security binds this host for a year; other hosts of the domain are not this site's to bind.",
  });
  return headers;
}
