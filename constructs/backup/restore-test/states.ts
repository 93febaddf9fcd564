/** A state of Amazon States Language, in its own words; its expressions are JSONata. */
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

export interface Machine {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

export interface Step {
  /** `service:operation`, as Step Functions names the call of an SDK: `rds:describeDBInstances`. */
  readonly call: string;
  /** Parameters in PascalCase, as Step Functions takes and gives them. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What to remember of the answer, by variable. */
  readonly assign?: Readonly<Record<string, unknown>>;
  readonly next: string;
  /** Where to go on after a failure, which is then noted in the variable `problem`. @default - the execution fails */
  readonly otherwise?: string;
}

/** Text of an expression. Terraform would read `%{` as a template, so a space follows the sign. */
export const expression = (text: string): string => `{% ${text} %}`;

/** Adds to what went wrong before. */
const alsoProblem = (text: string): string => expression(`($problem = '' ? '' : $problem & '; ') & ${text}`);

/** A failure by the state it was in and the name that AWS gives it. The cause may quote a task in full, so it is left out. */
const NOTE = alsoProblem("$states.context.State.Name & ': ' & $states.errorOutput.Error");

/** A call of AWS's API that is tried four times. @param partition second part of ARNs */
export function call(partition: string, { call: operation, assign, next, otherwise, ...step }: Step): State {
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::aws-sdk:${operation}`,
    Arguments: step.arguments,
    Assign: assign,
    Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 2 }],
    Catch: noted(otherwise),
    Next: next,
  };
}

/** A failure is noted, and the machine goes on. */
export function noted(next: string | undefined): unknown {
  return next && [{ ErrorEquals: ["States.ALL"], Assign: { problem: NOTE }, Next: next }];
}

/** Asks again every half minute until something holds. @returns the states `Await<what>`, `Look<what>` and `Is<what>` */
export function awaited(
  partition: string,
  what: string,
  look: Pick<Step, "call" | "arguments"> & { readonly when: string; readonly next: string; readonly otherwise: string },
): Record<string, State> {
  const { when, next, otherwise } = look;
  const count = { tries: expression("$tries + 1") };
  return {
    [`Await${what}`]: { Type: "Wait", Seconds: WAIT_SECONDS, Assign: count, Next: `Look${what}` },
    [`Look${what}`]: call(partition, {
      ...look,
      assign: { ready: expression(when) },
      next: `Is${what}`,
      otherwise,
    }),
    [`Is${what}`]: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$ready"), Next: next },
        { Condition: expression(`$tries < ${MOST_TRIES}`), Next: `Await${what}` },
      ],
      Default: `Late${what}`,
    },
    [`Late${what}`]: { Type: "Pass", Assign: { problem: alsoProblem(`'${what}: not in time'`) }, Next: otherwise },
  };
}

const WAIT_SECONDS = 30;
/** Of half a minute each: an instance of Aurora is there in ten minutes. */
const MOST_TRIES = 80;
