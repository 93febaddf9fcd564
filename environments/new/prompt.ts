import { createInterface } from "node:readline/promises";
import { Interrupted } from "../../cli/outcome";
import type { Question } from "./questions";

export interface Prompt {
  /** @throws {Interrupted} */
  ask(question: Question): Promise<string>;
  close(): void;
}

/** Asks on a terminal, again and again until the answer fits. */
export function promptOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Prompt {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once("SIGINT", () => ended.abort());
  lines.once("close", () => ended.abort());

  async function ask(question: Question): Promise<string> {
    const { text, suggestion, optional = false, problem } = question;
    const shown = suggestion === undefined ? text : `${text} [${suggestion}]`;
    if (ended.signal.aborted) throw new Interrupted();
    const typed = await lines.question(`${shown}: `, { signal: ended.signal }).catch(() => {
      throw new Interrupted();
    });
    const answer = typed.trim() || (suggestion ?? "");
    const rule = answer === "" && !optional ? "is needed" : problem(answer);
    if (rule === undefined) return answer;
    output.write(`  ${rule}\n`);
    return ask(question);
  }
  return { ask, close: () => lines.close() };
}
