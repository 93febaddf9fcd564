import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsAnswer, type AwsRequest, json, jsonError, Refused, s3Error, signerOf, xmlError } from "./answers";
import { type CopyCalls, RDS_NAMESPACE } from "./copy-calls";
import type { ObjectStore } from "./object-store";
import type { PurgeCalls } from "./purge-calls";
import type { Rights } from "./rights";
import type { TaskCalls } from "./task-calls";

/** Bytes of a request's body at most, objects aside. */
const LARGEST = 1 << 20;
/** Hours for which made-up credentials say that they hold. */
const HOURS = 6;
const NAMESPACES: Readonly<Record<string, string>> = {
  rds: RDS_NAMESPACE,
  cloudfront: "http://cloudfront.amazonaws.com/doc/2020-05-31/",
};

export interface AwsServices {
  readonly objects: Pick<ObjectStore, "answer">;
  readonly purges: Pick<PurgeCalls, "answer">;
  readonly tasks: Pick<TaskCalls, "answer">;
  readonly copies: Pick<CopyCalls, "answer">;
}

/**
 * Stands for AWS on the loopback interface, for tasks with the rights of their roles, and for the commands that a person runs on an environment,
 * with all rights. It knows what these ask for and refuses the rest. Keys are made up, and signatures are not checked.
 */
export class AwsEndpoint {
  /** Also serves the connections that a relay brings. */
  readonly server: Server;

  constructor(
    private readonly rights: Rights,
    private readonly services: AwsServices,
  ) {
    this.server = createServer((request, response) => {
      // A relay's connection is that of one task.
      response.setHeader("connection", "close");
      this.respond(request, response).catch((error: Error) => {
        if (response.headersSent) response.destroy();
        else write(response, { status: 500, type: "text/plain", body: error.message });
      });
    });
    // A connection that waits for a task says nothing for as long as it takes.
    Object.assign(this.server, { headersTimeout: 0, requestTimeout: 0 });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.server.once("error", reject).listen(0, "127.0.0.1", () => resolve()),
    );
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, key] = /^\/credentials\/(\w+)$/.exec(request.url ?? "") ?? [];
    if (request.method === "GET" && key !== undefined) return write(response, credentials(key));
    const { key: signer, service } = signerOf(request.headers.authorization);
    try {
      const caller = this.rights.caller(signer);
      if (service === "s3") return await this.services.objects.answer(request, response, caller);
      const whole = await wholeOf(request);
      const { purges, tasks, copies } = this.services;
      const answer =
        purges.answer(service, whole, caller) ??
        (caller === "person" ? (copies.answer(service, whole) ?? (await tasks.answer(whole))) : undefined);
      write(response, answer ?? { status: 403, type: "text/plain", body: "there is no AWS in a rehearsal" });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      write(response, refusal(service, error));
    }
  }
}

function refusal(service: string, error: Refused): AwsAnswer {
  if (service === "s3") return s3Error(error);
  const namespace = NAMESPACES[service];
  return namespace === undefined ? jsonError(error) : xmlError(error, namespace);
}

function credentials(key: string): AwsAnswer {
  const Expiration = new Date(Date.now() + HOURS * 3_600_000).toISOString();
  return json(200, { AccessKeyId: key, SecretAccessKey: "made-up", Token: "made-up", Expiration });
}

async function wholeOf(request: IncomingMessage): Promise<AwsRequest> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > LARGEST) throw new Refused("RequestEntityTooLarge", 413, "The request is too large.");
    pieces.push(piece);
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(pieces).toString() };
}

function write(response: ServerResponse, { status, type, body }: AwsAnswer): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
}
