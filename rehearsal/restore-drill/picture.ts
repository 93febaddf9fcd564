import { crc32, deflateSync } from "node:zlib";

/**
 * A PNG of one row of pixels, three bytes of colour each.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function png(pixels: Buffer): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const widthAndHeight = Buffer.alloc(8);
  widthAndHeight.writeUInt32BE(pixels.length / 3);
  widthAndHeight.writeUInt32BE(1, 4);
  const eightBitsOfEachColour = Buffer.from([8, 2, 0, 0, 0]);
  const unfiltered = Buffer.from([0]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.concat([widthAndHeight, eightBitsOfEachColour])),
    chunk("IDAT", deflateSync(Buffer.concat([unfiltered, pixels]))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
