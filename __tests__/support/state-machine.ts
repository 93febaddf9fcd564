import jsonata from "jsonata";

type Json = Record<string, unknown>;

interface State {
  readonly Type: "Pass" | "Task" | "Choice" | "Wait" | "Map" | "Succeed" | "Fail";
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Assign?: Json;
  readonly Output?: unknown;
  /** Of a Map: what it goes through, and with which states. */
  readonly Items?: unknown;
  readonly ItemProcessor?: Definition;
  /** Of a Fail. */
  readonly Cause?: unknown;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Assign?: Json;
    readonly Next: string;
  }[];
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** An error of AWS's API, as Step Functions hands it to Catch. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly text: string,
  ) {
    super(`${code}: ${text}`);
  }
}

/** The end of a run in a state of type Fail. */
export class RunFailed extends Error {}

/** Answers a call of a Task. @throws {ApiError} where AWS would refuse it */
export type Call = (resource: string, args: Json) => unknown;

/** What a state takes and gives, and a variable holds. Source: Step Functions developer guide, "Quotas". */
const MOST_BYTES = 256 * 1024;

/** A run that comes through more does not end. */
const MOST_STATES = 1000;

/**
 * Runs a state machine written in Amazon States Language with JSONata: the states, fields and rules that this project's machines use. A retry is
 * not made, since the answer would be the same; nothing waits.
 *
 * @returns the names of the states that it came through, without those within a Map
 * @throws {RunFailed} with the cause, where it ends in a Fail
 */
export async function runMachine(
  definition: Definition,
  input: Json,
  call: Call,
  startTime: string,
): Promise<string[]> {
  return (await through(definition, { variables: {}, input }, { Execution: { StartTime: startTime } }, call)).path;
}

async function through(
  definition: Definition,
  begin: Moment,
  execution: Json,
  call: Call,
): Promise<{ readonly path: string[]; readonly output: unknown }> {
  const path: string[] = [];
  let at = begin;
  for (let name: string | undefined = definition.StartAt; name !== undefined; name = at.next) {
    path.push(name);
    if (path.length > MOST_STATES) throw new Error(`it does not end: ${path.slice(-3).join(", ")} …`);
    const state: State | undefined = definition.States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    at = await step(state, at, { ...execution, State: { Name: name } }, call);
    if (at.next === undefined && state.Type !== "Succeed" && !state.End) throw new Error(`${name} has no next state`);
  }
  return { path, output: at.input };
}

/** What a state begins with, and leaves. */
interface Moment {
  readonly variables: Json;
  readonly input: Json;
  readonly next?: string | undefined;
}

async function step(state: State, { variables, input }: Moment, context: Json, call: Call): Promise<Moment> {
  const evaluated = (value: unknown, more: Json = {}) =>
    evaluate(value, { ...variables, states: { input, context, ...more } });
  /** All variables see the values from before. */
  const left = async (assign: Json | undefined, output: unknown, next: string | undefined, more: Json = {}) => {
    const assigned = (await evaluated(assign ?? {}, more)) as Json;
    for (const value of Object.values(assigned)) bounded(value);
    return { variables: { ...variables, ...assigned }, input: bounded(await evaluated(output, more)) as Json, next };
  };
  if (state.Type === "Choice") return left(state.Assign, input, await chosen(state, evaluated));
  if (state.Type === "Fail") throw new RunFailed(String(await evaluated(state.Cause)));
  if (state.Type !== "Task" && state.Type !== "Map") return left(state.Assign, state.Output ?? input, state.Next);
  /** For each item, with a copy of the variables: what is assigned within is gone afterwards. */
  const mapped = async () => {
    const results: unknown[] = [];
    for (const item of (await evaluated(state.Items)) as Json[]) {
      if (state.ItemProcessor === undefined) throw new Error("a Map has no ItemProcessor");
      results.push((await through(state.ItemProcessor, { variables, input: item }, context, call)).output);
    }
    return results;
  };
  const args = bounded((await evaluated(state.Arguments ?? {})) as Json);
  try {
    const result = bounded(await (state.Type === "Map" ? mapped() : call(String(state.Resource), args)));
    return await left(state.Assign, state.Output ?? result, state.Next, { result });
  } catch (error) {
    const [caught] = state.Catch ?? [];
    if (!(error instanceof ApiError) || caught === undefined) throw error;
    const errorOutput = { Error: error.code, Cause: error.text };
    return left(caught.Assign, errorOutput, caught.Next, { errorOutput });
  }
}

async function chosen(state: State, evaluated: (value: unknown) => Promise<unknown>): Promise<string | undefined> {
  for (const { Condition, Next } of state.Choices ?? []) {
    const holds = await evaluated(Condition);
    if (typeof holds !== "boolean") throw new Error(`${Condition} gives ${JSON.stringify(holds)}, which is no boolean`);
    if (holds) return Next;
  }
  return state.Default;
}

/** A value with its expressions, `{% … %}`, evaluated. @throws where one gives nothing, as Step Functions does */
async function evaluate(value: unknown, bindings: Json): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => evaluate(one, bindings)));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(async ([key, one]) => [key, await evaluate(one, bindings)]);
    return Object.fromEntries(await Promise.all(entries));
  }
  const [, expression] = (typeof value === "string" && /^\{%(.*)%\}$/s.exec(value)) || [];
  if (expression === undefined) return value;
  const result = await jsonata(expression).evaluate(undefined, bindings);
  if (result === undefined) throw new Error(`States.QueryEvaluationError: ${expression} gives nothing`);
  return JSON.parse(JSON.stringify(result));
}

function bounded<T>(value: T): T {
  const { length } = JSON.stringify(value) ?? "";
  if (length > MOST_BYTES) throw new Error(`States.DataLimitExceeded: ${length} bytes`);
  return value;
}
