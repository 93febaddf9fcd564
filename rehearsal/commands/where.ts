import { join } from "node:path";
import { ask } from "../run/control";

/** What runs, as other commands of the project ask for it. */
export interface Where {
  readonly environment: string;
  readonly url: string;
}

/** File that tells where a running start listens for commands. */
export function controlPointer(projectDirectory: string): string {
  return join(projectDirectory, ".rehearsal", "control");
}

/** @throws {Failure} when nothing runs, with what to do */
export async function whatRuns(projectDirectory: string): Promise<Where> {
  let answer = "";
  await ask(controlPointer(projectDirectory), "where", (line) => {
    answer += line;
  });
  return JSON.parse(answer);
}
