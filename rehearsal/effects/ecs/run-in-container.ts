import { PassThrough, type Readable } from "node:stream";
import type Docker from "dockerode";

export interface Run {
  readonly command: readonly string[];
  /** What the command reads; when it fails, the command sees an early end. @default nothing */
  readonly input?: Readable;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

export interface Ended {
  readonly code: number;
  /** Why the input ended early. */
  readonly failure?: Error;
}

/** Runs a command in a running container until it ends. */
export async function runIn(container: Docker.Container, run: Run): Promise<Ended> {
  const { command, input, output, errors } = run;
  const isFed = input !== undefined;
  const exec = await container.exec({
    ...{ Cmd: [...command], AttachStdin: isFed, AttachStdout: true, AttachStderr: true },
  });
  const stream = await exec.start({ hijack: isFed, stdin: isFed });
  const [out, err] = [new PassThrough(), new PassThrough()];
  out.pipe(output, { end: false });
  err.pipe(errors, { end: false });
  container.modem.demuxStream(stream, out, err);
  const ended = new Promise<void>((resolve) => stream.once("end", resolve).once("close", resolve));
  let failure: Error | undefined;
  // A command may end before it has read all of its input; its exit code says what that means.
  stream.on("error", () => input?.destroy());
  input?.once("error", (error) => {
    failure = error;
    stream.end();
  });
  input?.pipe(stream);
  await ended;
  input?.destroy();
  return { code: (await exec.inspect()).ExitCode ?? 1, failure };
}
