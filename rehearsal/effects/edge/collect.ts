import { Readable } from "node:stream";
import { header } from "./message";
import type { OriginAnswer } from "./origin-request";

/** Bytes of an answer beyond which it is handed on and not kept here; CloudFront keeps up to 50 GB. */
const LARGEST_KEPT = 32 * 1024 * 1024;

/** Reads an answer to its end. @returns its whole body, or for a longer one a stream of it */
export async function collect(
  { body, headers }: Pick<OriginAnswer, "body" | "headers">,
  largest = LARGEST_KEPT,
): Promise<{ readonly body: Buffer } | { readonly rest: Readable }> {
  if (Number(header(headers, "content-length") ?? 0) > largest) return { rest: body };
  const iterator = body[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  let size = 0;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const piece = Buffer.from(next.value);
    pieces.push(piece);
    size += piece.length;
    if (size > largest) return { rest: Readable.from(joined(pieces, iterator)) };
  }
  return { body: Buffer.concat(pieces) };
}

async function* joined(pieces: readonly Buffer[], iterator: AsyncIterator<Buffer>) {
  yield* pieces;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
