import type { Block, Finding, Resource, Tree } from "../rule";

/** What an account that is new, or a service whoever asks, has at most of something. */
export interface Quota {
  readonly id: string;
  /** What is counted, as the end of "… has at most N". */
  readonly title: string;
  readonly most: number;
  readonly on: readonly string[];
  /** The places that count; the first one over the quota is shown. */
  readonly counted: (owner: Resource, tree: Tree) => readonly Counted[];
  readonly source: string;
  readonly fix: string;
}

export interface Counted {
  readonly finding: (detail: string, value: unknown) => Finding;
}

export const blocksOf = (block: Block, name: string): Counted[] =>
  block.blocks(name).map(() => ({ finding: (detail, value) => block.problem(name, detail, value) }));

export const elementsOf = (block: Block, name: string): Counted[] =>
  (block.list(name) ?? []).map(() => ({ finding: (detail, value) => block.problem(name, detail, value) }));

export const referringBy =
  (attribute: string, ...types: readonly string[]) =>
  (owner: Resource, tree: Tree): Counted[] =>
    tree
      .referring(owner, attribute, ...types)
      .map((one) => ({ finding: (detail, value) => one.problem(attribute, detail, value) }));

export const VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";

export const RAISE = "Ask for a higher quota and waive this rule, or spread them.";

/** All resources of the owner's type and region, asked of the first of them only. */
export function all(owner: Resource, tree: Tree, attribute: string): Counted[] {
  const same = tree.all(owner.type).filter(({ region }) => region === owner.region);
  if (same[0] !== owner) return [];
  return same.map((one) => ({ finding: (detail, value) => one.problem(attribute, detail, value) }));
}

export const largest = (lists: readonly (readonly Counted[])[]): readonly Counted[] =>
  lists.reduce((most, list) => (list.length > most.length ? list : most), []);
