import type { Comparison } from "../compare/differences";
import type { Contents } from "../contents/contents";
import type { Graph } from "../diagram/boxes";
import type { Facts } from "../facts/facts";
import type { Manifest } from "../folder/manifest";
import type { PolicyResult } from "../policy/result";

/** Everything that the report is made from. */
export interface Subject extends Facts {
  readonly graph: Graph;
  readonly svg: string;
  readonly policy: PolicyResult;
  readonly comparison?: Comparison;
  /** What the image holds. @default - no SBOM was given */
  readonly contents?: Contents;
  /** Without the files, which the report is one of. */
  readonly manifest: Omit<Manifest, "files">;
}
