import { header, type ViewerRequest } from "./message";

/** Device headers by what their kind of device says of itself. */
const DEVICES: Readonly<Record<string, RegExp>> = {
  "cloudfront-is-android-viewer": /Android/,
  "cloudfront-is-ios-viewer": /iPhone|iPad|iPod/,
  "cloudfront-is-tablet-viewer": /iPad|Tablet|Android(?!.*Mobile)/,
  "cloudfront-is-mobile-viewer": /iPhone|iPod|Android.*Mobile|Windows Phone/,
  "cloudfront-is-smarttv-viewer": /SmartTV|SMART-TV|AppleTV|BRAVIA/,
};

/**
 * A header that CloudFront makes itself. Where on earth a visitor is nobody knows here, so those headers are missing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
 */
export function cloudFrontHeader(request: ViewerRequest, name: string): string | undefined {
  const agent = header(request.headers, "user-agent") ?? "";
  const device = DEVICES[name];
  if (device !== undefined) return String(device.test(agent));
  if (name === "cloudfront-is-desktop-viewer") return String(!Object.values(DEVICES).some((one) => one.test(agent)));
  if (name === "cloudfront-forwarded-proto") return request.https ? "https" : "http";
  if (name === "cloudfront-viewer-http-version") return request.httpVersion;
  if (name === "cloudfront-viewer-address") return `${request.ip}:${request.port}`;
  return undefined;
}
