import type { Block } from "../../../rehearsal/provider-double/schema";

/** A block as `terraform providers schema -json` prints it. */
export interface RealBlock {
  readonly attributes?: Readonly<Record<string, RealAttribute>>;
  readonly block_types?: Readonly<
    Record<string, { nesting_mode: string; block: RealBlock; min_items?: number; max_items?: number }>
  >;
}

interface RealAttribute {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly write_only?: boolean;
}

/** The typings do not tell whether the provider fills in an optional attribute that is left out, so that is not compared. */
const flagsOf = ({ required, optional }: RealAttribute): string =>
  required ? "required" : optional ? "optional" : "computed";

const missing = (kind: string, path: string, derived: boolean): string =>
  `${path}: ${kind} only in the ${derived ? "derived" : "real"} schema`;

/** Where a derived schema says something else than the provider's own, one line each. */
export function schemaDifferences(derived: Block, real: RealBlock, path: string): string[] {
  const realAttributes = real.attributes ?? {};
  const realBlocks = real.block_types ?? {};
  const attributes = union(derived.attributes, realAttributes).flatMap((name) => {
    const [ours, theirs] = [derived.attributes[name], realAttributes[name]];
    const at = `${path}.${name}`;
    if (ours === undefined || theirs === undefined) return [missing("attribute", at, ours !== undefined)];
    const types = [ours.type, theirs.type].map((type) => JSON.stringify(type));
    const flags = [flagsOf(ours), flagsOf(theirs)];
    const secret = [ours.writeOnly ?? false, theirs.write_only ?? false];
    return [types, flags, secret].filter(([a, b]) => a !== b).map(([a, b]) => `${at}: derived ${a}, real ${b}`);
  });
  const blocks = union(derived.blocks, realBlocks).flatMap((name) => {
    const [ours, theirs] = [derived.blocks[name], realBlocks[name]];
    const at = `${path}.${name}`;
    if (ours === undefined || theirs === undefined) return [missing("block", at, ours !== undefined)];
    const nesting =
      ours.nesting === theirs.nesting_mode ? [] : [`${at}: derived ${ours.nesting}, real ${theirs.nesting_mode}`];
    return [...nesting, ...schemaDifferences(ours.block, theirs.block, at)];
  });
  return [...attributes, ...blocks];
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}
