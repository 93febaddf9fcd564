import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openDump } from "../../../rehearsal/import/dump-stream";

const directory = mkdtempSync(join(tmpdir(), "dump-"));
const SQL = "INSERT INTO wp_posts VALUES ('ä');\n".repeat(5000);
const END = "\n-- wp-image: end of the dump\n";
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

test("hands on what the file holds, and a mark behind it", async () => {
  const { sql, size, read } = openDump(file("plain.sql", SQL));
  expect(await text(sql)).toBe(SQL + END);
  expect([size, read()]).toEqual([Buffer.byteLength(SQL), Buffer.byteLength(SQL)]);
});

test("unpacks gzip, also of several members, whatever the file is called", async () => {
  const halves = [SQL.slice(0, 1000), SQL.slice(1000)].map((half) => gzipSync(half));
  expect(await text(openDump(file("packed.sql", Buffer.concat(halves))).sql)).toBe(SQL + END);
});

test("a gzip file that is cut off has no mark", async () => {
  const { sql } = openDump(file("cut.sql.gz", gzipSync(SQL).subarray(0, 200)));
  await expect(text(sql)).rejects.toThrow("is no whole gzip file: unexpected end of file");
});

test.runIf(isInstalled("zstd"))("unpacks zstd, and refuses half of it", async () => {
  const packed = execFileSync("zstd", ["-c"], { input: SQL });
  expect(await text(openDump(file("packed.sql.zst", packed)).sql)).toBe(SQL + END);
  await expect(text(openDump(file("cut.sql.zst", packed.subarray(0, packed.length - 8))).sql)).rejects.toThrow(
    "is no whole zstd file",
  );
});

test.runIf(!isInstalled("zstd"))("says that zstd is needed", async () => {
  const { sql } = openDump(file("packed.sql.zst", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0])));
  await expect(text(sql)).rejects.toThrow("the program zstd is not there");
});

test.each([
  ["a zip archive", Buffer.from("PK\u0003\u0004"), "is a zip archive: unpack it"],
  ["UTF-16", Buffer.from("\ufeffa", "utf16le"), "is in UTF-16"],
  ["bzip2", Buffer.from("BZh9"), "is compressed by bzip2"],
  ["PostgreSQL", Buffer.from("PGDMP"), "is a dump of PostgreSQL"],
])("refuses %s", (_, content, message) => {
  expect(() => openDump(file("other", content))).toThrow(message);
});

test("says which file is not there, and what is none", () => {
  expect(() => openDump(join(directory, "nowhere.sql"))).toThrow("nowhere.sql cannot be read: ENOENT");
  expect(() => openDump(directory)).toThrow("is no file");
});
