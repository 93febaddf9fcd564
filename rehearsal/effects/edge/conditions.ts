import type { Answer } from "./answer";
import { type Headers, header, without } from "./message";

/** What a kept answer is to a request that asks for a part of it, or for news only (RFC 9110, sections 13 and 14). */
export function asAsked(answer: Answer, asked: Headers): Answer {
  if (!answer.kept || answer.status !== 200 || !Buffer.isBuffer(answer.body)) return answer;
  if (isUnchanged(answer.headers, asked)) {
    return {
      ...answer,
      status: 304,
      body: Buffer.alloc(0),
      headers: without(answer.headers, ["content-length", "content-type", "content-encoding"]),
    };
  }
  return part(answer, answer.body, asked);
}

function isUnchanged(headers: Headers, asked: Headers): boolean {
  const tag = header(headers, "etag");
  const known = header(asked, "if-none-match");
  if (known !== undefined) {
    const tags = known.split(",").map((one) => weak(one.trim()));
    return tags.includes("*") || (tag !== undefined && tags.includes(weak(tag)));
  }
  const since = Date.parse(header(asked, "if-modified-since") ?? "");
  const modified = Date.parse(header(headers, "last-modified") ?? "");
  return modified <= since;
}

function weak(tag: string): string {
  return tag.replace(/^W\//, "");
}

function part(answer: Answer, body: Buffer, asked: Headers): Answer {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header(asked, "range") ?? "") ?? [];
  if ((from === "" && to === "") || !isSame(answer.headers, header(asked, "if-range"))) return answer;
  const size = body.length;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) {
    const headers = { ...without(answer.headers, ["content-length"]), "content-range": `bytes */${size}` };
    return { ...answer, status: 416, body: Buffer.alloc(0), headers, result: "Error from cloudfront" };
  }
  return {
    ...answer,
    status: 206,
    body: body.subarray(start, end + 1),
    headers: {
      ...answer.headers,
      "content-range": `bytes ${start}-${end}/${size}`,
      "content-length": String(end + 1 - start),
    },
  };
}

function isSame(headers: Headers, expected: string | undefined): boolean {
  if (expected === undefined) return true;
  return expected === header(headers, "etag") || expected === header(headers, "last-modified");
}
