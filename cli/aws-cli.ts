import { spawn } from "node:child_process";
import { Failure } from "./outcome";

/** Runs `aws …` with the credentials of whoever calls, and reads its JSON. */
export type Aws = <T>(...words: readonly string[]) => Promise<T>;

/** The AWS CLI for a region. @throws {Failure} with its own words when a call fails, or when it is not installed */
export function awsCli(region: string): Aws {
  return async <T>(...words: readonly string[]): Promise<T> => {
    const { code, output, errors } = await run("aws", [...words, "--region", region, "--output", "json"]);
    if (code !== 0) throw new Failure(`aws ${words.slice(0, 2).join(" ")}: ${errors.trim()}`);
    return (output.trim() === "" ? {} : JSON.parse(output)) as T;
  };
}

function run(program: string, words: readonly string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    // A process group by itself: Ctrl-C ends the task first, and these calls do it.
    // Version 1 has no option for it, and takes none for a mistake.
    const env = { ...process.env, AWS_PAGER: "" };
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], detached: true, env });
    let [output, errors] = ["", ""];
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.once("error", () =>
      reject(new Failure(`${program} is not installed: the AWS CLI asks and acts for this command`)),
    );
    child.once("close", (code) => resolve({ code: code ?? 1, output, errors }));
  });
}
