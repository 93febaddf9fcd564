import type { Comparison } from "../compare/differences";
import type { Graph } from "../diagram/boxes";
import type { GroupRule } from "../facts/security-groups";
import type { System } from "../facts/system";
import type { Manifest } from "../folder/manifest";
import type { PolicyResult } from "../policy/result";

/** Everything that the report is made from. */
export interface Subject {
  readonly system: System;
  readonly rules: readonly GroupRule[];
  readonly graph: Graph;
  readonly svg: string;
  readonly policy: PolicyResult;
  readonly comparison?: Comparison;
  /** Without the files, which the report is one of. */
  readonly manifest: Omit<Manifest, "files">;
}
