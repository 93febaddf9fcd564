import { beforeAll, describe, expect, test } from "vitest";
import type { Container } from "./support/container";
import { tryDocker } from "./support/docker";
import { serialized } from "./support/dumps";
import { useLab } from "./support/lab";

const lab = useLab("import-parts");
let container: Container;
beforeAll(async () => {
  container = await lab.wordpress({ command: ["sleep", "infinity"] });
});

/** Runs PHP with classes of the import. @returns what it writes, as JSON says it */
async function php<T>(file: string, code: string, input: unknown): Promise<T> {
  const script = `namespace WpImage; require '/usr/lib/wp-image/wordpress/import/${file}.php'; $input = json_decode(stream_get_contents(STDIN), true); ${code}`;
  const words = ["exec", "-i", container.name, "php", "-n", "-d", "extension=mbstring", "-r", script];
  const { code: ended, stdout, stderr } = await tryDocker(words, JSON.stringify(input));
  expect([ended, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as T;
}

describe("addresses", () => {
  const [to, from] = ["https://new.test", "http://old.example"];
  const keeps = (text: string): [string, string] => [text, text];
  const list = (inner: string) => `a:1:{i:0;${inner}}`;
  const cases: [text: string, becomes: string][] = [
    ["http://old.example/x", "https://new.test/x"],
    ["HTTPS://www.OLD.example", "https://new.test"],
    ["src=//old.example/x", "src=//new.test/x"],
    ["http://old.example:80/x https://old.example:443", "https://new.test/x https://new.test"],
    ["http://old.example/blog/x http://old.example/blogger", "https://new.test/x https://new.test/blogger"],
    ['{"u":"http:\\/\\/old.example\\/y"}', '{"u":"https:\\/\\/new.test\\/y"}'],
    ["http:\\u002F\\u002Fold.example\\u002Fx", "https:\\u002F\\u002Fnew.test\\u002Fx"],
    ["u=https%3A%2F%2Fold.example%2Fa", "u=https%3A%2F%2Fnew.test%2Fa"],
    ["https%253A%252F%252Fold.example", "https%253A%252F%252Fnew.test"],
    ["http://other.test/?r=http://old.example", "http://other.test/?r=https://new.test"],
    ["see http://old.example, or http://old.example.", "see https://new.test, or https://new.test."],
    [serialized(`${from}/é`), serialized(`${to}/é`)],
    [serialized(serialized(from)), serialized(serialized(to))],
    [list(serialized(list(serialized(from)))), list(serialized(list(serialized(to))))],
    [`O:7:"Unknown":1:{s:4:"\0*\0a";${serialized(from)}}`, `O:7:"Unknown":1:{s:4:"\0*\0a";${serialized(to)}}`],
    [`C:3:"Foo":${from.length}:{${from}}`, `C:3:"Foo":${to.length}:{${to}}`],
    [`${list(serialized(from))}\n`, `${list(serialized(to))}\n`],
    ['a:1:{i:0;s:5:"http://old.example";}', 'a:1:{i:0;s:5:"https://new.test";}'],
    keeps(
      "http://old.example.org http://old.example:8080/x http://sub.old.example http://notold.example http://old.example_x",
    ),
    keeps("me@old.example mailto:me@old.example old.example"),
    keeps(Buffer.from(from).toString("base64")),
    keeps(`a:1:{${serialized(from)}i:1;}`),
  ];

  test("change in all ways in which texts hold them, and nothing else does", async () => {
    const code = `$addresses = new Addresses(['${from}' => '${to}', '${from}/blog' => '${to}']); echo json_encode(array_map(fn ($text) => Serialized::change($text, $addresses->replace(...)), $input));`;
    const texts = await php<string[]>(
      "address-rows",
      code,
      cases.map(([text]) => text),
    );
    expect(texts).toEqual(cases.map(([, becomes]) => becomes));
  });

  test("change with port and path, and where the new one is longer than the old", async () => {
    const code =
      "echo json_encode(array_map(fn ($case) => (new Addresses([$case[0] => $case[1]]))->replace($case[2]), $input));";
    const texts = await php<string[]>("addresses", code, [
      ["http://localhost:8000", to, "http://localhost:8000/y http://localhost/y http://localhost:80001/"],
      ["http://192.168.1.2/wp", to, "http://192.168.1.2/wp/a http://192.168.1.20/wp"],
      ["http://a.test", "http://a.test:8080", "http://a.test/x http://a.test:8080/y"],
      ["http://münchen.example/", "https://a.test/sub/", "http://münchen.example/a"],
    ]);
    expect(texts).toEqual([
      "https://new.test/y http://localhost/y http://localhost:80001/",
      "https://new.test/a http://192.168.1.20/wp",
      "http://a.test:8080/x http://a.test:8080/y",
      "https://a.test/sub/a",
    ]);
  });
});

test("an INSERT of many rows comes in pieces of whole rows, whatever is in them", async () => {
  const row = (id: number) => `(${id},'${"x),(".repeat(1000)}\\'; -- \n',NULL)`;
  const rows = Array.from({ length: 3000 }, (_, id) => row(id));
  const sql = `INSERT INTO t (a, \`b\`, c) VALUES\n${rows.join(",\n")};\nCREATE TABLE u (a int);`;
  const code = `$stream = fopen('php://memory', 'r+b'); fwrite($stream, $input); rewind($stream); $pieces = iterator_to_array((new SqlStatements($stream))->all(), false); echo json_encode($pieces);`;
  const pieces = await php<string[]>("sql-statements", code, sql);
  expect(pieces.length).toBe(4);
  expect(pieces.pop()).toBe("CREATE TABLE u (a int)");
  const head = "INSERT INTO t (a, `b`, c) VALUES\n";
  for (const piece of pieces) expect(piece.startsWith(head)).toBe(true);
  expect(pieces.map((piece) => piece.slice(head.length).trim()).join(",\n")).toBe(rows.join(",\n"));
});

test("a statement without an end is refused with its line before it fills the memory", async () => {
  const code = `ini_set('memory_limit', '512M'); try { foreach ((new SqlStatements(fopen('/dev/zero', 'r')))->all() as $none); } catch (\\RuntimeException $error) { echo json_encode($error->getMessage()); }`;
  expect(await php<string>("sql-statements", code, "")).toBe(
    "the statement that begins in line 1 is longer than 128 MiB, which no server takes; is it a dump?",
  );
});
