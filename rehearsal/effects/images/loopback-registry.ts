import { createHash, randomUUID } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Paths of the registry API (https://distribution.github.io/distribution/spec/api/). */
const UPLOADS = /^\/v2\/(.+)\/blobs\/uploads\/(?:([\w-]+))?$/;
const BLOB = /^\/v2\/(.+)\/blobs\/(sha256:[0-9a-f]{64})$/;
const MANIFEST = /^\/v2\/(.+)\/manifests\/([\w.:-]+)$/;
const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";

/** Where a project's registry keeps its blobs and the port that it had. */
export const registryDirectory = (projectDirectory: string): string => join(projectDirectory, ".rehearsal", "registry");

/** An image registry on the loopback interface that keeps blobs on disk, so that a layer is pushed once. */
export class LoopbackRegistry {
  private readonly server: Server;

  private constructor(private readonly directory: string) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: NodeJS.ErrnoException) => {
        // Docker tries again for two minutes, unless it is denied: a disk that is full stays so.
        const [status, code] = error.syscall === undefined ? [500, "UNKNOWN"] : [403, "DENIED"];
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify({ errors: [{ code, message: error.message }] }));
      });
    });
  }

  /** Listens on the port of the last time where that is free: Docker remembers by address what it pushed. */
  static async start(directory: string): Promise<LoopbackRegistry> {
    mkdirSync(join(directory, "blobs"), { recursive: true });
    const registry = new LoopbackRegistry(directory);
    const memory = join(directory, "port");
    const last = existsSync(memory) ? Number(readFileSync(memory, "utf8")) : 0;
    await registry.listen(last).catch(() => registry.listen(0));
    writeFileSync(memory, registry.address.split(":")[1] ?? "");
    return registry;
  }

  /** `127.0.0.1:port`, which Docker trusts without TLS. */
  get address(): string {
    const address = this.server.address();
    return typeof address === "object" && address ? `127.0.0.1:${address.port}` : "";
  }

  /** The digest behind `127.0.0.1:port/repository:tag`; undefined when nothing was pushed under it. */
  digestOf(image: string): string | undefined {
    const [, repository = "", tag = ""] = /^[^/]+\/(.+):([^:]+)$/.exec(image) ?? [];
    const file = this.tag(repository, tag);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject).listen(port, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve();
      });
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://registry");
    if (pathname === "/v2/") return void response.writeHead(200).end("{}");
    const [, repository = "", id] = UPLOADS.exec(pathname) ?? [];
    if (repository) return this.upload(request, response, { repository, id, digest: searchParams.get("digest") });
    const [, , digest = ""] = BLOB.exec(pathname) ?? [];
    if (digest) return this.send(request, response, digest, "application/octet-stream");
    const [, name = "", reference = ""] = MANIFEST.exec(pathname) ?? [];
    if (name && request.method === "PUT") return this.putManifest(request, response, name, reference);
    if (name) return this.sendManifest(request, response, name, reference);
    missing(response, "NAME_UNKNOWN");
  }

  private async upload(
    request: IncomingMessage,
    response: ServerResponse,
    to: { repository: string; id?: string; digest: string | null },
  ) {
    const id = to.id ?? randomUUID();
    const file = join(this.directory, `upload-${id}`);
    const location = `/v2/${to.repository}/blobs/uploads/${id}`;
    if (request.method === "DELETE") {
      rmSync(file, { force: true });
      return void response.writeHead(204).end();
    }
    await append(file, request);
    const { size } = statSync(file);
    if (!to.digest) {
      const headers = { location, range: `0-${Math.max(0, size - 1)}`, "docker-upload-uuid": id, "content-length": 0 };
      return void response.writeHead(202, headers).end();
    }
    const real = await digestOf(file);
    if (real !== to.digest)
      return void response.writeHead(400).end(JSON.stringify({ errors: [{ code: "DIGEST_INVALID" }] }));
    renameSync(file, this.blob(real));
    response
      .writeHead(201, {
        location: `/v2/${to.repository}/blobs/${real}`,
        "docker-content-digest": real,
        "content-length": 0,
      })
      .end();
  }

  private async putManifest(request: IncomingMessage, response: ServerResponse, repository: string, reference: string) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const manifest = Buffer.concat(chunks);
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    const tag = this.tag(repository, reference);
    if (!reference.startsWith("sha256:") && existsSync(tag) && readFileSync(tag, "utf8") !== digest)
      return immutable(response, repository, reference);
    writeFileSync(this.blob(digest), manifest);
    writeFileSync(tag, digest);
    response
      .writeHead(201, {
        location: `/v2/${repository}/manifests/${digest}`,
        "docker-content-digest": digest,
        "content-length": 0,
      })
      .end();
  }

  private sendManifest(
    request: IncomingMessage,
    response: ServerResponse,
    repository: string,
    reference: string,
  ): void {
    const tag = this.tag(repository, reference);
    const digest = reference.startsWith("sha256:") ? reference : existsSync(tag) ? readFileSync(tag, "utf8") : "";
    if (!digest || !existsSync(this.blob(digest))) {
      missing(response, "MANIFEST_UNKNOWN");
      return;
    }
    const { mediaType = MANIFEST_TYPE } = JSON.parse(readFileSync(this.blob(digest), "utf8"));
    this.send(request, response, digest, mediaType);
  }

  private send(request: IncomingMessage, response: ServerResponse, digest: string, type: string): void {
    const file = this.blob(digest);
    if (!existsSync(file)) {
      missing(response, "BLOB_UNKNOWN");
      return;
    }
    response.writeHead(200, {
      "content-length": statSync(file).size,
      "content-type": type,
      "docker-content-digest": digest,
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  }

  private blob(digest: string): string {
    return join(this.directory, "blobs", digest.replace(":", "-"));
  }

  private tag(repository: string, reference: string): string {
    return join(this.directory, `tag-${encodeURIComponent(`${repository}:${reference}`)}`);
  }
}

function missing(response: ServerResponse, code: string): void {
  response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ errors: [{ code }] }));
}

/** Reads all that is sent, even when the disk takes no more: whoever sends hears the answer only after that. */
async function append(file: string, content: AsyncIterable<Buffer>): Promise<void> {
  const refused: Error[] = [];
  const note = (error: Error) => void refused.push(error);
  const opened = await open(file, "a").catch(note);
  try {
    for await (const chunk of content) if (refused.length === 0) await opened?.appendFile(chunk).catch(note);
  } finally {
    await opened?.close();
  }
  for (const error of refused) throw error;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest("hex")}`;
}

/** ECR's answer when a tag would move in a repository with immutable tags. */
function immutable(response: ServerResponse, repository: string, tag: string): void {
  const message = `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
  response
    .writeHead(400, { "content-type": "application/json" })
    .end(JSON.stringify({ errors: [{ code: "TAG_INVALID", message }] }));
}
