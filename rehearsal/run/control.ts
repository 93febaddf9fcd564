import { rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { Failure } from "../../cli/outcome";
import { leaveRunning, type RunningSite, runningFile } from "../../cli/running-site";

/** Answers one command; `write` sends a line to whoever asked. What it throws is sent as the last line. */
export type Answer = (command: string, argument: string, write: (line: string) => void) => Promise<void>;

const DONE = "\u0004";

/** Lets other commands of this project talk to the run that serves WordPress. */
export class ControlServer {
  private readonly connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly file: string,
  ) {}

  /** Listens at the site's socket, and leaves for the other commands what runs. */
  static async listen(projectDirectory: string, site: RunningSite, answer: Answer): Promise<ControlServer> {
    const server = createServer();
    const control = new ControlServer(server, runningFile(projectDirectory, site.environment));
    server.on("connection", (socket) => {
      control.connections.add(socket);
      socket.once("close", () => control.connections.delete(socket)).once("error", () => socket.destroy());
      socket.once("data", (data) => void respond(socket, data.toString().trim(), answer));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(site.socket, () => resolve()));
    leaveRunning(projectDirectory, site);
    return control;
  }

  async close(): Promise<void> {
    rmSync(this.file, { force: true });
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

/** Sends a command and hands on what is answered. @throws {Failure} with what went wrong there */
export async function ask(
  { socket: path }: RunningSite,
  request: string,
  onLine: (line: string) => void,
): Promise<void> {
  const socket = createConnection(path);
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
