import type { Block, Finding, Resource } from "../terraform/block";
import type { Tree } from "../terraform/tree";

/** In place of types: every resource, not data sources. */
export const EVERY_TYPE = "*";

/**
 * Something that AWS refuses, or punishes later, although Terraform's schema allows it.
 * A rule is a pure function over one resource's synthesized JSON; what it needs of other resources it reads through the tree.
 */
export interface Rule {
  /** kebab-case, stable: waivers name it. */
  readonly id: string;
  /** Number of the trap in `traps.ts`. */
  readonly trap: number;
  /** What must hold, as a sentence without its full stop. */
  readonly title: string;
  /** Where AWS or the provider says so. */
  readonly source: string;
  /** `error` stops synth; `warning` is printed: nothing is refused, but a later change or destroy goes wrong. */
  readonly severity: "error" | "warning";
  /** What to do, in one sentence. */
  readonly fix: string;
  /** What it looks at stands in the configuration alone and in no plan: a lifecycle, the order of resources, a write-only argument. @default false */
  readonly writtenOnly?: true;
  /** It is about whole kinds of values, from data, and is silent where a rule of its own has spoken of the attribute, or of the resource at all. @default - it always speaks */
  readonly general?: "attribute" | "resource";
  /** Terraform types it looks at; data sources as `data.aws_x`, `EVERY_TYPE` for all resources. */
  readonly on: readonly string[];
  readonly check: (resource: Resource, tree: Tree) => Iterable<Finding>;
}

export type { Block, Finding, Resource, Tree };
