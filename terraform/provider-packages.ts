import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where a type belongs in a Terraform configuration. */
export type Kind = "resource" | "data" | "provider";

/** An npm package with the typings of one Terraform provider, as cdktf generates it. */
export interface ProviderPackage {
  /** For example `@cdktf/provider-aws`. */
  readonly packageName: string;
  readonly packageVersion: string;
  /** Full address, for example `registry.terraform.io/hashicorp/aws`. */
  readonly source: string;
  /** The provider's short name, for example `aws`. */
  readonly name: string;
  /** Of the provider. */
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

/** The provider packages that the project has installed, by their names. */
export function installedPackages(projectDirectory: string): ProviderPackage[] {
  const scope = join(projectDirectory, "node_modules", "@cdktf");
  if (!existsSync(scope)) return [];
  const folders = readdirSync(scope).filter((folder) => folder.startsWith("provider-"));
  return folders.sort().flatMap((folder) => {
    const directory = join(scope, folder);
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const provider = manifest.cdktf?.provider;
    if (!provider) return [];
    const { name: source, version } = provider;
    const name = source.split("/").pop();
    return [{ packageName: manifest.name, packageVersion: manifest.version, source, name, version, directory }];
  });
}

/** The JavaScript that cdktf generated for a type; undefined when the package has no such type. */
export function moduleSource({ directory, name }: ProviderPackage, kind: Kind, type: string): string | undefined {
  const library = join(directory, "lib");
  if (kind === "provider") return type === name ? read(library, "provider") : undefined;
  if (!type.startsWith(`${name}_`)) return undefined;
  const words = type.slice(name.length + 1).replaceAll("_", "-");
  const folder = kind === "data" ? `data-${name}-${words}` : words;
  const usual = [folder, `${folder}-resource`, `${folder}-a`, `${name}-${words}`, `data-${name}-${name}-${words}`];
  // A few types lie in folders with other names; reading all takes a second or two.
  for (const candidates of [usual, readdirSync(library).sort()]) {
    for (const candidate of candidates) {
      const source = read(library, candidate);
      if (source !== undefined && declares(source, kind, type)) return source;
    }
  }
  return undefined;
}

function read(library: string, folder: string): string | undefined {
  const file = join(library, folder, "index.js");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function declares(source: string, kind: Kind, type: string): boolean {
  const base = kind === "data" ? "TerraformDataSource" : "TerraformResource";
  return source.includes(`.tfResourceType = "${type}"`) && source.includes(`extends cdktf.${base} {`);
}
