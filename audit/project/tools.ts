import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const TOOLS = ["cdktf", "constructs", "@cdktf/hcl-tools", "elkjs"];

/** Versions of the npm packages that decide what the folder holds. Node is none of them: its version changes no byte. */
export function toolVersions(projectDirectory: string): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of TOOLS) {
    const file = join(projectDirectory, "node_modules", name, "package.json");
    if (existsSync(file)) versions[name] = JSON.parse(readFileSync(file, "utf8")).version;
  }
  return versions;
}

export interface Project {
  readonly name: string;
  readonly version?: string;
}

/** What package.json says of the project. */
export function readProject(projectDirectory: string): Project {
  const file = join(projectDirectory, "package.json");
  const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return { name: name ?? "cdktf project", ...(version ? { version } : {}) };
}
