import { isObject, listed, objectOf, textOf } from "../../../terraform/json";
import { byArn, type KnownTypes, text } from "../knowledge";
import type { Refusal } from "../refusal";

const API = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html";

/** The definition is checked when it is written: it is JSON, and every state that another names is there. */
const wrongDefinition = (on: "create" | "update", operation: string): Refusal => ({
  on,
  operation: `SFN: ${operation}`,
  code: "InvalidDefinition",
  when: "the definition is no JSON, or names a state that it does not have",
  source: API,
  text: ({ state }) => {
    const missing = missingStates(text(state.definition));
    return missing === undefined ? undefined : `Invalid State Machine Definition: ${missing}`;
  },
});

function missingStates(definition: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch {
    return "'INVALID_JSON_DESCRIPTION: Could not parse'";
  }
  const { StartAt, States } = objectOf(parsed);
  if (!isObject(States)) return "'SCHEMA_VALIDATION_FAILED: States is missing'";
  const named = Object.values(States).flatMap((state) => {
    const { Next, Default, Choices, Catch } = objectOf(state);
    return [Next, Default, ...[...listed(Choices), ...listed(Catch)].map((one) => objectOf(one).Next)];
  });
  const missing = [StartAt, ...named].map(textOf).find((name) => name !== undefined && !Object.hasOwn(States, name));
  return missing && `'MISSING_TRANSITION_TARGET: Missing 'Next' target: ${missing}'`;
}

const otherSettings: Refusal = {
  on: "create",
  operation: "SFN: CreateStateMachine",
  code: "StateMachineAlreadyExists",
  when: "a state machine of that name has another definition or type; with the same ones AWS gives back that machine",
  source: API,
  text: ({ state, inventory }) => {
    const same = inventory
      .all("aws_sfn_state_machine")
      .find(({ name, region }) => name === state.name && region === state.region);
    const differs = same && ["definition", "type"].some((name) => same[name] !== state[name]);
    return differs ? `State Machine Already Exists: '${text(same.arn)}'` : undefined;
  },
};

export const sfn: KnownTypes = {
  aws_sfn_state_machine: {
    ...byArn("states:{region}:{account}:stateMachine:{name}"),
    replacedBy: ["name", "name_prefix", "type"],
    refuses: [
      wrongDefinition("create", "CreateStateMachine"),
      wrongDefinition("update", "UpdateStateMachine"),
      otherSettings,
    ],
  },
};
