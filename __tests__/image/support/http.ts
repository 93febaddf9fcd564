import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they came, in turn; shows a header that came twice. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** @default 8080 */
  readonly port?: number;
  /** @default 120_000 */
  readonly timeoutMilliseconds?: number;
}

/** One request on a connection of its own. Takes any Host header and any path, follows nothing, decodes nothing. */
export function request(host: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host,
        port: options.port ?? 8080,
        path,
        method: options.method ?? "GET",
        headers: options.headers,
        agent: new Agent({ keepAlive: false }),
        timeout: options.timeoutMilliseconds ?? 120_000,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          if (!incoming.complete) return reject(new Error(`the answer to ${path} was cut`));
          const body = Buffer.concat(chunks);
          const { statusCode, headers, rawHeaders } = incoming;
          resolve({ status: statusCode ?? 0, headers, rawHeaders, body, text: body.toString("utf8") });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer to ${path} in time`)));
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}
