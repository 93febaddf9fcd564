import type { CheckName } from "./known-checks";

/** One control of a framework: what configuration can show of it, or why it shows nothing. */
export interface Control {
  /** As the framework numbers it. */
  readonly id: string;
  /** In our words. */
  readonly title: string;
  /** Held when all of them are. @default - configuration shows nothing of it */
  readonly checks?: readonly CheckName[];
  /** Where its proof lies instead. @default - the checks are the proof */
  readonly elsewhere?: string;
}

export interface Framework {
  /** For links. */
  readonly id: string;
  readonly title: string;
  /** Where its numbers come from. */
  readonly source: string;
  readonly controls: readonly Control[];
}
