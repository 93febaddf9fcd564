import { randomBytes } from "node:crypto";
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { KeyAndCertificate } from "../certificate-authority";
import { EitherServer } from "./either-server";
import type { Asking, OwnAnswer } from "./logins";
import type { Target, TargetGroup } from "./target-group";
import type { Looked } from "./web-acl";

export interface ProxyRoute {
  /** What the listener speaks on AWS; told to the task in X-Forwarded-Proto. */
  readonly protocol: "http" | "https";
  /** The port that the listener has on AWS. */
  readonly port: number;
  /** What an HTTPS listener proves to be. */
  readonly identity?: KeyAndCertificate;
  readonly targets: TargetGroup;
  /** Seconds that a connection may be silent. */
  readonly idleTimeout: number;
}

/** Where a host's requests go in place of the targets; undefined for a host that is forwarded. */
export type RedirectOf = (
  host: string,
  url: string,
) => { readonly status: number; readonly location: string } | undefined;

/** What the load balancer, or the web ACL in front of it, answers a request itself; undefined for one that is forwarded. */
export type AnswerOf = (request: Looked & Asking) => OwnAnswer | undefined;

/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Stands for an Application Load Balancer's listener on the loopback interface. For an HTTPS listener it speaks TLS, and sends plain HTTP there, as the listener on port 80 or CloudFront does.
 */
export class LoadBalancerProxy {
  private readonly server: EitherServer;
  /** The load balancer's own port, where the site's port is somebody else's. */
  private own: Promise<{ readonly server: EitherServer; readonly port: number }> | undefined;
  private identity: KeyAndCertificate | undefined;
  private front: RequestListener | undefined;
  private readonly agent = new Agent({ keepAlive: true, keepAliveMsecs: 1000, timeout: 30_000 });
  private route: ProxyRoute | undefined;
  private redirectOf: RedirectOf = () => undefined;
  private guardOf: AnswerOf = () => undefined;
  private answerOf: AnswerOf = () => undefined;

  private constructor() {
    this.server = new EitherServer((incoming, outgoing) => {
      const refused = this.guardOf(asked(incoming));
      if (refused !== undefined) say(outgoing, refused);
      else if (this.front === undefined) this.forward(incoming, outgoing);
      else this.front(incoming, outgoing);
    });
  }

  /** @throws when the port is in use */
  static async listen(port: number): Promise<LoadBalancerProxy> {
    const proxy = new LoadBalancerProxy();
    await proxy.server.listen(port, "127.0.0.1");
    return proxy;
  }

  /** What the site's port speaks; `http` before there is a listener. */
  get protocol(): ProxyRoute["protocol"] {
    return this.front === undefined ? (this.route?.protocol ?? "http") : "https";
  }

  /** A port that leads past what stands before the load balancer. */
  async ownPort(): Promise<number> {
    this.own ??= this.listenAside();
    return (await this.own).port;
  }

  /**
   * Puts something before the load balancer, on the site's port; undefined takes it away.
   *
   * @param identity what it proves to be, where no listener has proved anything there yet
   */
  async standBefore(front: RequestListener | undefined, identity?: () => Promise<KeyAndCertificate>): Promise<void> {
    await this.ownPort();
    if (identity !== undefined && this.identity === undefined) await this.identify(await identity());
    this.front = front;
  }

  use(route: ProxyRoute | undefined): void {
    this.route = route;
    if (route?.identity) void this.identify(route.identity);
    this.server.keepAliveTimeout = (route?.idleTimeout ?? 60) * 1000;
  }

  redirect(redirectOf: RedirectOf): void {
    this.redirectOf = redirectOf;
  }

  /** Refuses on the site's port, before whatever stands there. */
  guard(guardOf: AnswerOf): void {
    this.guardOf = guardOf;
  }

  answer(answerOf: AnswerOf): void {
    this.answerOf = answerOf;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.server.close();
    await (await this.own)?.server.close();
  }

  private async identify(identity: KeyAndCertificate): Promise<void> {
    this.identity = identity;
    this.server.identify(identity);
    (await this.own)?.server.identify(identity);
  }

  private async listenAside() {
    const server = new EitherServer((incoming, outgoing) => this.forward(incoming, outgoing));
    const port = await server.listen(0, "127.0.0.1");
    if (this.identity !== undefined) server.identify(this.identity);
    return { server, port };
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { route } = this;
    const { encrypted = false } = incoming.socket as Partial<TLSSocket>;
    if (route?.protocol === "https" && !encrypted) {
      const location = `https://${incoming.headers.host ?? ""}${incoming.url ?? "/"}`;
      outgoing.writeHead(301, { location, connection: "close" }).end();
      return;
    }
    const redirect = this.redirectOf(incoming.headers.host?.replace(/:\d+$/, "") ?? "", incoming.url ?? "/");
    if (redirect !== undefined) {
      outgoing.writeHead(redirect.status, { location: redirect.location }).end();
      return;
    }
    const own = this.answerOf(asked(incoming));
    if (own !== undefined) {
      say(outgoing, own);
      return;
    }
    const target = route?.targets.next();
    if (!route || !target) {
      refuse(outgoing, 503);
      return;
    }
    target.inFlight++;
    outgoing.once("close", () => {
      target.inFlight--;
    });
    this.send(incoming, outgoing, route, target);
  }

  private send(incoming: IncomingMessage, outgoing: ServerResponse, route: ProxyRoute, target: Target): void {
    const upstream = request(
      {
        host: "127.0.0.1",
        port: target.port,
        agent: this.agent,
        method: incoming.method,
        path: incoming.url,
        headers: forwardedHeaders(incoming, route),
        setHost: false,
        timeout: route.idleTimeout * 1000,
      },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, without(response.headers, HOP_BY_HOP));
        response.pipe(outgoing);
        response.once("error", () => outgoing.destroy());
      },
    );
    upstream.once("timeout", () => {
      refuse(outgoing, 504);
      upstream.destroy();
    });
    upstream.once("error", (error: NodeJS.ErrnoException) => {
      const stale =
        upstream.reusedSocket && error.code === "ECONNRESET" && !outgoing.headersSent && isReplayable(incoming);
      if (stale) this.send(incoming, outgoing, route, target);
      else refuse(outgoing, 502);
    });
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }
}

function asked(incoming: IncomingMessage): Looked & Asking {
  return {
    method: incoming.method ?? "GET",
    url: incoming.url ?? "/",
    cookie: incoming.headers.cookie ?? "",
    address: (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
  };
}

function say(outgoing: ServerResponse, { status, headers, body }: OwnAnswer): void {
  outgoing.writeHead(status, { ...headers, connection: "close" }).end(body);
}

/** A kept-alive connection may end in the moment it is used; a request without a body can be sent again. */
function isReplayable({ method, headers }: IncomingMessage): boolean {
  return (
    (method === "GET" || method === "HEAD") &&
    headers["content-length"] === undefined &&
    headers["transfer-encoding"] === undefined
  );
}

function refuse(outgoing: ServerResponse, status: 502 | 503 | 504): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status, { "content-type": "text/plain" }).end(`${status} from the rehearsed load balancer\n`);
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** The request's headers with those that an Application Load Balancer adds. */
export function forwardedHeaders(
  incoming: Pick<IncomingMessage, "headers"> & { socket: Pick<Socket, "remoteAddress"> },
  { protocol, port }: Pick<ProxyRoute, "protocol" | "port">,
): IncomingHttpHeaders {
  const from = incoming.headers["x-forwarded-for"];
  const client = incoming.socket.remoteAddress ?? "";
  const kept = without(incoming.headers, HOP_BY_HOP);
  const chunked = incoming.headers["transfer-encoding"] ? { "transfer-encoding": "chunked" } : {};
  return {
    ...kept,
    ...chunked,
    "x-forwarded-for": from ? `${from}, ${client}` : client,
    "x-forwarded-proto": protocol,
    "x-forwarded-port": String(port),
    "x-amzn-trace-id":
      incoming.headers["x-amzn-trace-id"] ??
      `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")}`,
  };
}
