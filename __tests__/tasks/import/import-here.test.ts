import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "../../../tasks/import/cli";
import { tar } from "../../support/tar";

/**
 * Stands for Docker's client and for what runs in the container: a line of the log for each command. The command of the phase $HOLDS waits
 * for the end of its input, as a command does that is told to stop; that of $FAILS ends with 1.
 */
const DOCKER = `#!/bin/sh
[ "$1" = ps ] && { echo "$RUNNING"; exit; }
[ "$1" = exec ] && shift
[ "$1" = --interactive ] && shift
shift
case "$*" in
  *--code-of=*) phase=code;;
  *--switch=*) phase=switch;;
  *--drop*) phase=drop;;
  "wp-image import-files"*) phase=files;;
  "wp-image import-database"*) phase=database;;
  *) printf '%s\\n' plugins/akismet themes/index.php; exit;;
esac
echo "$phase" >>"$HERE/log"
[ "$phase" = "$HOLDS" ] && { cat >/dev/null; exit 1; }
[ "$phase" = "$FAILS" ] && exit 1
[ "$phase" = code ] && cat "$HERE/code.tar"
exit 0
`;

let directory: string;
let project: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "import-here-"));
  project = join(directory, "project");
  mkdirSync(join(project, "site/plugins/mine"), { recursive: true });
  said = [];
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((text) => said.push(String(text)));
  vi.spyOn(process, "cwd").mockReturnValue(project);
  writeFileSync(join(directory, "docker"), DOCKER);
  chmodSync(join(directory, "docker"), 0o755);
  writeFileSync(join(directory, "site.sql"), "CREATE TABLE `wp_options` (`a` int);\n");
  writeFileSync(join(directory, "files.tar"), tar({ "wp-content/plugins/shop/shop.php": "<?php" }));
  const code = {
    "./plugins/shop/shop.php": "<?php",
    "./plugins/mine/mine.php": "<?php",
    "./plugins/akismet/akismet.php": "<?php",
    "./themes/index.php": "<?php",
    "./gallery/1.jpg": "x",
  };
  writeFileSync(join(directory, "code.tar"), tar(code));
  for (const [name, value] of Object.entries({ HERE: directory, INIT_CWD: directory, HOLDS: "", FAILS: "" }))
    vi.stubEnv(name, value);
  vi.stubEnv("PATH", `${directory}${delimiter}${process.env.PATH}`);
  vi.stubEnv("RUNNING", "rehearsal-1-dev-task-0123456789ab-wordpress");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const log = () => (existsSync(join(directory, "log")) ? readFileSync(join(directory, "log"), "utf8").split("\n") : []);
const phases = () => log().filter((phase) => phase !== "");
const site = (folder = "") => readdirSync(join(project, "site", folder)).sort();

test("the code comes into site/ when all else has come, and what is there or of WordPress stays", async () => {
  expect(await main(["--to-site", "site.sql", "files.tar"])).toBe(0);
  expect(phases()).toEqual(["files", "code", "database"]);
  expect(site()).toEqual(["plugins", "themes"]);
  expect(site("plugins")).toEqual(["mine", "shop"]);
  expect(site("plugins/mine")).toEqual([]);
  expect(said).toEqual(
    expect.arrayContaining([
      "site/, copied: plugins/shop",
      "site/, there already: plugins/mine",
      "site/, part of WordPress: plugins/akismet",
      "site/, not for site/: gallery",
    ]),
  );
});

test("files without a dump change places once their code is here", async () => {
  expect(await main(["--to-site", "files.tar"])).toBe(0);
  expect(phases()).toEqual(["files", "code", "switch"]);
});

test.each([
  ["no archive", ["--to-site", "site.sql"], "--to-site copies code of an archive or folder: name one"],
  [
    "an environment",
    ["--to-site", "--environment", "dev", "files.tar"],
    "--to-site goes with an import here, not with --environment: import here first",
  ],
  ["a file that is not there", ["--to-site", "gone.tar"], "gone.tar cannot be read"],
])("--to-site with %s is refused before anything runs", async (_, words, message) => {
  expect(await main(words)).toBe(1);
  expect(said.join("\n")).toContain(message);
  expect(phases()).toEqual([]);
});

describe("what fails", () => {
  test.each([
    ["files", ["files", "drop"]],
    ["code", ["files", "code", "drop"]],
    ["database", ["files", "code", "database", "drop"]],
  ])("in the phase of the %s leaves site/ as it was, and no files in the container", async (phase, ran) => {
    vi.stubEnv("FAILS", phase);
    expect(await main(["--to-site", "site.sql", "files.tar"])).toBe(1);
    expect(phases()).toEqual(ran);
    expect([site(), site("plugins")]).toEqual([["plugins"], ["mine"]]);
  });

  test("because the code is no archive leaves site/ as it was", async () => {
    writeFileSync(join(directory, "code.tar"), "no archive".repeat(100));
    expect(await main(["--to-site", "site.sql", "files.tar"])).toBe(1);
    expect(said.at(-1)).toMatch(/^the code could not be written to .*\.import-\w+: tar: /);
    expect(phases()).toEqual(["files", "code", "drop"]);
    expect([site(), site("plugins")]).toEqual([["plugins"], ["mine"]]);
  });
});

test("a dump that is damaged ends the command's input, and is named", async () => {
  vi.stubEnv("HOLDS", "database");
  writeFileSync(join(directory, "site.sql.gz"), gzipSync("CREATE TABLE a (b int);\n".repeat(1000)).subarray(0, 60));
  expect(await main(["site.sql.gz"])).toBe(1);
  expect(said.at(-1)).toMatch(/site\.sql\.gz is no whole gzip file: unexpected end of file$/);
});

describe("Ctrl-C", () => {
  test.each(["files", "database"])(
    "in the phase of the %s ends the command's input, and all is as it was",
    async (phase) => {
      vi.stubEnv("HOLDS", phase);
      const ended = main(["--to-site", "site.sql", "files.tar"]);
      await vi.waitFor(() => expect(phases()).toContain(phase), { timeout: 60_000 });
      process.emit("SIGINT");
      expect(await ended).toBe(130);
      expect(said).toContain("stopping; the site stays as it was …");
      expect(phases().at(-1)).toBe("drop");
      expect([site(), site("plugins")]).toEqual([["plugins"], ["mine"]]);
      expect(process.listenerCount("SIGINT")).toBe(0);
    },
  );
});
