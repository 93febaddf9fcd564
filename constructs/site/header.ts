import { closeSync, openSync, readSync } from "node:fs";

/** Bytes in which WordPress looks for a header (get_file_data()). */
const HEADER_BYTES = 8192;

/** Whether a file begins with a comment that has this line, as in `Plugin Name: Shop`. */
export function hasHeader(file: string, name: string): boolean {
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(HEADER_BYTES);
    return headerIn(buffer.subarray(0, readSync(handle, buffer, 0, HEADER_BYTES, 0)), name);
  } finally {
    closeSync(handle);
  }
}

/** The same of a file's content. */
export const headerIn = (content: Buffer, name: string): boolean =>
  new RegExp(`^[ \\t/*#@<?php]*${name}:\\s*\\S`, "im").test(content.toString("utf8", 0, HEADER_BYTES));
