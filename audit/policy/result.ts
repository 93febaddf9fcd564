import type { Resource } from "../../terraform/block";

/** One check that a resource failed. */
export interface PolicyFinding {
  /** For example `CKV_AWS_161`. */
  readonly check: string;
  readonly title: string;
  readonly stack: string;
  readonly address: string;
  /** Undefined where the checker names something that is no resource. */
  readonly resource?: Resource;
  /** Why it is accepted; undefined for an open finding. */
  readonly reason?: string;
}

export type PolicyResult =
  | { readonly kind: "off"; readonly why: string }
  | {
      readonly kind: "checked";
      /** For example `checkov 3.3.30`. */
      readonly checker: string;
      readonly passed: number;
      readonly findings: readonly PolicyFinding[];
      /** Exceptions that no finding needed. */
      readonly unused: readonly string[];
    };
