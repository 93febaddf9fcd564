import { type Kind, moduleSource, type ProviderPackage } from "../../terraform/provider-packages";
import { type DeriveOptions, deriveBlock } from "./derive";
import type { Block } from "./schema";

/**
 * The schema of one type, derived from the package.
 * @throws when the package has no such type
 */
export function packageSchema(
  from: ProviderPackage,
  kind: Kind,
  type: string,
  use: Pick<DeriveOptions, "read" | "written"> = {},
): Block {
  const source = moduleSource(from, kind, kind === "provider" ? from.name : type);
  if (source === undefined) throw new Error(`${kind} ${type} is not in ${from.source} ${from.version}`);
  const className = /^(\w+)\.tfResourceType = /m.exec(source)?.[1];
  return deriveBlock(source, { ...use, className: className ?? type });
}
