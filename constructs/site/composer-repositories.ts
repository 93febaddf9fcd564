import { posix } from "node:path";

/** Types of repositories that are folders of the machine (getcomposer.org/doc/05-repositories.md). */
const FOLDERS: ReadonlySet<unknown> = new Set(["path", "artifact"]);

/** Folders that composer.json takes packages from and that do not reach the build, which gets site/packages alone. @throws {SyntaxError} when it is no JSON */
export function foldersOutside(composerJson: string): string[] {
  const { repositories = [] }: { repositories?: object } = JSON.parse(composerJson);
  return Object.values(repositories).flatMap((repository: unknown) => {
    const { type, url } = (repository ?? {}) as { type?: unknown; url?: unknown };
    if (!FOLDERS.has(type) || typeof url !== "string") return [];
    const folder = posix.normalize(url);
    return folder === "packages" || folder.startsWith("packages/") ? [] : [url];
  });
}
