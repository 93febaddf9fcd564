import { docker, type Output, tryDocker } from "./docker";
import { type Answer, type RequestOptions, request } from "./http";
import { eventually } from "./wait";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly user: string;
  readonly state: string;
  readonly command: string;
}

/** A container of a test. */
export class Container {
  /** Asking the engine takes longer than most requests. */
  private lastAddress?: string;

  constructor(readonly name: string) {}

  /** Address on the tests' network; a restart may change it. */
  async address(): Promise<string> {
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    const address = await docker(["inspect", "--format", format, this.name]);
    if (address === "") throw new Error(`${this.name} has no address; it is not running`);
    return address;
  }

  async request(path: string, options?: RequestOptions): Promise<Answer> {
    this.lastAddress ??= await this.address();
    try {
      return await request(this.lastAddress, path, options);
    } catch (error) {
      const address = await this.address();
      if (address === this.lastAddress) throw error;
      this.lastAddress = address;
      return request(address, path, options);
    }
  }

  /** Waits until /healthz answers 200. @throws with the log when the container ends before */
  async whenHealthy(seconds?: number): Promise<this> {
    await eventually(
      `${this.name} is healthy`,
      async () => {
        if (!(await this.isRunning())) return "ended";
        return (await this.request("/healthz")).status === 200 && "healthy";
      },
      seconds,
    ).then(async (state) => {
      if (state === "ended") throw new Error(`${this.name} ended: ${await this.logs()}`);
    });
    return this;
  }

  async isRunning(): Promise<boolean> {
    return (await docker(["inspect", "--format", "{{.State.Running}}", this.name])) === "true";
  }

  /** Waits for the end. @returns the exit code */
  async exitCode(seconds?: number): Promise<number> {
    await eventually(`${this.name} ends`, async () => !(await this.isRunning()), seconds);
    return Number(await docker(["inspect", "--format", "{{.State.ExitCode}}", this.name]));
  }

  /** Lines as the engine has them: what was said before the service "log" began, then one JSON object a line. */
  async lines(): Promise<string[]> {
    const { stdout, stderr } = await tryDocker(["logs", this.name]);
    return (stderr + stdout).split("\n").filter((line) => line !== "");
  }

  /** The log for people: messages without their JSON, other lines as they are. */
  async logs(): Promise<string> {
    return readable(await this.lines());
  }

  /** Waits until the log says something: a line may reach the engine after the answer that it is about. @returns the log */
  logged(what: string | RegExp): Promise<string> {
    return eventually(`${this.name} logs ${what}`, async () => {
      const logs = await this.logs();
      return (typeof what === "string" ? logs.includes(what) : what.test(logs)) && logs;
    });
  }

  /** Lines of the image's own messages, without their `wp-image: `. */
  async messages(): Promise<string[]> {
    return (await this.logs()).split("\n").flatMap((line) => /^wp-image: (.*)$/.exec(line)?.[1] ?? []);
  }

  /** Runs a command in the container. @throws on a failing command */
  exec(command: readonly string[], flags: readonly string[] = []): Promise<string> {
    return docker(["exec", ...flags, this.name, ...command]);
  }

  tryExec(command: readonly string[], flags: readonly string[] = []): Promise<Output> {
    return tryDocker(["exec", ...flags, this.name, ...command]);
  }

  /** Runs a shell script in the container. @throws on a failing script */
  shell(script: string, flags: readonly string[] = []): Promise<string> {
    return this.exec(["sh", "-c", script], flags);
  }

  /** Writes a file in the container, with its directories. */
  async write(path: string, contents: string): Promise<void> {
    await docker(
      ["exec", "-i", this.name, "sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path],
      contents,
    );
  }

  /** What runs in the container, without what this question itself starts. */
  async processes(): Promise<Process[]> {
    const lines = (await this.exec(["ps", "-eo", "pid=,ppid=,user=,stat=,args="])).split("\n");
    return lines
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, pid, parent, user = "", state = "", command = ""]) => ({
        pid: Number(pid),
        parent: Number(parent),
        user,
        state,
        command,
      }))
      .filter(({ command }) => !command.startsWith("ps -eo"));
  }

  /** Sends a signal to the first process. */
  async kill(signal: string): Promise<void> {
    await docker(["kill", "--signal", signal, this.name]);
  }

  /** Stops as ECS does: SIGTERM, then SIGKILL after the time. @returns the exit code */
  async stop(seconds = 40): Promise<number> {
    await docker(["stop", "--time", String(seconds), this.name]);
    return this.exitCode();
  }
}

/** Lines of a log for people: messages without their JSON, other lines as they are. */
export function readable(lines: readonly string[]): string {
  const text = (line: string) => {
    const { source, message } = JSON.parse(line) as { source?: string; message?: string };
    return source === "wp-image" ? `wp-image: ${message}` : (message ?? line);
  };
  return lines.map((line) => (line.startsWith("{") ? text(line) : line)).join("\n");
}
