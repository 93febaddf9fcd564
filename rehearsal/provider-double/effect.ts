import type { Place } from "./place";
import type { ObjectValue } from "./value";

/** One change that Terraform applies, as an effect gets to see it. */
export interface Change extends Place {
  readonly type: string;
  /** The configuration, with the values of write-only arguments. Empty on delete. */
  readonly config: ObjectValue;
  /** The state before the change; undefined on create. */
  readonly prior?: ObjectValue;
  /** The state after the change, every value known; on delete the last state. */
  readonly state: ObjectValue;
  /** The configuration of the provider. */
  readonly provider: ObjectValue;
}

/**
 * Something real that happens beside the invented values when a resource of one type is applied.
 * What `create` and `update` return replaces computed values of the state; what they throw is Terraform's error for the resource.
 */
export interface Effect {
  readonly type: string;
  create?(change: Change): Promise<ObjectValue | undefined>;
  /** @default nothing happens */
  update?(change: Change): Promise<ObjectValue | undefined>;
  delete?(change: Change): Promise<void>;
  /** Of a data source: its values, in place of invented ones. */
  read?(config: ObjectValue): Promise<ObjectValue>;
  /** Of an ephemeral resource: what it returns replaces values of the result. */
  open?(): ObjectValue;
}
