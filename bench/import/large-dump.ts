import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** The site in the dump. */
export const FORMER = "https://www.old.example";

export const POSTS = 200_000;
/** Bytes of an INSERT, as mariadb-dump's `net_buffer_length` makes them. */
const STATEMENT = 1_000_000;
/** Bytes of a post's text, on the average; with the rest of the row and its meta the dump has 500 MB. */
const TEXT = 2_000;
/** One of so many posts links to another of the site. */
const LINKED = 3;

const WORDS =
  "lorem ipsum dolor sit amet consetetur sadipscing elitr sed diam nonumy eirmod tempor invidunt ut labore".split(" ");

/**
 * Writes a dump of a site with 200,000 posts and as many rows of serialized meta, as mariadb-dump writes it.
 *
 * @param tables a dump of a fresh site: its last lines are those that set the session back
 * @returns bytes
 */
export async function writeLargeDump(file: string, tables: string): Promise<number> {
  const output = createWriteStream(file, { highWaterMark: 1 << 22 });
  const write = async (text: string): Promise<void> => {
    if (!output.write(text)) await once(output, "drain");
  };
  const end = tables.lastIndexOf("/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;");
  if (end < 0) throw new Error("the dump of a fresh site does not end as mariadb-dump's do");
  await write(tables.slice(0, end));
  await writeRows(write, "wp_posts", post);
  await writeRows(write, "wp_postmeta", meta);
  await write(tables.slice(end));
  output.end();
  await finished(output);
  return output.bytesWritten;
}

async function writeRows(write: (text: string) => Promise<void>, table: string, row: (id: number) => string) {
  let rows: string[] = [];
  let bytes = 0;
  for (let id = 1000; id < 1000 + POSTS; id++) {
    const text = row(id);
    rows.push(text);
    bytes += text.length;
    if (bytes < STATEMENT && id < 999 + POSTS) continue;
    await write(`INSERT INTO \`${table}\` VALUES\n${rows.join(",\n")};\n`);
    [rows, bytes] = [[], 0];
  }
}

function post(id: number): string {
  const date = `'2021-03-0${1 + (id % 9)} 10:00:00'`;
  const link =
    id % LINKED === 0
      ? `<!-- wp:image {\\"url\\":\\"${FORMER.replaceAll("/", "\\\\/")}\\\\/a.jpg\\"} --><a href=\\"${FORMER}/?p=${id - 1}\\">ü</a>`
      : "";
  const texts = `'${link}${prose(id)}','Post ${id}','','publish','open','open','','post-${id}','',''`;
  return `(${id},1,${date},${date},${texts},${date},${date},'',0,'${FORMER}/?p=${id}',0,'post','',0)`;
}

function meta(id: number): string {
  const address = `${FORMER}/wp-content/uploads/2021/03/${id}.jpg`;
  const serialized = `a:2:{s:4:\\"file\\";s:${address.length}:\\"${address}\\";s:5:\\"sizes\\";a:1:{i:0;s:300:\\"${prose(id).slice(0, 300)}\\";}}`;
  return `(${id},${id},'${id % LINKED === 0 ? "_image" : "_other"}','${id % LINKED === 0 ? serialized : id}')`;
}

/** The same text for the same number. */
function prose(seed: number): string {
  let [text, state] = ["", seed];
  while (text.length < TEXT) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += `${WORDS[state % WORDS.length]} `;
  }
  return text;
}
