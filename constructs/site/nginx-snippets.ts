import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Blocks that belong outside of a `server` block, where the snippets stand. Source: nginx.org, "Alphabetical index of directives". */
const OUTSIDE: ReadonlySet<string> = new Set(
  ["events", "geo", "http", "mail", "map", "server", "split_clients", "stream", "upstream"].concat([
    "limit_req_zone",
    "limit_conn_zone",
    "log_format",
    "proxy_cache_path",
    "fastcgi_cache_path",
  ]),
);

/** A word, something in quotes, or one of the three signs; comments are nothing. */
const TOKEN = /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|(?:\$\{[^}]*\}|\\.|[^\s{};#"'\\]|(?<=\S)[#"'])+|["']/g;

/** Snippets that nginx could not read as a part of a `server` block, as far as their words and braces tell; the build asks nginx itself. */
export function nginxProblems(directory: string): string[] {
  const folder = join(directory, "nginx.d");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".conf") && !name.startsWith("."))
    .sort()
    .flatMap((name) => {
      const problem = problemOf(readFileSync(join(folder, name), "utf8"));
      return problem === undefined ? [] : [`site/nginx.d/${name}${problem}`];
    });
}

function problemOf(text: string): string | undefined {
  const reader = new Reader();
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const line = text.slice(0, index).split("\n").length;
    const problem = token.startsWith("#") ? undefined : reader.take(token, line);
    if (problem !== undefined) return `:${line}: ${problem}`;
  }
  return reader.left;
}

/** Follows the directives and blocks of one snippet. */
class Reader {
  /** Lines of the blocks that are not closed yet. */
  private readonly open: number[] = [];
  /** Of the directive that has no end yet. */
  private words: string[] = [];

  /** @returns what is wrong with the next word or sign */
  take(token: string, line: number): string | undefined {
    if (token === '"' || token === "'") return "a quote has no end";
    if (token === "}") return this.close();
    if (token === ";" || token === "{") return this.end(token, line);
    this.words.push(token);
    return undefined;
  }

  /** What is missing at the end of the snippet. */
  get left(): string | undefined {
    if (this.words.length > 0) return `: "${this.words[0]}" at its end has no ;`;
    return this.open.length > 0 ? `:${this.open.at(-1)}: "{" is not closed` : undefined;
  }

  private end(sign: ";" | "{", line: number): string | undefined {
    const [directive] = this.words;
    this.words = [];
    if (directive === undefined) return `"${sign}" comes without a directive`;
    if (this.open.length === 0 && OUTSIDE.has(directive))
      return `"${directive}" cannot stand in nginx's server block, of which the snippets are lines`;
    if (sign === "{") this.open.push(line);
    return undefined;
  }

  private close(): string | undefined {
    if (this.words.length > 0) return `"${this.words[0]}" has no ; at its end`;
    return this.open.pop() === undefined ? '"}" closes nothing' : undefined;
  }
}
