import { wildcard } from "../../../aws/wildcard";

const UNRESERVED = /%(?:2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aA]|5[fF]|6[1-9a-fA-F]|7[0-9aA]|7[eE])/g;

/**
 * The path as CloudFront compares it with the patterns of behaviours: decoded where RFC 3986 calls that the same, and without dot segments.
 * The origin gets it as the visitor sent it (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html, "Path normalization").
 */
export function normalizedPath(path: string): string {
  const decoded = path.replace(UNRESERVED, (encoded) => decodeURIComponent(encoded));
  const kept: string[] = [];
  const segments = decoded.split("/").slice(1);
  for (const [place, segment] of segments.entries()) {
    const last = place === segments.length - 1;
    if (segment === "..") kept.pop();
    if (segment !== "." && segment !== "..") kept.push(segment);
    else if (last) kept.push("");
  }
  return `/${kept.join("/")}`;
}

/** Whether a behaviour's pattern fits: `*` for any characters, `?` for one, capitals count, a slash in front may be left out. */
export function matchesPath(pattern: string, path: string): boolean {
  return wildcard(pattern.startsWith("/") ? pattern : `/${pattern}`).test(normalizedPath(path));
}
