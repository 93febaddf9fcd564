import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type Docker from "dockerode";
import { Failure } from "../../../cli/outcome";
import type { Engine } from "../engine";
import type { LocalNotes } from "../local-notes";
import type { ServicesImage } from "../services-image";

/** A folder of this machine, and where it shows below wp-content. */
export interface LiveFolder {
  readonly source: string;
  readonly target: string;
}

/** Where WordPress lies in the container, by content mode. */
const ROOTS = { mutable: "/var/www/html", immutable: "/usr/src/wordpress" } as const;
const WWW_DATA = "33";
/** What makes an edit show at the next request. */
const ENVIRONMENT = { WP_PAGE_CACHE: "off", WP_DEVELOPMENT_MODE: "all" };

/** The folders of a site/ that can be mounted: a theme or a plugin each, and those that hold single files. */
function liveFolders(site: string): LiveFolder[] {
  const each = ["themes", "plugins"].flatMap((kind) =>
    folders(join(site, kind)).map((name) => ({ source: join(site, kind, name), target: `${kind}/${name}` })),
  );
  const whole = ["mu-plugins", "languages"]
    .filter((name) => existsSync(join(site, name)))
    .map((name) => ({ source: join(site, name), target: name }));
  return [...each, ...whole];
}

/** A theme or a plugin elsewhere on this machine. @throws {Failure} when it is neither */
export function liveFolder(source: string): LiveFolder {
  if (!existsSync(source) || !statSync(source).isDirectory())
    throw new Failure(`--live ${source}: there is no such folder`);
  const style = join(source, "style.css");
  if (existsSync(style) && /Theme Name:/i.test(readFileSync(style, "utf8"))) {
    return { source, target: `themes/${basename(source)}` };
  }
  const php = readdirSync(source).filter((name) => name.endsWith(".php"));
  if (php.some((name) => /Plugin Name:/i.test(readFileSync(join(source, name), "utf8")))) {
    return { source, target: `plugins/${basename(source)}` };
  }
  throw new Failure(
    `--live ${source}: neither a theme (style.css with "Theme Name") nor a plugin (PHP with "Plugin Name")`,
  );
}

function folders(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name);
}

export interface LiveOptions {
  readonly engine: Pick<Engine, "runOnce">;
  readonly services: Pick<ServicesImage, "ready">;
  readonly notes: LocalNotes;
  /** The project's site/. */
  readonly site: string;
  /** Folders of themes and plugins elsewhere. */
  readonly paths: readonly string[];
}

/** Lets WordPress's containers see folders of this machine, read-only, so that an edit shows at the next request. */
export class Live {
  constructor(private readonly options: LiveOptions) {}

  /** The container with the folders mounted and what would keep edits back switched off; another one is unchanged. */
  async extend(options: Docker.ContainerCreateOptions): Promise<Docker.ContainerCreateOptions> {
    const [, mode] = /^WP_CONTENT_MODE=(mutable|immutable)$/m.exec((options.Env ?? []).join("\n")) ?? [];
    if (mode === undefined) return options;
    const { site, paths, notes } = this.options;
    const root = ROOTS[mode as keyof typeof ROOTS];
    const all = [...liveFolders(site), ...paths.map(liveFolder)];
    if (mode === "mutable") await this.makeMountPoints(options, root, all);
    const settings = join(site, "wp-config.d");
    const binds = [
      ...all.map(({ source, target }) => `${source}:${root}/wp-content/${target}:ro`),
      ...(existsSync(settings) ? [`${settings}:/etc/wp.d:ro`] : []),
    ];
    notes.add(
      `live: ${all.length} folders of this machine are mounted (${all.map(({ target }) => target).join(", ")}); on AWS they are in the image, or on the volume`,
    );
    notes.add(
      "live: no page cache, WP_DEVELOPMENT_MODE is all, and PHP looks at each file at each request: pages are slower",
    );
    notes.add("live: a new folder, packages, zips, php.ini and nginx.d show after npm run deploy:local");
    const kept = (options.Env ?? []).filter(
      (variable) => !Object.keys(ENVIRONMENT).includes(variable.split("=")[0] ?? ""),
    );
    return {
      ...options,
      Env: [...kept, ...Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`)],
      HostConfig: { ...options.HostConfig, Binds: [...(options.HostConfig?.Binds ?? []), ...binds] },
    };
  }

  /** Docker would make them as root, and WordPress could not be copied beside them. */
  private async makeMountPoints(
    { HostConfig: host }: Docker.ContainerCreateOptions,
    root: string,
    all: readonly LiveFolder[],
  ) {
    const volume = (host?.Binds ?? []).find((bind) => bind.split(":")[1] === root);
    if (volume === undefined) return;
    const parents = ["", "/themes", "/plugins", "/mu-plugins", "/languages"];
    const points = [...parents, ...all.map(({ target }) => `/${target}`)].map((path) => `${root}/wp-content${path}`);
    const command = ["install", "-d", "-o", WWW_DATA, "-g", WWW_DATA, ...new Set(points)];
    await this.options.engine.runOnce(await this.options.services.ready(), command, [volume]);
  }
}
