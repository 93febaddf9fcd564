import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { Failure } from "../../cli/outcome";
import { lockHolder } from "./run-lock";

/** Answers one command; `write` sends a line to whoever asked. What it throws is sent as the last line. */
export type Answer = (command: string, argument: string, write: (line: string) => void) => Promise<void>;

const DONE = "\u0004";

/** Lets other commands of this project talk to the run that serves WordPress. */
export class ControlServer {
  private readonly connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly pointer: string,
  ) {}

  /** @param pointer file that tells the other commands where the socket is */
  static async listen(socketPath: string, pointer: string, answer: Answer): Promise<ControlServer> {
    const server = createServer();
    const control = new ControlServer(server, pointer);
    server.on("connection", (socket) => {
      control.connections.add(socket);
      socket.once("close", () => control.connections.delete(socket)).once("error", () => socket.destroy());
      socket.once("data", (data) => void respond(socket, data.toString().trim(), answer));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketPath, () => resolve()));
    writeFileSync(pointer, socketPath);
    return control;
  }

  async close(): Promise<void> {
    rmSync(this.pointer, { force: true });
    for (const socket of this.connections) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function respond(socket: Socket, request: string, answer: Answer): Promise<void> {
  const [command = "", argument = ""] = request.split(" ");
  try {
    await answer(command, argument, (line) => socket.write(`${line}\n`));
    socket.end(`${DONE}0\n`);
  } catch (error) {
    socket.end(`${error instanceof Error ? error.message : error}\n${DONE}1\n`);
  }
}

/** Sends a command and hands on what is answered. @throws {Failure} when nothing runs, or with what went wrong there */
export async function ask(pointer: string, request: string, onLine: (line: string) => void): Promise<void> {
  if (!existsSync(pointer)) {
    const holder = lockHolder(join(dirname(pointer), "run.lock"));
    throw new Failure(
      holder === undefined
        ? "nothing runs here: npm start first"
        : `${holder.command} (process ${holder.pid}) has not said yet that it runs: wait for its address`,
    );
  }
  const socket = createConnection(readFileSync(pointer, "utf8"));
  let text = "";
  let failed: boolean | undefined;
  const take = () => {
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith(DONE)) failed = line !== `${DONE}0`;
      else onLine(line);
    }
  };
  await new Promise<void>((resolve, reject) => {
    socket.once("error", () =>
      reject(new Failure("npm start ended without cleaning up: run it again, or npm run stop")),
    );
    socket.once("connect", () => socket.write(`${request}\n`));
    socket.on("data", (data) => {
      text += data;
      take();
    });
    socket.once("close", () => resolve());
  });
  if (failed === undefined) throw new Failure("npm start ended before it had answered");
  if (failed) throw new Failure("failed, see above");
}
