import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A request of a task to AWS. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  /** By lowercase name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status: number;
  /** Kind of content, without spaces. */
  readonly type: string;
  readonly body: string;
}

/** Milliseconds between the end of a connection and the next try. */
const BACKOFF = 200;

/**
 * The way from the container that stands for AWS to this process: containers reach no port of this machine everywhere, so this side
 * connects, to a port that the container publishes on the loopback interface.
 */
export class AwsChannel {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private open = true;

  constructor(
    private readonly port: () => Promise<number | undefined>,
    private readonly answer: (request: AwsRequest) => AwsAnswer,
  ) {
    void this.connect();
  }

  close(): void {
    this.open = false;
    clearTimeout(this.timer);
    this.socket?.destroy();
  }

  private async connect(): Promise<void> {
    const port = await this.port().catch(() => undefined);
    if (!this.open) return;
    if (port === undefined) return this.later();
    const socket = connect(port, "127.0.0.1");
    this.socket = socket;
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.later());
    createInterface(socket).on("line", (line) => {
      const { status, type, body } = this.answered(line);
      socket.write(`${status} ${type} ${Buffer.from(body).toString("hex")}\n`);
    });
  }

  /** A request that nobody here expects is an error of the service, and no end of this process. */
  private answered(line: string): AwsAnswer {
    try {
      return this.answer(parseRequest(Buffer.from(line, "hex").toString()));
    } catch (error) {
      return { status: 500, type: "text/plain", body: error instanceof Error ? error.message : String(error) };
    }
  }

  private later(): void {
    if (!this.open) return;
    this.timer = setTimeout(() => void this.connect(), BACKOFF);
    this.timer.unref();
  }
}

/** A request of HTTP as it was sent. */
export function parseRequest(raw: string): AwsRequest {
  const [head = "", body = ""] = raw.split(/\r?\n\r?\n(.*)/s);
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [method = "", path = ""] = first.split(" ");
  const headers = lines.map((line) => {
    const end = line.indexOf(":");
    return [line.slice(0, end).toLowerCase(), line.slice(end + 1).trim()] as const;
  });
  return { method, path, headers: Object.fromEntries(headers), body };
}
