import type { Server } from "node:http";
import { connect, type Socket } from "node:net";

/** Milliseconds between the end of a connection and the next try. */
const BACKOFF = 200;

/** Connections that wait for tasks. */
const WAITING = 8;

/**
 * The way of tasks to a server of this process: containers reach no port of this machine everywhere, so this side connects, to a port that the
 * relay's container publishes on the loopback interface. Each connection that waits there becomes that of one task.
 */
export class Relay {
  private readonly waiting = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private open = true;

  /** @param port of the loopback interface; undefined while there is none @param server must end a connection after one answer */
  constructor(
    private readonly port: () => Promise<number | undefined>,
    private readonly server: Server,
  ) {
    server.on("request", (request) => this.taken(request.socket));
    for (let count = 0; count < WAITING; count++) void this.connect();
  }

  close(): void {
    this.open = false;
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.waiting) socket.destroy();
  }

  private async connect(): Promise<void> {
    const port = await this.port().catch(() => undefined);
    if (!this.open) return;
    if (port === undefined) return this.later();
    const socket = connect(port, "127.0.0.1");
    this.waiting.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("connect", () => this.server.emit("connection", socket));
    socket.once("close", () => {
      if (this.waiting.delete(socket)) this.later();
    });
  }

  /** A task has this one: another takes its place. */
  private taken(socket: Socket): void {
    if (this.waiting.delete(socket)) void this.connect();
  }

  private later(): void {
    if (!this.open) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.connect();
    }, BACKOFF);
    timer.unref();
    this.timers.add(timer);
  }
}
