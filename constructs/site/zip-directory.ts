import { inflateRawSync } from "node:zlib";

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly isLink: boolean;
  /** Bytes that it takes when it is unpacked. */
  readonly size: number;
  /** Its content; undefined where it is packed in a way that PHP's zip extension alone may know. */
  readonly content: () => Buffer | undefined;
}

/** Signatures and lengths of the two records that are read. Source: APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16. */
const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const UNIX = 3;
const KIND_OF_FILE = 0xf000;
const LINK = 0xa000;

/** The files that a zip's own directory lists. @returns undefined for what is no zip, or one of more than 4 GB */
export function zipEntries(zip: Buffer): ZipEntry[] | undefined {
  const end = endOf(zip);
  if (end === undefined) return undefined;
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (at + CENTRAL.bytes > zip.length || zip.readUInt32LE(at) !== CENTRAL.signature) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    entries.push(entryAt(zip, at, name));
    at += CENTRAL.bytes + name + extra + comment;
  }
  return entries;
}

function endOf(zip: Buffer): number | undefined {
  for (let at = zip.length - END.bytes; at >= Math.max(0, zip.length - END.bytes - END.longestComment); at--) {
    if (zip.readUInt32LE(at) === END.signature) return at;
  }
  return undefined;
}

function entryAt(zip: Buffer, at: number, nameBytes: number): ZipEntry {
  const [method, packed, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
  const [system, attributes, local] = [zip[at + 5], zip.readUInt32LE(at + 38), zip.readUInt32LE(at + 42)];
  return {
    name: zip.toString("utf8", at + CENTRAL.bytes, at + CENTRAL.bytes + nameBytes),
    isLink: system === UNIX && ((attributes >>> 16) & KIND_OF_FILE) === LINK,
    size,
    content: () => {
      try {
        const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const data = zip.subarray(start, start + packed);
        return method === STORED ? data : method === DEFLATED ? inflateRawSync(data) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
