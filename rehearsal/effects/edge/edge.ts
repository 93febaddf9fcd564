import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { TLSSocket } from "node:tls";
import { type Answer, ownError } from "./answer";
import { asAsked } from "./conditions";
import { type Behavior, behaviorFor, type Distribution } from "./distribution";
import { fromEvent, fromResponseEvent, responseEvent, toEvent } from "./events";
import { type EdgeFunctions, type EventRequest, FunctionFailure } from "./functions";
import type { KeptAnswers } from "./kept-answers";
import { fromNode, HOP_BY_HOP, header, type ViewerRequest, without } from "./message";
import type { Origins } from "./origins";
import { type Asked, errorResponseTo, Reader } from "./reader";
import { withPolicy } from "./response-headers";

export interface EdgeOptions {
  readonly distribution: () => Distribution;
  readonly kept: KeptAnswers;
  readonly origins: Pick<Origins, "send">;
  readonly functions: Pick<EdgeFunctions, "onRequest" | "onResponse">;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: () => number;
}

/** Bytes of an address, and of a request without its body ("Maximum length of a request and maximum length of a URL"). */
const LONGEST_ADDRESS = 8192;
const LARGEST_REQUEST = 32768;

/**
 * One edge location of one distribution: decides as CloudFront documents what a visitor gets, from its synthesized settings alone.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehavior.html
 */
export class Edge {
  private readonly reader: Reader;

  constructor(private readonly options: EdgeOptions) {
    const { kept, origins, now = Date.now } = options;
    this.reader = new Reader({ kept, origins, now });
  }

  /** Answers a request that came to the site's port. */
  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const requestId = randomBytes(42).toString("base64url");
    const request = requestOf(incoming);
    const answer = await this.answer(request, requestId, incoming).catch((error: Error) =>
      ownError(502, error.message),
    );
    try {
      send(answer, { incoming, outgoing, requestId });
    } catch (error) {
      // A status or header that HTTP does not have, from a function or the origin.
      const reason = error instanceof Error ? error.message : String(error);
      send(ownError(502, reason), { incoming, outgoing, requestId });
    }
  }

  private async answer(request: ViewerRequest, requestId: string, body: IncomingMessage): Promise<Answer> {
    const distribution = this.options.distribution();
    const behavior = behaviorFor(distribution, request.path);
    const refusal = refused(request, behavior, distribution) ?? redirected(request, behavior);
    if (refusal !== undefined) return this.finished({ request, behavior, distribution, requestId }, refusal);
    const changed = await this.changed(request, { behavior, distribution, requestId });
    if ("answer" in changed) return changed.answer;
    const asked: Asked = { request: rooted(changed.request, distribution), behavior, distribution, requestId };
    const isRead = isKeptMethod(request.method, behavior);
    const found = isRead ? await this.reader.read(asked) : await this.reader.pass({ ...asked, body });
    const finished = await this.finished(asked, found);
    return found.status < 400 ? this.overseen(asked, finished) : finished;
  }

  /** What the behaviour's function for requests makes of this one. */
  private async changed(
    request: ViewerRequest,
    { behavior, distribution, requestId }: Omit<Asked, "request">,
  ): Promise<{ request: ViewerRequest } | { answer: Answer }> {
    const arn = behavior.functions.get("viewer-request");
    if (arn === undefined) return { request };
    const event = toEvent(request);
    try {
      const made = await this.options.functions.onRequest(arn, {
        ...this.event("viewer-request", distribution, requestId, request),
        request: event,
      });
      if ("request" in made) return { request: fromEvent(request, event, made.request) };
      const { status, headers, body = Buffer.alloc(0) } = fromResponseEvent(made.response);
      const answer: Answer = {
        ...{ status, body, kept: false, result: "FunctionGeneratedResponse from cloudfront" },
        headers: { server: "CloudFront", ...headers, "content-length": String(body.length) },
      };
      return { answer: { ...answer, headers: withPolicy(answer.headers, behavior.responseHeaders, request) } };
    } catch (error) {
      return { answer: functionFailed(error) };
    }
  }

  /** What the behaviour's function for responses makes of this one. It sees no errors of the origin. */
  private async overseen(asked: Asked, answer: Answer): Promise<Answer> {
    const { behavior, distribution, requestId, request } = asked;
    const arn = behavior.functions.get("viewer-response");
    if (arn === undefined) return answer;
    try {
      const response = await this.options.functions.onResponse(arn, {
        ...this.event("viewer-response", distribution, requestId, request),
        request: toEvent(request),
        response: responseEvent(answer.status, answer.headers),
      });
      const { status, headers, body } = fromResponseEvent(response);
      if (body === undefined) return { ...answer, status, headers };
      return { ...answer, status, body, headers: { ...headers, "content-length": String(body.length) } };
    } catch (error) {
      return functionFailed(error);
    }
  }

  private event(eventType: string, distribution: Distribution, requestId: string, { ip }: ViewerRequest) {
    const context = {
      distributionDomainName: distribution.domainName,
      distributionId: distribution.id,
      eventType,
      requestId,
    };
    return { version: "1.0" as const, context, viewer: { ip }, request: {} as EventRequest };
  }

  private async finished(asked: Asked, found: Answer): Promise<Answer> {
    const { request, behavior } = asked;
    const shown = found.status >= 400 ? await this.errorPage(asked, found) : found;
    const conditions = request.method === "HEAD" ? without(request.headers, ["range"]) : request.headers;
    const answer = asAsked(shown, conditions);
    const headers = without(answer.headers, forwardsCookies(behavior) ? HOP_BY_HOP : [...HOP_BY_HOP, "set-cookie"]);
    return { ...answer, headers: withPolicy(headers, behavior.responseHeaders, request) };
  }

  /** The distribution's page for an error; when that cannot be had, the visitor gets the status with which it could not. */
  private async errorPage(asked: Asked, error: Answer): Promise<Answer> {
    const { distribution, request } = asked;
    const wanted = errorResponseTo(distribution, error.status);
    if (wanted?.pagePath === undefined) return error;
    if (!Buffer.isBuffer(error.body)) error.body.resume();
    const path = wanted.pagePath;
    const behavior = behaviorFor(distribution, path);
    const page = await this.reader.read({
      ...asked,
      behavior,
      request: { ...request, method: "GET", path, query: "", headers: without(request.headers, CONDITIONAL) },
    });
    if (page.status >= 400) return page;
    return { ...page, status: wanted.responseStatus, result: "Error from cloudfront", kept: false };
  }
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
}

function send({ status, headers, result, body }: Answer, { incoming, outgoing, requestId }: Exchange): void {
  outgoing.writeHead(status, {
    ...headers,
    "x-cache": result,
    via: [header(headers, "via"), "1.1 rehearsal.cloudfront.net (CloudFront)"].filter(Boolean).join(", "),
    "x-amz-cf-pop": "REHEARSAL",
    "x-amz-cf-id": requestId,
    // Without the reader of a refused body, the connection is of no more use.
    ...(incoming.complete ? {} : { connection: "close" }),
  } as Record<string, string | string[]>);
  const isBodiless = incoming.method === "HEAD" || status === 304 || status === 204;
  if (Buffer.isBuffer(body)) outgoing.end(isBodiless ? undefined : body);
  else if (isBodiless) {
    body.resume();
    outgoing.end();
  } else pipeline(body, outgoing, () => undefined);
}

/** Of the request that failed, and no business of the page about it. */
const CONDITIONAL = ["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"];

function requestOf(incoming: IncomingMessage): ViewerRequest {
  const [path = "/", query = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const { encrypted = false } = incoming.socket as Partial<TLSSocket>;
  return {
    method: incoming.method ?? "GET",
    ...{ path, query, headers: fromNode(incoming.headers), https: encrypted, httpVersion: incoming.httpVersion },
    ip: incoming.socket.remoteAddress ?? "",
    port: incoming.socket.remotePort ?? 0,
  };
}

function refused(request: ViewerRequest, behavior: Behavior, distribution: Distribution): Answer | undefined {
  const { method, path, query, headers } = request;
  const address = path.length + (query ? query.length + 1 : 0);
  const size = address + JSON.stringify(headers).length;
  if (!distribution.enabled) return ownError(403, "The distribution is disabled.");
  if (address > LONGEST_ADDRESS || size > LARGEST_REQUEST) return ownError(413, "Bad request: it is too large.");
  if (!behavior.allowedMethods.includes(method))
    return ownError(
      403,
      "This distribution is not configured to allow the HTTP request method that was used for this request.",
    );
  const hasBody = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  if (method === "GET" && hasBody) return ownError(403, "Bad request: a GET request has no body.");
  return undefined;
}

/** By the viewer protocol policy (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html). */
function redirected(request: ViewerRequest, { viewerProtocolPolicy }: Behavior): Answer | undefined {
  if (request.https || viewerProtocolPolicy === "allow-all") return undefined;
  if (viewerProtocolPolicy === "https-only" || request.httpVersion === "1.0")
    return ownError(403, "Bad request: use HTTPS.");
  const query = request.query ? `?${request.query}` : "";
  const location = `https://${header(request.headers, "host") ?? ""}${request.path}${query}`;
  const status = request.method === "GET" || request.method === "HEAD" ? 301 : 307;
  return {
    ...{ status, body: Buffer.alloc(0), result: "Redirect from cloudfront", kept: false },
    headers: { server: "CloudFront", "content-type": "text/html", "content-length": "0", location },
  };
}

function rooted(request: ViewerRequest, { defaultRootObject }: Distribution): ViewerRequest {
  return request.path === "/" && defaultRootObject ? { ...request, path: `/${defaultRootObject}` } : request;
}

function isKeptMethod(method: string, { cachedMethods }: Behavior): boolean {
  return method === "GET" || method === "HEAD" || (method === "OPTIONS" && cachedMethods.includes(method));
}

/** Without cookies to the origin there are none from it. */
function forwardsCookies({ cache, originRequest }: Behavior): boolean {
  return cache.cookies !== "none" || originRequest.cookies !== "none";
}

function functionFailed(error: unknown): Answer {
  const reason = error instanceof FunctionFailure ? error.message : String(error);
  return {
    ...ownError(503, `The CloudFront function associated with the distribution failed: ${reason}`),
    result: "FunctionExecutionError from cloudfront",
  };
}
