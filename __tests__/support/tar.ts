const BLOCK = 512;

interface Link {
  readonly target: string;
}

/** A symbolic link, in place of a content. */
export const link = (target: string): Link => ({ target });

/** A tar archive with entries as they are given, also those that no tool would write. */
export function tar(entries: Readonly<Record<string, string | Link>>): Buffer {
  const parts = Object.entries(entries).flatMap(([path, content]) => {
    const long = Buffer.from(`${path}\0`);
    const names = long.length <= 100 ? [] : [header("././@LongLink", "L", long.length), padded(long)];
    if (typeof content !== "string") return [...names, header(path, "2", 0, content.target)];
    const bytes = Buffer.from(content);
    return [...names, header(path, "0", bytes.length), padded(bytes)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header(path: string, type: string, size: number, target = ""): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (number: number, digits: number) => number.toString(8).padStart(digits, "0");
  block.write(Buffer.from(path).subarray(0, 99).toString("latin1"), 0, "latin1");
  block.write("0000777\0", 100);
  block.write(octal(size, 11), 124);
  block.write(octal(1_700_000_000, 11), 136);
  block.fill(" ", 148, 156);
  block.write(type, 156);
  block.write(target, 157);
  block.write("ustar  \0", 257);
  block.write(
    `${octal(
      block.reduce((sum, byte) => sum + byte),
      6,
    )}\0`,
    148,
  );
  return block;
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & (BLOCK - 1))]);
