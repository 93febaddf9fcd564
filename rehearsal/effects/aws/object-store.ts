import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RunningSite } from "../../../cli/running-site";
import type { Inventory } from "../../provider-double/inventory";
import { Refused } from "./answers";
import type { Caller, Rights } from "./rights";

/** What a request about an object is, in the words of IAM. @default `s3:PutObject` */
const ACTIONS: Readonly<Record<string, string>> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  DELETE: "s3:DeleteObject",
};

export interface ObjectStoreOptions {
  readonly inventory: () => Inventory;
  readonly rights: Rights;
  /** Where moto keeps the objects of this rehearsal. */
  readonly keeper: () => string;
  /** Other rehearsals on this machine: a bucket's name is known in all of them, as on AWS. */
  readonly others: () => readonly RunningSite[];
}

interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

interface Keeper {
  readonly endpoint: string;
  /** Key by which another rehearsal knows the person at the terminal. */
  readonly accessKey?: string;
}

/**
 * S3 before moto: it looks who may do what, and finds a bucket in whichever rehearsal has made it. Addresses have the bucket in their path.
 */
export class ObjectStore {
  constructor(private readonly options: ObjectStoreOptions) {}

  /** @throws {Refused} */
  async answer(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const place = placeOf(request.url ?? "/");
    this.permit(caller, request.method ?? "", place);
    const source = request.headers["x-amz-copy-source"];
    const target = this.keeperOf(place.bucket);
    if (source === undefined) {
      const { method = "GET", url = "/" } = request;
      return handOn(await send(target, method, url, headersFor(request, target), request), response);
    }
    const from = placeOf(`/${String(source).replace(/^\//, "")}`);
    this.permit(caller, "GET", from);
    await this.copy(request, response, from, target);
  }

  private permit(caller: Caller, method: string, { bucket, key, query }: Place): void {
    const known = this.options.inventory().find("aws_s3_bucket", "bucket", bucket);
    const arn = String(known?.arn ?? `arn:aws:s3:::${bucket}`);
    const isGivenUp = method === "DELETE" && query.has("uploadId");
    const action = isGivenUp ? "s3:AbortMultipartUpload" : (ACTIONS[method] ?? "s3:PutObject");
    const [what, of] = key === "" ? ["s3:ListBucket", arn] : [action, `${arn}/${key}`];
    this.options.rights.permit(caller, what, of);
  }

  /** Reads an object, or a part of it, where it lies, and puts it where the request leads. */
  private async copy(request: IncomingMessage, response: ServerResponse, from: Place, target: Keeper): Promise<void> {
    const source = this.keeperOf(from.bucket);
    const range = request.headers["x-amz-copy-source-range"];
    const read = await send(source, "GET", `/${from.bucket}/${encodeURI(from.key)}`, {
      ...headersFor(request, source),
      "content-length": undefined,
      range: range === undefined ? undefined : String(range),
    });
    if (read.statusCode !== 200 && read.statusCode !== 206) return handOn(read, response);
    const length = read.headers["content-length"];
    const headers = { ...headersFor(request, target), "content-length": length };
    const written = await send(target, "PUT", request.url ?? "/", headers, read);
    if (written.statusCode !== 200) return handOn(written, response);
    written.resume();
    const result = placeOf(request.url ?? "/").query.has("partNumber") ? "CopyPartResult" : "CopyObjectResult";
    const body = `<${result}><ETag>${written.headers.etag}</ETag><LastModified>${new Date().toISOString()}</LastModified></${result}>`;
    response.writeHead(200, { "content-type": "application/xml", "content-length": body.length }).end(body);
  }

  /** @throws {Refused} when no rehearsal has the bucket */
  private keeperOf(bucket: string): Keeper {
    const { inventory, keeper, others } = this.options;
    if (inventory().find("aws_s3_bucket", "bucket", bucket) !== undefined) return { endpoint: keeper() };
    const other = others().find(({ buckets }) => buckets.includes(bucket));
    if (other === undefined) throw new Refused("NoSuchBucket", 404, `The specified bucket does not exist: ${bucket}`);
    return other.aws;
  }
}

function placeOf(url: string): Place {
  const { pathname, searchParams } = new URL(url, "http://s3");
  const [, bucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/s.exec(decodeURIComponent(pathname)) ?? [];
  return { bucket, key, query: searchParams };
}

function headersFor({ headers }: IncomingMessage, { accessKey }: Keeper): IncomingHttpHeaders {
  const { host: _host, connection: _connection, expect: _expect, authorization, ...others } = headers;
  const kept = Object.entries(others).filter(([name]) => !name.startsWith("x-amz-copy-source"));
  const signed =
    accessKey === undefined ? authorization : authorization?.replace(/Credential=[^/]+/, `Credential=${accessKey}`);
  return { ...Object.fromEntries(kept), authorization: signed };
}

function send(
  { endpoint }: Keeper,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body?: Readable,
): Promise<IncomingMessage> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const asked = ask(`${endpoint}${path}`, { method, headers: given }, resolve).once("error", reject);
    if (body === undefined) asked.end();
    else pipeline(body, asked).catch(reject);
  });
}

async function handOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const { connection: _connection, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  await pipeline(answer, response);
}
