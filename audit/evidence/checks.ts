import type { Facts } from "../facts/facts";
import type { Shown } from "./shown";

/** One thing that configuration can show, asked of every resource that it concerns. */
export interface Check {
  /** What is asked, as a sentence that is true where it is held. */
  readonly asks: string;
  readonly read: (facts: Facts) => readonly Shown[];
}
