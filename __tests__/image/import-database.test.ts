import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { execWithStreams } from "../../cli/docker";
import { openArchives } from "../../tasks/import/archive-stream";
import { openDump } from "../../tasks/import/dump-stream";
import { packedFile } from "../../tasks/import/packed-file";
import { sourcesOf } from "../../tasks/import/sources";
import { link, tar } from "../support/tar";
import { DatabaseServer } from "./support/database";
import { tryDocker } from "./support/docker";
import { byClient, ODD_TABLES, other, widget } from "./support/dumps";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("import-database");
let server: DatabaseServer;
let site: Site;
/** Another site, whose code can change. */
let former: Site;
let name: string;
/** Room for uploads of the site that serves its image's code. */
const VOLUME_MIB = 8;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  const database = await server.database();
  name = database.WORDPRESS_DB_NAME ?? "";
  const uploads = "/var/www/html/wp-content/uploads";
  const env = { ...database, WORDPRESS_TABLE_PREFIX: "own_" };
  const mutable = { ...(await server.database()), WP_CONTENT_MODE: "mutable" };
  [site, former] = await Promise.all([
    startSite(lab, server, env, ["--tmpfs", `${uploads}:size=${VOLUME_MIB}m,uid=33,gid=33,mode=755`]),
    startSite(lab, server, mutable),
  ]);
});

/** Sends a stream to a command in a container, as `npm run import` does. */
async function send(container: string, command: readonly string[], input: Readable) {
  const output = new PassThrough();
  const texts = text(output);
  const code = await execWithStreams(container, ["sh", "-c", 'exec "$@" 2>&1', "-", ...command], { input, output });
  return { code, said: await texts };
}

/** Files on this machine for one import. */
function onDisk(files: Readonly<Record<string, Buffer>>): string[] {
  const directory = mkdtempSync(join(tmpdir(), "import-"));
  return Object.entries(files).map(([file, content]) => {
    writeFileSync(join(directory, file), content);
    return join(directory, file);
  });
}

const importFiles = (container: string, archive: Buffer, ...options: string[]) =>
  send(
    container,
    ["wp-image", "import-files", ...options],
    openArchives(sourcesOf(onDisk({ "files.tar": archive })).files).content,
  );

/** Runs the import with a dump on its standard input. */
async function importDump(dump: string | Buffer, ...options: string[]) {
  const { code, stdout, stderr } = await tryDocker(
    ["exec", "-i", site.container.name, "wp-image", "import-database", ...options],
    dump,
  );
  return { code, said: stdout + stderr };
}

const ask = (sql: string) => server.query(`SET NAMES utf8mb4; ${sql}`, name);
const option = (key: string) => ask(`SELECT option_value FROM own_options WHERE option_name = '${key}'`);
const tables = async () =>
  (await server.query("SHOW TABLES", name)).split("\n").filter((table) => /^wp(import|former)_/.test(table));

describe("what fails leaves the site as it was", () => {
  const half = other().indexOf("abc_usermeta");
  test.each<[what: string, dump: string | Buffer, message: string, ...options: string[]]>([
    ["a dump that is cut off in a statement", other().slice(0, half), "cut off"],
    ["a dump that is cut off between statements", other().slice(0, other().indexOf("COMMIT;")), "cut off"],
    ["a dump that did not arrive whole", other(), "did not arrive whole", "--end"],
    ["a statement that the server refuses", other((sql) => sql.replace("(7, 1,", "(7,")), "Column count doesn't match"],
    ["no WordPress", "CREATE TABLE `a` (`b` int);\n", "has no WordPress"],
    ["an empty dump", "", "has no WordPress"],
    [
      "rows without their tables",
      "INSERT INTO wp_posts VALUES (1);",
      "rows for tables that it does not make (wp_posts)",
    ],
    ["a page in place of a dump", "<!DOCTYPE html><html>x;</html>;", "a statement that no dump of tables has"],
    [
      "two sites",
      `${other()}\n${other((sql) => sql.replaceAll("abc_", "xyz_").replace("CREATE TABLE `zzz_notes` (`note` text);", ""))}`,
      "several sites: database live, prefix abc_; database live, prefix xyz_",
    ],
    [
      "an unknown character set",
      other((sql) => sql.replace("NAMES utf8mb4", "NAMES klingon")),
      "character set klingon",
    ],
    [
      "a dump that is cut off between statements, with a transaction open",
      other((sql) => sql.replace(/COMMIT;[\s\S]*/, "").replace("SET @OLD_CHARACTER_SET_CLIENT", "SET @X")),
      "cut off",
    ],
    [
      "a dump of Adminer without its last line",
      `-- Adminer 4.8.1 MySQL 8.0.30 dump\n\n${other()}`.replace(/\/\*!40101 SET.*\n/g, ""),
      "cut off",
    ],
    [
      "texts in another character set than the dump says",
      Buffer.from(other(), "latin1"),
      "--charset=NAME says in which one",
    ],
    [
      "no users",
      other((sql) => sql.replace(/INSERT INTO `abc_users`.*/, "")),
      "has no users: the table abc_users is empty",
    ],
    [
      "no options",
      other((sql) => sql.replace(/INSERT INTO `abc_options`[\s\S]*?;\nCREATE/, "CREATE")),
      "has no options",
    ],
    ["no address", other((sql) => sql.replace("'siteurl'", "'sitename'")), "has no siteurl"],
    [
      "a table that leaves the import",
      `${other()}ALTER TABLE \`abc_posts\` RENAME TO \`own_evil\`;`,
      "reaches beyond its table: RENAME",
    ],
    ["rows in other files", `${other()}LOAD DATA INFILE 'x' INTO TABLE abc_posts;`, "the rows are in other files"],
    ["a dump of SQLite", "CREATE TABLE a (b integer PRIMARY KEY AUTOINCREMENT);", "the dump is one of SQLite"],
    ["a table of two definitions", `${other()}CREATE TABLE \`abc_posts\` (a int);`, "already exists"],
    [
      "a row that is larger than the server takes",
      other((sql) => sql.replace("Schöner Beitrag", "x".repeat(17 << 20))),
      "and the database takes 16.0 MiB at once",
    ],
    ["an address that is none", other(), "an address begins with http:// or https://", "--from=old.example"],
  ])("%s", async (_, dump, message, ...options) => {
    const { code, said } = await importDump(dump, ...options);
    expect([code, said]).toEqual([1, expect.stringContaining(message)]);
    expect(said).toContain("the site is as it was");
    expect(await option("blogname")).not.toContain("Ten years");
    expect((await site.request("/")).status).toBe(200);
    expect(await tables()).toEqual([]);
  });
});

test("a site of another prefix and address becomes this one, whatever its tables were", async () => {
  const { code, said } = await importDump(other());
  expect([code, said]).toEqual([0, expect.stringContaining("the site of the dump is served now")]);
  expect(said).toContain("database live, prefix abc_, http://old.example/blog, 1 posts, 1 users");
  expect(said).toContain(
    "collation utf8mb4_nowhere_ci, which this server does not know, became utf8mb4_unicode_520_ci",
  );
  expect(said).toContain("1 views were left out: abc_view");
  expect(said).toContain("tables of others were left out: zzz_notes");
  expect(said).toContain("the site uses what is not here: shop/shop.php, theme lost-theme");
  expect(await option("blogname")).toBe('Ten years; of "posts"');
  const home = await option("home");
  expect(home).not.toContain("old.example");
  expect(await option("siteurl")).toBe(home);
  expect(await option("_transient_x")).toBe("");
  expect(await option("own_user_roles")).toContain("administrator");
  const widgets = await option("widget_text");
  expect(widgets).toContain(widget(home));
  const content = await ask("SELECT post_content FROM own_posts WHERE ID = 7");
  expect(content).toContain(`see ${home}/x and`);
  expect(content.replaceAll("\\", "")).toContain(`"u":"${home}/y"`);
  expect(await ask("SELECT post_title FROM own_posts WHERE ID = 7")).toBe("Schöner Beitrag");
  expect(await ask("SELECT meta_key FROM own_usermeta ORDER BY umeta_id")).toContain("own_capabilities");
  expect(await ask(`SELECT COUNT(*) FROM own_shop_log WHERE line = '${home}/1'`)).toBe("2");
  const engines = "SELECT DISTINCT engine FROM information_schema.tables WHERE table_schema = DATABASE()";
  expect(await ask(engines)).toBe("InnoDB");
  expect(await tables()).toEqual([]);
  const { code: status } = await site.container.tryExec(["wp-image", "status"]);
  expect(status).toBe(0);
});

test("tables of other servers and engines come as far as this server can have them, twice", async () => {
  const dump = other((sql) => sql.replace("\nCOMMIT;", ODD_TABLES)).replaceAll("abc_", "a-$");
  for (const time of ["first", "again"]) {
    const { code, said } = await importDump(dump);
    expect([time, code, said]).toEqual([time, 0, expect.stringContaining("the site of the dump is served now")]);
    expect(said).toContain("1 indexes over expressions were left out: a-$made.low");
    expect(said).toContain("1 foreign keys to tables that are not there were left out: a-$child");
    expect(said).toContain("1 procedures were left out: p");
    expect(said).toContain("utf8mb4_nowhere_as_cs, which this server does not know, became utf8mb4_bin");
    expect(said).toMatch(
      /the table a-\$l+ was left out: with the prefix own_ its name is longer than the 64 characters/,
    );
  }
  expect(await ask("SELECT HEX(b) FROM own_strict ORDER BY BINARY a")).toBe("0027\nFF00FE");
  expect(await ask("SELECT name, n, LENGTH(u) FROM own_made")).toBe(`${await option("home")}\t2\t36`);
  expect(await ask("SELECT a FROM own_twice")).toBe("2");
  expect(await option("blogname")).toBe("Changed below");
  expect(await ask("SELECT meta_key FROM own_usermeta ORDER BY umeta_id LIMIT 1")).toBe("own_capabilities");
  expect(await ask("SELECT COUNT(*) FROM own_shop_log")).toBe("2");
  await ask("DELETE FROM own_posts WHERE ID = 7");
  expect(await ask("SELECT COUNT(*) FROM own_child")).toBe("0");
  expect(
    await ask(
      "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'wpimport%' AND table_schema = DATABASE()",
    ),
  ).toBe("");
});

test("a dump whose texts are in another character set than it says comes with --charset", async () => {
  const { code, said } = await importDump(Buffer.from(other(), "latin1"), "--charset=latin1");
  expect([code, said]).toEqual([0, expect.stringContaining("the site of the dump is served now")]);
  expect(await ask("SELECT post_title FROM own_posts WHERE ID = 7")).toBe("Schöner Beitrag");
});

test("a dump of a client comes back, packed, through the command's own way into the container", async () => {
  const { container } = former;
  const env = await container.exec(["php", "-n", "-r", 'echo (require "/run/wp/env.php")["WORDPRESS_DB_NAME"];']);
  await server.query(
    "UPDATE wp_options SET option_value = 'https://shop.example' WHERE option_name IN ('home', 'siteurl')",
    env,
  );
  await server.query(
    "INSERT INTO wp_posts (post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES ('From the client', 'https://shop.example/a', '', '', '', '')",
    env,
  );
  const dumped = await server.container.shell(
    `mariadb-dump -h127.0.0.1 -uadmin -padmin --skip-comments --skip-set-charset ${env} | sed -e 1d`,
  );
  const [path = ""] = onDisk({ "site.sql.gz": gzipSync(byClient(dumped)) });
  const { code, said } = await send(
    site.container.name,
    ["wp-image", "import-database", "--end"],
    openDump(packedFile(path)).content,
  );
  expect([code, said]).toEqual([0, expect.stringContaining("database site, prefix wp_, https://shop.example")]);
  expect(said).toContain("1 views were left out: wp_recent");
  expect(said).toContain("1 triggers were left out: count_posts");
  expect(await ask("SELECT post_content FROM own_posts WHERE post_title = 'From the client'")).toBe(
    `${await option("home")}/a`,
  );
  expect((await site.request("/")).status).toBe(200);
});

test("a site is untouched until somebody has written something", async () => {
  const untouched = () => former.container.tryExec(["wp-image", "untouched"]);
  expect(await untouched()).toMatchObject({ code: 0 });
  const database = await former.container.exec([
    "php",
    "-n",
    "-r",
    'echo (require "/run/wp/env.php")["WORDPRESS_DB_NAME"];',
  ]);
  const later = "(SELECT MIN(user_registered) + INTERVAL 1 HOUR FROM wp_users)";
  await server.query(
    `INSERT INTO wp_posts (post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered, post_date_gmt, post_modified_gmt) SELECT 'Mine', '', '', '', '', '', ${later}, ${later}`,
    database,
  );
  expect(await untouched()).toMatchObject({
    code: 3,
    stdout: expect.stringContaining("the site has 1 posts and pages younger"),
  });
  await server.query("DELETE FROM wp_posts WHERE post_title = 'Mine'", database);
});

/** Stands for the credentials endpoint and S3; the first answer breaks off in the middle. */
const FAKE_S3 = `<?php
$headers = array_change_key_case(getallheaders());
file_put_contents('/tmp/asked', json_encode([$_SERVER['REQUEST_URI'], $headers]) . "\\n", FILE_APPEND);
if ($_SERVER['REQUEST_URI'] === '/credentials') { exit('{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"secret","Token":"session"}'); }
if (!is_file('/tmp/object')) { http_response_code(403); exit('<Error><Code>AccessDenied</Code></Error>'); }
$object = file_get_contents('/tmp/object');
$from = (int) substr($headers['range'], strlen('bytes='));
http_response_code(206);
header('Content-Range: bytes ' . $from . '-' . (strlen($object) - 1) . '/' . strlen($object));
header('Content-Length: ' . (strlen($object) - $from));
echo substr($object, $from, $from === 0 ? intdiv(strlen($object), 2) : null);`;

test("on AWS the dump and the files are read from S3 with the task's role, from where a download broke off", async () => {
  const { container } = site;
  await container.write("/tmp/s3.php", FAKE_S3);
  await container.exec(["sh", "-c", "php -n -S 127.0.0.1:9100 /tmp/s3.php >/dev/null 2>&1 &"]);
  const environment = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9100/credentials",
    "AWS_ENDPOINT_URL_S3=http://127.0.0.1:9100",
  ];
  const address = "https://transfers.s3.eu-west-1.amazonaws.com/imports/1/files";
  const run = async () => {
    const words = ["exec", ...environment.flatMap((one) => ["-e", one]), container.name];
    const { code, stdout, stderr } = await tryDocker([
      ...words,
      "wp-image",
      "import-files",
      `--from-bucket=${address}`,
    ]);
    return { code, said: stdout + stderr };
  };
  await eventually("the fake S3 answers", async () => (await run()).said.includes("s3 answers 403: AccessDenied"));
  expect(await run()).toMatchObject({ code: 1, said: expect.stringContaining("the files did not arrive whole") });
  const { files } = sourcesOf(onDisk({ "files.tar": tar({ "wp-content/uploads/2023/01/s3.txt": "from S3" }) }));
  const sent = gzipSync(Buffer.concat(await openArchives(files).content.toArray()));
  await container.exec(["sh", "-c", `echo ${sent.toString("base64")} | base64 -d >/tmp/object; rm /tmp/asked`]);
  expect(await run()).toMatchObject({ code: 0, said: expect.stringContaining("uploads: 1 file") });
  expect((await site.request("/wp-content/uploads/2023/01/s3.txt")).text).toBe("from S3");
  const asked = (await container.exec(["cat", "/tmp/asked"])).split("\n").map((line) => JSON.parse(line));
  const ranges = asked
    .filter(([path]) => path === "/transfers/imports/1/files")
    .map(([, { range, authorization }]) => [range, authorization]);
  const signed = expect.stringMatching(
    /Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;range;x-amz-content-sha256/,
  );
  expect(ranges).toEqual([
    ["bytes=0-", signed],
    [`bytes=${Math.floor(sent.length / 2)}-`, signed],
  ]);
});

describe("files where the image serves the code", () => {
  const uploads = "wp-content/uploads/2024/05";
  test.each([
    ["paths that lead out", { [`${uploads}/../../../../x.php`]: "x" }, "an archive whose paths lead out of it"],
    [
      "two sites",
      { [`a/${uploads}/1.jpg`]: "x", [`b/${uploads}/2.jpg`]: "x" },
      "several sites: a/wp-content, b/wp-content",
    ],
    ["no site", { "mail/letter.txt": "x" }, "has no wp-content"],
    [
      "more than the volume holds",
      { [`${uploads}/film.mp4`]: "x".repeat((VOLUME_MIB + 1) << 20) },
      "the volume is full",
    ],
    ["a file that is a folder", { [`${uploads}/a`]: "x", [`${uploads}/a/b`]: "x" }, "is both a file and a folder"],
  ])("%s: refused, and nothing is left behind", async (_, files, message) => {
    const { code, said } = await importFiles(site.container.name, tar(files));
    expect([code, said]).toEqual([1, expect.stringContaining(message)]);
    expect(said).toContain("the site is as it was");
    const there = await site.container.exec(["ls", "-A", "/var/www/html/wp-content/uploads"]);
    expect(there).not.toMatch(/\.wp-image-import|2024/);
  });

  test("an archive that is cut off or damaged, too", async () => {
    const whole = tar({ [`${uploads}/1.jpg`]: "x".repeat(4000) });
    const cut = await importFiles(site.container.name, whole.subarray(0, 2048));
    expect([cut.code, cut.said]).toEqual([1, expect.stringContaining("is cut off after 2048 bytes")]);
    const damaged = await importFiles(
      site.container.name,
      Buffer.concat([whole.subarray(0, 4608), whole]).fill(7, 4608, 4700),
    );
    expect([damaged.code, damaged.said]).toEqual([1, expect.stringContaining("there is no entry of a tar archive")]);
    const { code, stdout, stderr } = await tryDocker(
      ["exec", "-i", site.container.name, "wp-image", "import-files"],
      '{"name":"a","kind":"tar","packed":1}\n',
    );
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining("the files did not arrive whole")]);
  });

  test("uploads come, and what belongs in site/ is named", async () => {
    const name = `${"n".repeat(250)}.jpg`;
    const { code, said } = await importFiles(
      site.container.name,
      tar({
        [`${uploads}/${name}`]: "long",
        [`${uploads}/Größe.jpg`]: "x",
        [`${uploads}/größe.jpg`]: "y",
        "wp-content/uploads/evil.php": "<?php",
        "wp-content/uploads/evil.phtml": "<?php",
        "wp-content/uploads/evil.phar": "<?php",
        "wp-content/uploads/evil.PHP.jpg": "<?php",
        "wp-content/uploads/.htaccess": "AddHandler php .jpg",
        "wp-content/uploads/.user.ini": "auto_prepend_file=evil.jpg",
        "/etc/absolute": "x",
        "wp-content/uploads/door": link("/etc"),
        "wp-content/uploads/door/passwd": "z",
        "wp-content/plugins/shop/shop.php": "<?php",
        "wp-content/themes/mine/style.css": "x",
      }),
    );
    expect([code, said]).toEqual([0, expect.stringContaining("the files are in their places")]);
    expect(said).toContain(
      "programs among uploads: uploads/evil.php, uploads/evil.phtml, uploads/evil.phar, uploads/evil.PHP.jpg",
    );
    expect(said).toContain("settings of the former host: uploads/.htaccess, uploads/.user.ini");
    expect(said).toContain("links: uploads/door");
    expect(said).toMatch(/belong in the folder site\/ of the project .*: plugins\/shop, themes\/mine/);
    const list =
      "cd /var/www/html/wp-content/uploads && find 2024 door -type f | LC_ALL=C sort && stat -c '%U %a' 2024 2024/05/*";
    const found = await site.container.exec(["sh", "-c", list]);
    expect(found.split("\n")).toEqual([
      ...["2024/05/Größe.jpg", "2024/05/größe.jpg", `2024/05/${name}`, "door/passwd"],
      ...["www-data 755", "www-data 644", "www-data 644", "www-data 644"],
    ]);
    expect(await site.container.exec(["head", "-c", "4", "/etc/passwd"])).toBe("root");
    expect((await site.request(`/${uploads}/Gr%C3%B6%C3%9Fe.jpg`)).text).toBe("x");
  });
});

test("database and files of a whole account come together, and what was there and is not in the archive stays", async () => {
  const container = former.container.name;
  const content = "/var/www/html/wp-content";
  const prepare = `cd ${content}; mkdir -p uploads/2024/05 plugins/shop; echo old >uploads/2024/05/old.jpg; echo old >plugins/shop/old.php`;
  await former.container.exec(["/usr/lib/wp-image/as-www-data", "sh", "-c", prepare]);
  const home = "homedir/public_html";
  const archive = tar({
    [`${home}/index.php`]: "<?php",
    [`${home}/ads.txt`]: "x",
    [`${home}/wp-config.php`]:
      "<?php define('DB_PASSWORD', 'sesame'); define('WP_MEMORY_LIMIT', '256M'); $table_prefix = 'abc_';",
    [`${home}/wp-content/uploads/2024/05/new.jpg`]: "new",
    [`${home}/wp-content/plugins/shop/shop.php`]:
      "<?php /* Plugin Name: Shop */ add_action('wp_head', fn () => print('<!-- a shop -->'));",
    [`${home}/wp-content/plugins/shop/node_modules/x.js`]: "x",
    [`${home}/wp-content/themes/lost-theme/style.css`]: "/* Theme Name: Found */",
    [`${home}/wp-content/themes/lost-theme/index.php`]: "<?php wp_head();",
    [`${home}/wp-content/gallery/1.jpg`]: "x",
    [`${home}/wp-content/cache/1.html`]: "x",
    [`${home}/wp-content/object-cache.php`]: "<?php",
    "mysql/site.sql": "x",
  });
  const { files } = sourcesOf(onDisk({ "account.tar.gz": gzipSync(archive) }));
  const staged = await send(
    container,
    ["wp-image", "import-files", "--import=one", "--hold"],
    openArchives(files).content,
  );
  expect([staged.code, staged.said]).toEqual([
    0,
    expect.stringContaining("prefix abc_; constants WP_MEMORY_LIMIT=256M"),
  ]);
  expect(staged.said).not.toContain("sesame");
  for (const named of [
    "cache",
    "plugins/shop/node_modules",
    "object-cache.php",
    "ads.txt",
    "mysql/site.sql in account.tar.gz",
  ])
    expect(staged.said).toContain(named);
  expect((await former.request("/wp-content/uploads/2024/05/new.jpg")).status).toBe(404);
  const two = `${other()}\n${other((sql) => sql.replaceAll("abc_", "xyz_").replace("CREATE TABLE `zzz_notes` (`note` text);", ""))}`;
  const [path = ""] = onDisk({ "site.sql": Buffer.from(two) });
  const words = ["wp-image", "import-database", "--end", "--files=one"];
  const { code, said } = await send(container, words, openDump(packedFile(path)).content);
  expect([code, said]).toEqual([0, expect.stringContaining("replaced: plugins/shop")]);
  expect(said).not.toContain("the site uses what is not here");
  expect((await former.request("/")).text).toContain("<!-- a shop -->");
  expect((await former.request("/wp-content/uploads/2024/05/new.jpg")).text).toBe("new");
  const found = await former.container.exec([
    "sh",
    "-c",
    `cd ${content}; cat uploads/2024/05/old.jpg; ls plugins/shop; ls -A`,
  ]);
  expect(found.split("\n")).toEqual(expect.arrayContaining(["old", "shop.php", "gallery"]));
  expect(found).not.toMatch(/old\.php|node_modules|object-cache|\.wp-image-import/);

  // As a kill in the middle of the switch leaves it.
  const half = "mkdir -p content/uploads former/uploads && mv ../uploads/2024 former/uploads/ && mkdir ../uploads/2024";
  const units = `<?php echo serialize(["uploads/2024" => true]);`;
  const script = `mkdir ${content}/.wp-image-import && cd ${content}/.wp-image-import && ${half} && php -r '${units.slice(6)}' >switch`;
  await former.container.exec(["/usr/lib/wp-image/as-www-data", "sh", "-c", script]);
  await former.container.exec(["wp-image", "import-files", "--complete"]);
  expect((await former.request("/wp-content/uploads/2024/05/new.jpg")).text).toBe("new");
});

test("what a site exports comes back as it was: bytes, quotes, numbers, uploads", async () => {
  const create =
    "CREATE TABLE own_shop_odd (id INT PRIMARY KEY AUTO_INCREMENT, b BLOB, t TEXT, d DATETIME NULL, n DECIMAL(20,4), f DOUBLE, bits BIT(4))";
  const values = `(1, X'00FF27', 'It''s "😀" \\\\ \\n', NULL, -12345678901234.5678, 0.1, b'101'), (2, '', '', NULL, 0, 1e300, NULL)`;
  await ask(`${create}; INSERT INTO own_shop_odd VALUES ${values}`);
  const dump = await tryDocker(["exec", site.container.name, "wp-image", "export-database"]);
  expect([dump.code, dump.stderr]).toEqual([0, expect.stringMatching(/\d+ tables, \d+ rows/)]);
  expect(dump.stdout).not.toContain("_transient_");
  const [path = ""] = onDisk({ "export.sql": Buffer.from(dump.stdout) });
  const { code, said } = await send(
    former.container.name,
    ["wp-image", "import-database", "--end"],
    openDump(packedFile(path)).content,
  );
  expect([code, said]).toEqual([0, expect.stringContaining("prefix own_")]);
  const other = await former.container.exec([
    "php",
    "-n",
    "-r",
    'echo (require "/run/wp/env.php")["WORDPRESS_DB_NAME"];',
  ]);
  const odd = (table: string, database: string) =>
    server.query(`SET NAMES utf8mb4; SELECT id, HEX(b), HEX(t), d, n, f, bits + 0 FROM ${table} ORDER BY id`, database);
  expect(await odd("wp_shop_odd", other)).toBe(await odd("own_shop_odd", name));
  await site.container.exec([
    "/usr/lib/wp-image/as-www-data",
    "sh",
    "-c",
    "cd /var/www/html/wp-content/uploads; mkdir -p cache; echo x >cache/x; echo x >kept.txt",
  ]);
  const list = await site.container.exec(["sh", "-c", "wp-image export-files | tar -t"]);
  expect(list.split("\n")).toContain("wp-content/uploads/kept.txt");
  expect(list).not.toContain("cache");
});
