import type { Reporter } from "./reporter";
import type { Output } from "./terraform";

/** cdktf names the outputs that only carry a value to another stack like this. */
const CROSS_STACK = /^cross-stack-output-/;

/** Shows each stack's outputs; a sensitive value stays hidden. */
export function showOutputs(outputs: ReadonlyMap<string, Record<string, Output>>, reporter: Reporter): void {
  for (const [stack, values] of outputs) {
    const shown = Object.entries(values).filter(([name]) => !CROSS_STACK.test(name));
    if (shown.length > 0) reporter.line(`  ${stack}`);
    for (const [name, output] of shown) reporter.line(`    ${name} = ${shownValue(output)}`);
  }
}

export function shownValue({ value, sensitive }: Output): string {
  if (sensitive) return "(sensitive)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
