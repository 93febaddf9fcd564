import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const HOST = "registry.terraform.io";
const provider = join(HOST, "hashicorp", "aws");
/** Places that hold no mirror and are large or not real files. */
const skipped = new Set(["proc", "sys", "dev", "run", "node_modules", ".git", "cdktf.out", ".terraform", "lost+found"]);
const DEEPEST = 4;
const MOST_DIRECTORIES = 5_000;

const holdsAws = (directory: string): boolean => versions(directory).length > 0;

/**
 * Directory that Terraform may use as `filesystem_mirror` for hashicorp/aws: `TF_PROVIDER_MIRROR` when set, else one of the
 * directories that Terraform itself searches, else what a bounded search of the file system finds; undefined when none has it.
 *
 * @throws when `TF_PROVIDER_MIRROR` names a directory without hashicorp/aws
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function findProviderMirror(): string | undefined {
  const named = process.env.TF_PROVIDER_MIRROR;
  if (named) {
    if (holdsAws(named)) return named;
    throw new Error(`TF_PROVIDER_MIRROR must be a directory that holds ${provider}, got ${named}`);
  }
  found ??= { directory: impliedMirrors().find(holdsAws) ?? search() };
  return found.directory;
}

let found: { directory: string | undefined } | undefined;

/** Versions of hashicorp/aws in the mirror, packed or unpacked, newest last. */
export function awsProviderVersions(mirror: string): string[] {
  return versions(mirror);
}

/** Writes a Terraform CLI configuration that takes the mirror's providers from the mirror alone; returns its path. */
export function writeCliConfig(directory: string, mirror: string): string {
  const held = children(join(mirror, HOST)).flatMap((namespace) =>
    children(join(mirror, HOST, namespace)).map((type) => JSON.stringify(`${HOST}/${namespace}/${type}`)),
  );
  const path = join(directory, "terraform-cli.tfrc");
  writeFileSync(
    path,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = [${held.join(", ")}]
  }
  direct {
    exclude = [${held.join(", ")}]
  }
}
disable_checkpoint = true
`,
  );
  return path;
}

function impliedMirrors(): string[] {
  const data = process.env.XDG_DATA_HOME ?? join(homedir(), ".local/share");
  const dataDirectories = (process.env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(":");
  return [
    join(homedir(), ".terraform.d/plugins"),
    ...[data, ...dataDirectories].map((path) => join(path, "terraform/plugins")),
  ];
}

/** Breadth first over the root's own device, so that a mirror near the root is found before large trees are read. */
function search(): string | undefined {
  const device = statSync("/").dev;
  let level = ["/opt", "/usr/local", "/usr/share", "/srv", "/var", homedir(), "/"];
  let read = 0;
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      if (holdsAws(directory)) return directory;
      if (++read > MOST_DIRECTORIES) return undefined;
      next.push(
        ...children(directory)
          .map((name) => join(directory, name))
          .filter((path) => onDevice(path, device)),
      );
    }
    level = next;
  }
  return undefined;
}

function versions(mirror: string): string[] {
  const directory = join(mirror, provider);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).map(
    (name) => /^(?:terraform-provider-aws_)?(\d+\.\d+\.\d+)(?:_.*\.zip)?$/.exec(name)?.[1],
  );
  const known = names.filter((name) => name !== undefined);
  return [...new Set(known)].sort((left, right) => left.localeCompare(right, "en", { numeric: true }));
}

/** A directory that may not be read holds nothing for us. */
function children(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

function onDevice(path: string, device: number): boolean {
  try {
    return statSync(path).dev === device;
  } catch {
    return false;
  }
}
