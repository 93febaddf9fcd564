import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Interrupted } from "../../../cli/outcome";
import { promptOn } from "../../../environments/new/prompt";

const region = {
  name: "region",
  text: "Region",
  suggestion: "eu-west-1",
  problem: (answer: string) => (answer === "mars" ? "must be on earth" : undefined),
} as const;
const account = { name: "account", text: "Account", problem: () => undefined } as const;

/** A terminal at which somebody types the next line whenever a question is shown. */
function terminal(...typed: string[]) {
  const input = new PassThrough();
  const output = new PassThrough({ encoding: "utf8" });
  let shown = "";
  output.on("data", (text: string) => {
    shown += text;
    const line = text.endsWith(": ") ? typed.shift() : undefined;
    if (line !== undefined)
      input.write(`${line}
`);
  });
  return { input, prompt: promptOn(input, output), shown: () => shown };
}

test("shows the suggestion, and Enter takes it", async () => {
  const { prompt, shown } = terminal("");
  expect(await prompt.ask(region)).toBe("eu-west-1");
  expect(shown()).toBe("Region [eu-west-1]: ");
  prompt.close();
});

test("says what is wrong and asks again", async () => {
  const { prompt, shown } = terminal("mars", " us-east-1 ");
  expect(await prompt.ask(region)).toBe("us-east-1");
  expect(shown()).toContain("  must be on earth\nRegion [eu-west-1]: ");
  prompt.close();
});

test("insists on an answer where nothing is none", async () => {
  const { prompt, shown } = terminal("", "1");
  expect(await prompt.ask(account)).toBe("1");
  expect(shown()).toContain("  is needed\n");
  prompt.close();
});

test("takes nothing for an answer where the question allows it", async () => {
  const { prompt } = terminal("");
  expect(await prompt.ask({ ...account, optional: true })).toBe("");
  prompt.close();
});

test("an input that ends is an interruption, in a question and before the next", async () => {
  const { input, prompt } = terminal();
  const answer = prompt.ask(account);
  input.end();
  await expect(answer).rejects.toThrow(Interrupted);
  await expect(prompt.ask(account)).rejects.toThrow(Interrupted);
});
