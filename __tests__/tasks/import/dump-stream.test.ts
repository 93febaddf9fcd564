import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { openDump } from "../../../tasks/import/dump-stream";
import { packedFile } from "../../../tasks/import/packed-file";

const directory = mkdtempSync(join(tmpdir(), "dump-"));
const SQL = "INSERT INTO wp_posts VALUES ('ä');\n".repeat(5000);
const END = "\n-- wp-image: end of the dump\n";
afterEach(() => {
  vi.unstubAllEnvs();
});
const isInstalled = (program: string) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

function file(name: string, content: Buffer | string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const open = (path: string) => openDump(packedFile(path)).content;

test("hands on what the file holds, and a mark behind it", async () => {
  const plain = packedFile(file("plain.sql", SQL));
  const { content, read } = openDump(plain);
  expect(await text(content)).toBe(SQL + END);
  expect([plain.size, read()]).toEqual([Buffer.byteLength(SQL), Buffer.byteLength(SQL)]);
});

test("unpacks gzip, also of several members, whatever the file is called", async () => {
  const halves = [SQL.slice(0, 1000), SQL.slice(1000)].map((half) => gzipSync(half));
  expect(await text(open(file("packed.sql", Buffer.concat(halves))))).toBe(SQL + END);
});

test("a gzip file that is cut off has no mark", async () => {
  await expect(text(open(file("cut.sql.gz", gzipSync(SQL).subarray(0, 200))))).rejects.toThrow(
    "is no whole gzip file: unexpected end of file",
  );
});

test.each(["zstd", "bzip2", "xz"].filter(isInstalled))("unpacks %s, and refuses half of it", async (program) => {
  const packed = execFileSync(program, ["-c"], { input: SQL });
  expect(await text(open(file(`packed.sql.${program}`, packed)))).toBe(SQL + END);
  const half = file(`cut.sql.${program}`, packed.subarray(0, packed.length - 8));
  await expect(text(open(half))).rejects.toThrow(`is no whole ${program} file`);
});

test.each([
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 0]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
])("says that the program %s is needed where it is missing", async (program, begin) => {
  vi.stubEnv("PATH", directory);
  const path = file(`packed.${program}`, Buffer.from(begin));
  await expect(text(open(path))).rejects.toThrow(`the program ${program} is not installed`);
});

test("says which file is not there, and what is none", () => {
  expect(() => packedFile(join(directory, "nowhere.sql"))).toThrow("nowhere.sql cannot be read: ENOENT");
  expect(() => packedFile(directory)).toThrow("is no file");
});
