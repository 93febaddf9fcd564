import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeriveOptions, deriveBlock } from "./derive";
import type { Block } from "./schema";

/** Where a type of resource belongs in a Terraform configuration. */
export type Kind = "resource" | "data" | "provider";

/** An installed npm package with the typings of one Terraform provider. */
export interface ProviderPackage {
  /** For example `registry.terraform.io/hashicorp/aws`. */
  readonly source: string;
  /** The provider's short name, for example `aws`. */
  readonly name: string;
  /** Of the provider, not of the package. */
  readonly version: string;
  readonly directory: string;
}

const REGISTRY = "registry.terraform.io";

/** `hashicorp/aws` and `aws` are short for `registry.terraform.io/hashicorp/aws`. */
export function fullSource(source: string): string {
  const parts = source.split("/");
  if (parts.length === 1) return `${REGISTRY}/hashicorp/${source}`;
  return parts.length === 2 ? `${REGISTRY}/${source}` : source;
}

/** Every provider package that cdktf published and that `projectDirectory` can load. */
export function installedPackages(projectDirectory: string): ProviderPackage[] {
  const scope = join(projectDirectory, "node_modules", "@cdktf");
  if (!existsSync(scope)) return [];
  return readdirSync(scope)
    .filter((folder) => folder.startsWith("provider-"))
    .flatMap((folder) => {
      const directory = join(scope, folder);
      const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
      const provider = manifest.cdktf?.provider;
      if (!provider) return [];
      return [{ source: provider.name, version: provider.version, name: provider.name.split("/").pop(), directory }];
    });
}

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
  const file = findModule(from, kind, type);
  if (!file) throw new Error(`${kind} ${type} is not in ${from.source} ${from.version}`);
  const source = readFileSync(file, "utf8");
  return deriveBlock(source, { ...use, className: mainClass(source) ?? type });
}

function findModule({ directory, name }: ProviderPackage, kind: Kind, type: string): string | undefined {
  if (kind === "provider") return existing(join(directory, "lib", "provider", "index.js"));
  const words = type.replaceAll("_", "-");
  const folder = kind === "data" ? `data-${name}-${words.replace(`${name}-`, "")}` : words.replace(`${name}-`, "");
  const candidates = [folder, `data-${words}`, `data-${name}-${words}`, `${folder}-resource`, words];
  for (const candidate of candidates) {
    const file = existing(join(directory, "lib", candidate, "index.js"));
    if (file && declares(file, kind, type)) return file;
  }
  return readdirSync(join(directory, "lib"))
    .map((entry) => join(directory, "lib", entry, "index.js"))
    .find((file) => existsSync(file) && declares(file, kind, type));
}

function existing(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}

function declares(file: string, kind: Kind, type: string): boolean {
  const source = readFileSync(file, "utf8");
  const base = kind === "data" ? "TerraformDataSource" : "TerraformResource";
  return source.includes(`.tfResourceType = "${type}"`) && source.includes(`extends cdktf.${base} {`);
}

function mainClass(source: string): string | undefined {
  return /^(\w+)\.tfResourceType = /m.exec(source)?.[1];
}
