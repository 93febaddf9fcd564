import { Transform } from "node:stream";
import { type PackedFile, type Unpacked, unpack } from "./packed-file";

/** The line by which the importing command knows that nothing is missing. */
const END = "\n-- wp-image: end of the dump\n";

/** The SQL of a dump, and a last line that marks its end. The stream fails where the file is damaged. */
export function openDump(file: PackedFile): Unpacked {
  const { content, read } = unpack(file);
  const marked = new Marked();
  content.once("error", (error) => marked.destroy(error));
  marked.once("close", () => content.destroy());
  return { content: content.pipe(marked), read };
}

/** Hands everything on, and after its end the mark. */
class Marked extends Transform {
  override _transform(chunk: Buffer, _: string, done: (error: null, chunk: Buffer) => void): void {
    done(null, chunk);
  }

  override _flush(done: (error: null, chunk: string) => void): void {
    done(null, END);
  }
}
