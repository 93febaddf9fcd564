import type { ObjectValue } from "./value";

/** The last state of everything that was applied: what an effect asks about the resources that its own refers to. */
export class Inventory {
  private readonly states = new Map<string, Map<string, ObjectValue>>();

  put(type: string, state: ObjectValue): void {
    const all = this.states.get(type) ?? new Map<string, ObjectValue>();
    this.states.set(type, all.set(keyOf(state), state));
  }

  delete(type: string, state: ObjectValue): void {
    this.states.get(type)?.delete(keyOf(state));
  }

  all(type: string): ObjectValue[] {
    return [...(this.states.get(type)?.values() ?? [])];
  }

  find(type: string, attribute: string, value: unknown): ObjectValue | undefined {
    return this.all(type).find((state) => state[attribute] === value);
  }
}

/** Task definitions of one family share an id, but no ARN. */
function keyOf({ arn, id }: ObjectValue): string {
  return String(arn ?? id);
}
