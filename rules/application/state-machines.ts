import { isObject, listed, objectOf } from "../../terraform/json";
import type { Rule } from "../rule";

type States = Readonly<Record<string, unknown>>;

const ENDS = new Set(["Succeed", "Fail"]);

/** Where a state leads: by itself, by a choice, by a failure that it catches. */
function leads(state: States): string[] {
  const targets = [state.Next, state.Default];
  for (const one of [...listed(state.Choices ?? []), ...listed(state.Catch ?? [])]) targets.push(objectOf(one).Next);
  return targets.filter((target): target is string => typeof target === "string");
}

/** The machines within a state: branches, and what is done with each item. */
function inner(state: States): unknown[] {
  return [...listed(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(isObject);
}

/** What Step Functions refuses of a machine, in a few words. */
function wrong(machine: unknown): string | undefined {
  const { StartAt, States: states } = objectOf(machine);
  if (typeof StartAt !== "string" || !isObject(states)) return "StartAt or States is missing";
  if (!(StartAt in states)) return `StartAt ${StartAt} is no state`;
  const led = new Set([StartAt]);
  for (const [name, value] of Object.entries(states)) {
    const state = objectOf(value);
    const targets = leads(state);
    const lost = targets.find((target) => !(target in states));
    if (lost !== undefined) return `${name} leads to ${lost}, which is no state`;
    const isEnd = state.End === true || ENDS.has(String(state.Type));
    if (state.Type !== "Choice" && isEnd === (state.Next !== undefined))
      return `${name} needs Next or End, and not both`;
    for (const target of targets) led.add(target);
    const within = inner(state)
      .map(wrong)
      .find((problem) => problem !== undefined);
    if (within !== undefined) return `${name}: ${within}`;
  }
  const alone = Object.keys(states).find((name) => !led.has(name));
  return alone && `nothing leads to ${alone}`;
}

export const stateMachineRules: readonly Rule[] = [
  {
    id: "state-machine-definition",
    trap: 49,
    title: "The states of a state machine lead to states that are there, and each is led to",
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html",
    severity: "error",
    fix: "Mend the Next, Default or StartAt that the message names.",
    on: ["aws_sfn_state_machine"],
    *check(resource) {
      if (!resource.has("definition")) return;
      const definition = resource.decoded("definition");
      if (!isObject(definition)) return;
      const problem = wrong(definition);
      if (problem !== undefined) yield resource.problem("definition", problem, problem);
    },
  },
];
