import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { openArchives } from "../../../tasks/import/archive-stream";
import { sourcesOf } from "../../../tasks/import/sources";
import { tar } from "../../support/tar";

const directory = mkdtempSync(join(tmpdir(), "sources-"));

function file(name: string, content: Buffer | string): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

const ARCHIVE = tar({ "wp-content/uploads/a.jpg": "x" });
const ZIP = Buffer.from("PK\u0003\u0004");

/** What the image would get: each archive's head, and its bytes. @throws the stream's error */
async function sent(...paths: string[]) {
  const bytes = Buffer.concat(await openArchives(sourcesOf(paths).files).content.toArray());
  const archives: { head: unknown; content: Buffer }[] = [];
  let at = 0;
  while (bytes.toString("utf8", at, at + 4) !== "end\n") {
    const line = bytes.indexOf("\n", at);
    const head: unknown = JSON.parse(bytes.toString("utf8", at, line));
    const chunks: Buffer[] = [];
    at = line + 1;
    for (let size = bytes.readUInt32BE(at); size > 0; size = bytes.readUInt32BE(at)) {
      chunks.push(bytes.subarray(at + 4, at + 4 + size));
      at += 4 + size;
    }
    at += 4;
    archives.push({ head, content: Buffer.concat(chunks) });
  }
  return archives;
}

test("a dump and archives are told apart by what is in them, whatever they are called", () => {
  const { dump, files } = sourcesOf([
    file("site.bin", gzipSync("-- MySQL dump\nCREATE TABLE a (b int);\n".repeat(50))),
    file("files.bin", gzipSync(ARCHIVE)),
    file("plain", ARCHIVE),
    file("x.zip", ZIP),
    directory,
  ]);
  expect(dump?.path).toContain("site.bin");
  expect(files.map(({ kind, name }) => [kind, name]).slice(0, 3)).toEqual([
    ["tar", "files.bin"],
    ["tar", "plain"],
    ["zip", "x.zip"],
  ]);
  expect(files[3]?.kind).toBe("folder");
});

test("a folder of UpdraftPlus's files stands for them", () => {
  const folder = mkdtempSync(join(tmpdir(), "updraft-"));
  const begin = "backup_2026-05-01-1200_A_site_0123456789ab";
  for (const part of ["plugins", "themes", "uploads", "uploads2", "others"])
    writeFileSync(join(folder, `${begin}-${part}.zip`), ZIP);
  writeFileSync(join(folder, `${begin}-db.gz`), gzipSync("CREATE TABLE a (b int);"));
  writeFileSync(join(folder, "log.txt"), "x");
  const { dump, files } = sourcesOf([folder]);
  expect(dump?.path).toContain("-db.gz");
  expect(files).toHaveLength(5);
});

test.each([
  ["two dumps", [file("1.sql", "SELECT 1;"), file("2.sql", "SELECT 1;")], "two dumps of databases"],
  ["All-in-One's archive", [file("a.wpress", "package.json")], "All-in-One WP Migration"],
  ["rar", [file("a.rar", "Rar!")], "is a rar archive: unpack it"],
  ["7z", [file("a.7z", Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]))], "is a 7z archive"],
  ["UTF-16", [file("a.sql", Buffer.from("\ufeffa", "utf16le"))], "is in UTF-16"],
  ["PostgreSQL", [file("a.dump", "PGDMP")], "is a dump of PostgreSQL"],
])("refuses %s", (_, paths, message) => {
  expect(() => sourcesOf(paths)).toThrow(message);
});

test("archives are sent one behind another, unpacked, with their ends marked", async () => {
  const [one, other] = await sent(file("one.tar.gz", gzipSync(ARCHIVE)), file("two.zip", ZIP));
  expect(one?.content).toEqual(ARCHIVE);
  expect(other?.content).toEqual(ZIP);
  expect(one?.head).toMatchObject({ name: "one.tar.gz", kind: "tar" });
});

test("of a folder its content is sent, or the folder itself where it is one of WordPress's", async () => {
  const root = mkdtempSync(join(tmpdir(), "folder-"));
  mkdirSync(join(root, "uploads", "photos"), { recursive: true });
  writeFileSync(join(root, "uploads", "photos", "a.jpg"), "x");
  const [site] = await sent(root);
  expect(site?.content.toString("latin1")).toContain("./uploads/photos/a.jpg");
  const [uploads] = await sent(join(root, "uploads"));
  expect(uploads?.content.toString("latin1")).toContain("./uploads/photos/a.jpg");
});

test("an archive that is no whole file ends the stream before its end", async () => {
  const path = file("cut.tar.gz", gzipSync(ARCHIVE).subarray(0, 60));
  await expect(
    buffer(
      openArchives([{ kind: "tar", name: "cut", file: { path, size: 60, packing: "gzip", head: Buffer.alloc(0) } }])
        .content,
    ),
  ).rejects.toThrow("is no whole gzip file");
});
