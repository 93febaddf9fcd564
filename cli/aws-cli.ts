import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { Failure } from "./outcome";

/** Runs `aws …` with the credentials of whoever calls, and reads its JSON. */
export type Aws = <T>(...words: readonly string[]) => Promise<T>;

/** Whose AWS is asked, and as whom. */
export interface AwsAccess {
  /** Words of the AWS CLI that go before the command's own. */
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether it is on this machine, at one address for all regions. */
  readonly isLocal: boolean;
}

/** AWS, with the credentials of whoever calls. */
export const callersAws = (): AwsAccess => ({ words: [], env: process.env, isLocal: false });

/** What stands for AWS on this machine. No word of it reaches AWS, whatever the person's settings and the AWS CLI's version are. */
export function localAws({
  endpoint,
  accessKey,
}: {
  readonly endpoint: string;
  readonly accessKey: string;
}): AwsAccess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const none = devNull;
  return {
    words: ["--endpoint-url", endpoint],
    isLocal: true,
    env: {
      ...Object.fromEntries(inherited),
      ...{ AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: "made-up", AWS_EC2_METADATA_DISABLED: "true" },
      // For calls of `aws s3 cp` to which it does not pass the option on.
      AWS_ENDPOINT_URL: endpoint,
      ...{ AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none },
      // Neither way may lead through a proxy of the person's.
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    },
  };
}

/** The AWS CLI for a region. @throws {Failure} with its own words when a call fails, or when it is not installed */
export function awsCli(region: string, { words: first, env } = callersAws()): Aws {
  return async <T>(...words: readonly string[]): Promise<T> => {
    const all = [...first, ...words, "--region", region, "--output", "json"];
    const { code, output, errors } = await run("aws", all, env);
    if (code !== 0) throw new Failure(`aws ${words.slice(0, 2).join(" ")}: ${errors.trim()}`);
    return (output.trim() === "" ? {} : JSON.parse(output)) as T;
  };
}

function run(
  program: string,
  words: readonly string[],
  given: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    // A process group by itself: Ctrl-C ends the task first, and these calls do it.
    // Version 1 has no option for it, and takes none for a mistake.
    const env = { ...given, AWS_PAGER: "" };
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
