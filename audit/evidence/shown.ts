import type { Resource } from "../../terraform/block";
import type { Finding } from "../facts/finding";

/** What a check says of one resource. */
export interface Shown {
  readonly resource: Resource;
  readonly held: boolean;
  /** What the stacks say, in a few words. */
  readonly text: string;
}

/** What was found of a resource, judged. */
export const shown = (resource: Resource, finding: Finding, held: boolean): Shown => ({
  resource,
  held,
  text: finding.text,
});
