import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readShape } from "./generated-shape";
import { GUESSED, type Shape } from "./shape";

export type Kind = "resource" | "data" | "provider";

/** An npm package with the typings of one Terraform provider, as cdktf generates it. */
export interface ProviderPackage {
  /** For example `@cdktf/provider-aws`. */
  readonly name: string;
  /** Of the package. */
  readonly version: string;
  /** For example `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  readonly providerVersion: string;
  readonly directory: string;
}

/** The provider packages that the project has installed. */
export function installedPackages(projectDirectory: string): ProviderPackage[] {
  const scope = join(projectDirectory, "node_modules", "@cdktf");
  if (!existsSync(scope)) return [];
  const folders = readdirSync(scope).filter((folder) => folder.startsWith("provider-"));
  return folders.sort().flatMap((folder) => {
    const directory = join(scope, folder);
    const { name, version, cdktf } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    if (!cdktf?.provider) return [];
    return [{ name, version, directory, provider: cdktf.provider.name, providerVersion: cdktf.provider.version }];
  });
}

/** Answers which of a type's members are blocks, from the installed packages; a type that none has is guessed. */
export class Shapes {
  private readonly known = new Map<string, Shape>();

  constructor(private readonly packages: readonly ProviderPackage[]) {}

  of(kind: Kind, type: string): Shape {
    const key = `${kind} ${type}`;
    const shape = this.known.get(key) ?? this.find(kind, type) ?? GUESSED;
    this.known.set(key, shape);
    return shape;
  }

  private find(kind: Kind, type: string): Shape | undefined {
    for (const { directory, provider } of this.packages) {
      const short = provider.split("/").pop() ?? "";
      if (kind === "provider" ? type !== short : !type.startsWith(`${short}_`)) continue;
      const source = moduleSource(join(directory, "lib"), kind, type, short);
      if (source !== undefined) return readShape(source);
    }
    return undefined;
  }
}

function moduleSource(library: string, kind: Kind, type: string, provider: string): string | undefined {
  if (kind === "provider") return read(join(library, "provider", "index.js"));
  const words = type.slice(provider.length + 1).replaceAll("_", "-");
  const folder = kind === "data" ? `data-${provider}-${words}` : words;
  const usual = [folder, `${folder}-resource`, `${folder}-a`].map((name) => read(join(library, name, "index.js")));
  const declaring = (source: string | undefined): boolean => source !== undefined && declares(source, kind, type);
  return usual.find(declaring) ?? searched(library, declaring);
}

/** A few types lie in folders with other names; reading all takes a second or two. */
function searched(library: string, declaring: (source: string | undefined) => boolean): string | undefined {
  for (const folder of readdirSync(library).sort()) {
    const source = read(join(library, folder, "index.js"));
    if (declaring(source)) return source;
  }
  return undefined;
}

function declares(source: string, kind: Kind, type: string): boolean {
  const base = kind === "data" ? "TerraformDataSource" : "TerraformResource";
  return source.includes(`.tfResourceType = "${type}"`) && source.includes(`extends cdktf.${base} {`);
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
