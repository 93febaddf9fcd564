import { createHash } from "node:crypto";

/** What of composer.json decides about packages (composer/composer, src/Composer/Package/Locker.php, getContentHash). */
const RELEVANT = [
  "name",
  "version",
  "require",
  "require-dev",
  "conflict",
  "replace",
  "provide",
  "minimum-stability",
  "prefer-stable",
  "repositories",
  "extra",
];

/** The hash that Composer writes as `content-hash` into the lock of this composer.json. @throws {SyntaxError} when it is no JSON */
export function composerContentHash(composerJson: string): string {
  const content: Record<string, unknown> = JSON.parse(composerJson);
  const relevant = RELEVANT.filter((key) => key in content).map((key): [string, unknown] => [key, content[key]]);
  const platform = (content.config as Record<string, unknown> | undefined)?.platform;
  if (platform !== undefined && platform !== null) relevant.push(["config", { platform }]);
  const sorted = relevant.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("md5")
    .update(phpJson(Object.fromEntries(sorted)))
    .digest("hex");
}

/** As PHP's json_encode writes what json_decode has read into arrays: `/` and what is not ASCII escaped, `{}` as `[]`. */
function phpJson(value: unknown): string {
  const empty = (_: string, part: unknown) =>
    typeof part === "object" && part !== null && Object.keys(part).length === 0 ? [] : part;
  return JSON.stringify(value, empty)
    .replaceAll("/", "\\/")
    .replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Where packages of these types go below wp-content. */
const KINDS: Readonly<Record<string, string>> = {
  "wordpress-plugin": "plugins",
  "wordpress-theme": "themes",
  "wordpress-muplugin": "mu-plugins",
};

/** A theme or a plugin that a lock names. */
export interface LockedUnit {
  /** Below wp-content, such as plugins/hello, where composer/installers puts it. */
  readonly path: string;
  readonly package: string;
}

/** The themes and plugins of a lock. @throws {SyntaxError} when it is no JSON */
export function lockedUnits(composerLock: string): LockedUnit[] {
  const { packages = [] }: { packages?: readonly Locked[] } = JSON.parse(composerLock);
  return packages.flatMap(({ name = "", type = "", extra }) => {
    const kind = KINDS[type];
    const folder = extra?.["installer-name"] ?? name.split("/")[1] ?? "";
    return kind === undefined ? [] : [{ path: `${kind}/${folder}`, package: name }];
  });
}

interface Locked {
  readonly name?: string;
  readonly type?: string;
  readonly extra?: { readonly "installer-name"?: string };
}
