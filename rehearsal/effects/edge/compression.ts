import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from "node:zlib";
import type { Answer } from "./answer";
import { header, without } from "./message";

/** Kinds of content that CloudFront compresses (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html). */
const COMPRESSED = new Set(
  [
    ...[
      "dash+xml",
      "eot",
      "font",
      "font-sfnt",
      "javascript",
      "json",
      "opentype",
      "otf",
      "pdf",
      "pkcs7-mime",
      "protobuf",
    ],
    ...["rss+xml", "truetype", "ttf", "vnd.apple.mpegurl", "vnd.mapbox-vector-tile", "vnd.ms-fontobject", "wasm"],
    ...["x-font-opentype", "x-font-truetype", "x-font-ttf", "x-httpd-cgi", "x-javascript", "x-mpegurl", "x-opentype"],
    ...["x-otf", "x-perl", "x-ttf", "xhtml+xml", "xml"],
  ]
    .map((name) => `application/${name}`)
    .concat([
      ...["css", "csv", "html", "javascript", "js", "plain", "richtext", "tab-separated-values", "xml", "x-script"].map(
        (name) => `text/${name}`,
      ),
      ...["text/x-component", "text/x-java-source", "font/ttf", "font/otf", "font/opentype", "font/x-woff"],
      ...["image/svg+xml", "image/x-icon", "image/vnd.microsoft.icon"],
    ]),
);

const SMALLEST = 1000;
const LARGEST = 10_000_000;
const STATUSES = new Set([200, 403, 404]);

/** Quality at which a page is done in a few milliseconds. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Compresses what the origin left as it is. @param accepted `br`, `gzip`, both or none, as the key has it */
export function compressed(answer: Answer, accepted: string): Answer {
  const encoding = accepted.split(",")[0];
  const size = Number(header(answer.headers, "content-length"));
  const type = (header(answer.headers, "content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!encoding || !STATUSES.has(answer.status) || header(answer.headers, "content-encoding") !== undefined)
    return answer;
  if (!COMPRESSED.has(type) || !(size >= SMALLEST && size <= LARGEST)) return answer;
  const body = packed(answer.body, encoding);
  const tag = header(answer.headers, "etag");
  return {
    ...answer,
    body,
    headers: {
      ...without(answer.headers, ["content-length", "accept-ranges"]),
      "content-encoding": encoding,
      vary: header(answer.headers, "vary") ?? "Accept-Encoding",
      ...(tag === undefined || tag.startsWith("W/") ? {} : { etag: `W/${tag}` }),
      ...(Buffer.isBuffer(body) ? { "content-length": String(body.length) } : {}),
    },
  };
}

function packed(body: Answer["body"], encoding: string): Answer["body"] {
  if (Buffer.isBuffer(body)) return encoding === "br" ? brotliCompressSync(body, BROTLI) : gzipSync(body);
  const packer = encoding === "br" ? createBrotliCompress(BROTLI) : createGzip();
  body.once("error", (error) => packer.destroy(error));
  return body.pipe(packer);
}
