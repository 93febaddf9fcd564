import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Live, liveFolder } from "../../../rehearsal/effects/ecs/live";
import { Xdebug } from "../../../rehearsal/effects/ecs/xdebug";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "live-"));
  write("site/themes/mine/style.css", "/* Theme Name: Mine */");
  write("site/plugins/single.php", "<?php\n/* Plugin Name: Single */");
  write("site/mu-plugins/here.php");
  write("site/wp-config.d/10.php");
  write("elsewhere/shop/shop.php", "<?php\n/* Plugin Name: Shop */");
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, text = ""): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

function live(notes = new LocalNotes()) {
  const ran: string[][] = [];
  const engine = {
    runOnce: async (_: string, command: string[], binds: string[]) => `${ran.push([...command, ...binds])}`,
  };
  const services = { ready: async () => "services" };
  const paths = [join(directory, "elsewhere/shop")];
  return { ran, notes, live: new Live({ engine, services, notes, site: join(directory, "site"), paths }) };
}

test("themes, plugins and folders of files are mounted read-only, and what keeps edits back is switched off", async () => {
  const { live: adapted, ran } = live();
  const options = await adapted.extend({
    Env: ["WP_CONTENT_MODE=immutable", "WP_PAGE_CACHE=on", "WP_HOME=http://x"],
    HostConfig: { Binds: ["run:/run"] },
  });
  const below = "/usr/src/wordpress/wp-content";
  expect(options.HostConfig?.Binds).toEqual([
    "run:/run",
    `${directory}/site/themes/mine:${below}/themes/mine:ro`,
    `${directory}/site/mu-plugins:${below}/mu-plugins:ro`,
    `${directory}/elsewhere/shop:${below}/plugins/shop:ro`,
    `${directory}/site/wp-config.d:/etc/wp.d:ro`,
  ]);
  expect(options.Env).toEqual([
    "WP_CONTENT_MODE=immutable",
    "WP_HOME=http://x",
    "WP_PAGE_CACHE=off",
    "WP_DEVELOPMENT_MODE=all",
  ]);
  expect(ran).toEqual([]);
});

test("on a volume the mount points are made as www-data's first", async () => {
  const { live: adapted, ran, notes } = live();
  const binds = ["files:/var/www/html"];
  const options = await adapted.extend({ Env: ["WP_CONTENT_MODE=mutable"], HostConfig: { Binds: binds } });
  expect(options.HostConfig?.Binds).toContain(`${directory}/site/themes/mine:/var/www/html/wp-content/themes/mine:ro`);
  expect(ran).toEqual([expect.arrayContaining(["install", "33", "/var/www/html/wp-content/themes/mine", ...binds])]);
  expect(notes.all().join("\n")).toContain(
    "live: 3 folders of this machine are mounted (themes/mine, mu-plugins, plugins/shop)",
  );
});

test("a container that serves no WordPress is left alone", async () => {
  const options = { Env: ["A=1"], HostConfig: { Binds: [] } };
  expect(await live().live.extend(options)).toBe(options);
  const processes = { run: async () => ({ code: 0, output: "" }) };
  const xdebug = new Xdebug({ mode: "debug", processes, notes: new LocalNotes(), onProgress: () => undefined });
  expect(await xdebug.extend(options)).toBe(options);
});

test.each([
  ["nowhere", "there is no such folder"],
  ["site/mu-plugins", "neither a theme"],
])("--live %s is refused", (path, message) => {
  expect(() => liveFolder(join(directory, path))).toThrow(message);
});

test("a theme elsewhere is mounted among the themes", () => {
  expect(liveFolder(join(directory, "site/themes/mine")).target).toBe("themes/mine");
});

test("Xdebug comes in a layer on the image, built once, and reaches the editor on this machine", async () => {
  const ran: (readonly string[])[] = [];
  const processes = { run: async (_: string, args: readonly string[]) => ({ code: 0, output: `${ran.push(args)}` }) };
  const xdebug = new Xdebug({ mode: "trace", processes, notes: new LocalNotes(), onProgress: () => undefined });
  const Env = ["WP_CONTENT_MODE=mutable"];
  const first = await xdebug.extend({ Image: "web@sha256:1", Env, HostConfig: { NetworkMode: "vpc" } });
  const second = await xdebug.extend({ Image: "web@sha256:1", Env, HostConfig: { NetworkMode: "container:abc" } });
  expect(first.Image).toMatch(/^rehearsal-xdebug:[0-9a-f]{12}$/);
  expect(first.HostConfig?.ExtraHosts).toEqual(["host.docker.internal:host-gateway"]);
  expect(second.HostConfig?.ExtraHosts).toBeUndefined();
  expect(ran).toEqual([expect.arrayContaining(["build", "BASE=web@sha256:1", "MODE=trace"])]);
});
