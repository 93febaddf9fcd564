import dataTypes from "../../aws/data-types.json";
import { compareTexts } from "../json";
import { s3Backend } from "../remote-state";

/** A state as Terraform stores it. */
export interface State {
  readonly resources?: readonly StateResource[];
}

export interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  /** Such as `provider["registry.terraform.io/hashicorp/aws"].copies`. */
  readonly provider: string;
  readonly instances: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
}

/** A stack whose resources exist although the app has it no longer: `cdktf deploy` neither changes nor destroys it. */
export interface LeftStack {
  readonly name: string;
  /** Of the object in the state bucket. */
  readonly key: string;
  readonly resources: number;
  /** Addresses of what holds what people typed or stored. */
  readonly data: readonly string[];
  readonly state: State;
}

const SUFFIX = ".tfstate";

/** The stack that a key of the state bucket belongs to; undefined for a lock and for whatever else lies there. */
function stackOfKey(key: string): string | undefined {
  return key.endsWith(SUFFIX) ? key.slice(0, -SUFFIX.length) : undefined;
}

/** A stack of the app. */
interface Stack {
  readonly name: string;
  readonly json: unknown;
}

/** Of the keys in a state bucket, those that hold the state of no stack of the app. */
export function foreignKeys(keys: readonly string[], stacks: readonly Stack[]): string[] {
  // A stack that keeps its state in a file may have a copy of it there, under its name.
  const own = stacks.map(({ name, json }) => s3Backend(json)?.key ?? `${name}${SUFFIX}`);
  return keys.filter((key) => stackOfKey(key) !== undefined && !own.includes(key));
}

/** Of the states that belong to no stack of the app, those that hold something. @param states by key */
export function leftStacks(states: ReadonlyMap<string, State>): LeftStack[] {
  const all = [...states].map(([key, state]): LeftStack => {
    const managed = (state.resources ?? []).filter(({ mode }) => mode === "managed");
    const resources = managed.reduce((sum, { instances }) => sum + instances.length, 0);
    const data = managed.filter(({ type }) => dataTypes.includes(type)).map(({ type, name }) => `${type}.${name}`);
    return { name: stackOfKey(key) ?? key, key, resources, data, state };
  });
  return all.filter(({ resources }) => resources > 0).sort((one, other) => compareTexts(one.name, other.name));
}

/** One line for people. */
export function describeLeft({ name, resources, data }: LeftStack): string {
  const held = data.length > 0 ? `, data among them: ${data.join(", ")}` : "";
  return `${name} is no longer in the app, and its ${resources} resources are still there${held}`;
}
