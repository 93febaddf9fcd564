import type { ObjectValue } from "./value";

/** The last state of everything that was applied: what an effect asks about the resources that its own refers to. */
export class Inventory {
  private readonly states = new Map<string, Map<string, ObjectValue>>();
  private readonly held = new Map<string, ObjectValue[]>();

  put(type: string, state: ObjectValue): void {
    const all = this.states.get(type) ?? new Map<string, ObjectValue>();
    this.states.set(type, all.set(keyOf(state), state));
  }

  delete(type: string, state: ObjectValue): void {
    this.states.get(type)?.delete(keyOf(state));
  }

  /** Keeps a deleted resource whose name AWS gives to no other for some time. */
  hold(type: string, state: ObjectValue): void {
    this.held.set(type, [...(this.held.get(type) ?? []), state]);
  }

  allHeld(type: string): readonly ObjectValue[] {
    return this.held.get(type) ?? [];
  }

  all(type: string): ObjectValue[] {
    return [...(this.states.get(type)?.values() ?? [])];
  }

  find(type: string, attribute: string, value: unknown): ObjectValue | undefined {
    return this.all(type).find((state) => state[attribute] === value);
  }
}

/** Task definitions of one family share an id, and targets of one topic an ARN. */
function keyOf({ arn, id }: ObjectValue): string {
  return `${arn ?? ""} ${id ?? ""}`;
}
