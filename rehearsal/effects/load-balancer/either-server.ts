import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer, type Server as SecureServer } from "node:https";
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from "node:net";
import type { KeyAndCertificate } from "../certificate-authority";

/** The first byte of a TLS handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 0x16;

/** Bytes of a request's headers that a load balancer takes, all together ("Quotas for your Application Load Balancers"). */
const LARGEST_HEADERS = 64 * 1024;

/** One port that speaks HTTP and HTTPS: what a listener speaks is known only when it is deployed, after the port. */
export class EitherServer {
  private readonly front: NetServer;
  private readonly plain: Server;
  private readonly secure: SecureServer;
  private readonly sockets = new Set<Socket>();

  /** @param listener gets the requests of both; `socket.encrypted` tells them apart */
  constructor(listener: RequestListener) {
    this.plain = createHttpServer({ maxHeaderSize: LARGEST_HEADERS }, listener);
    this.secure = createHttpsServer({ maxHeaderSize: LARGEST_HEADERS }, listener);
    this.front = createServer((socket) => this.sort(socket));
  }

  /** @param port 0 for any that is free @returns the port @throws when it is in use */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.front.once("error", reject).listen(port, host, () => resolve((this.front.address() as AddressInfo).port));
    });
  }

  /** Milliseconds that a connection is kept between two requests. */
  set keepAliveTimeout(milliseconds: number) {
    this.plain.keepAliveTimeout = milliseconds;
    this.secure.keepAliveTimeout = milliseconds;
  }

  /** What it proves to be over TLS; until then no handshake succeeds. */
  identify({ key, certificate }: KeyAndCertificate): void {
    this.secure.setSecureContext({ key, cert: certificate });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.front.close(resolve));
  }

  private sort(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    // A visitor who breaks off is no news; the servers add handlers of their own.
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      socket.unshift(first);
      (first[0] === HANDSHAKE ? this.secure : this.plain).emit("connection", socket);
    });
  }
}
