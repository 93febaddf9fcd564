import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { docker, tryDocker } from "./support/docker";
import { MINIMAL, useLab } from "./support/lab";
import { eventually } from "./support/wait";

const lab = useLab("volume");

const ROOT = "/var/www/html";
const IMAGE_ROOT = "/usr/src/wordpress";
const at = (source: string, options = ""): string[] => ["--volume", `${source}:${ROOT}${options}`];

/** A volume with a few files of WordPress, in place of the image's: what is tested here does not depend on their number. */
let small: string;
const smallWordPress = (): string[] => ["--volume", `${small}:${IMAGE_ROOT}:ro`];
const SOME_FILES = [
  "index.php",
  "wp-login.php",
  "wp-admin/admin.php",
  "wp-content/index.php",
  "wp-content/plugins/akismet/akismet.php",
  "wp-content/plugins/akismet/readme.txt",
  "wp-content/themes/twentytwentyfive/style.css",
  "wp-includes/version.php",
  "wp-includes/css/buttons.css",
];

/** Starts a container whose web root is the volume or directory. */
const start = (source: string, flags: string[] = [], env: Record<string, string> = {}): Promise<Container> =>
  lab.wordpress({ env: { ...MINIMAL, ...env }, flags: [...at(source), ...smallWordPress(), ...flags] });

/** Starts a container in which a tool of the copy is replaced by a shell script, which finds the real one at /bin. */
const startWith = (tool: string, script: string, source: string): Promise<Container> =>
  lab.wordpress({
    env: MINIMAL,
    flags: [...at(source), ...smallWordPress(), "--entrypoint", "sh"],
    command: [
      "-c",
      `printf '#!/bin/sh\\n%s\\n' "$0" >/usr/local/bin/${tool} && chmod 755 /usr/local/bin/${tool} && exec /usr/lib/wp-image/init`,
      script,
    ],
  });

/** Paths, kinds, modes and contents of a volume, as one hash; the image's own lock is left out. */
const treeHash = (source: string): Promise<string> =>
  lab.shell(
    `cd ${ROOT} && { find . -path './.wp-image*' -prune -o -printf '%P %y %m %l\\n' | sort; find . -type f ! -path './.wp-image*' -print0 | sort -z | xargs -0 sha1sum; } | sha1sum`,
    at(source),
  );

/** Waits until the volume has what it gets and nginx answers: so few files of WordPress are never healthy. */
async function placed(container: Container): Promise<Container> {
  await eventually("WordPress is placed", async () => {
    if (!(await container.isRunning())) throw new Error(await container.logs());
    return (await container.tryExec(["test", "-e", "/run/wp/started"])).code === 0 && container.request("/healthz");
  });
  return container;
}

/** A volume that was filled by a container of the image. */
async function seeded(): Promise<string> {
  const volume = await lab.volume();
  const container = await placed(await start(volume));
  await docker(["rm", "--force", "--volumes", container.name]);
  return volume;
}

let whole: string;
let wholeHash: string;
beforeAll(async () => {
  small = await lab.volume();
  const copy = `cd ${IMAGE_ROOT} && for file in ${SOME_FILES.join(" ")}; do [ ! -e $file ] || cp --parents $file /small; done`;
  await lab.shell(copy, ["--volume", `${small}:/small`]);
  whole = await seeded();
  wholeHash = await treeHash(whole);
});

test("an empty volume gets the whole WordPress of the image, owned by www-data", async () => {
  const container = await lab.wordpress({ env: MINIMAL, flags: at(await lab.volume()) });
  await container.whenHealthy();
  expect(await container.messages()).toContain(`copied WordPress to ${ROOT}`);
  expect(await container.shell(`find ${ROOT} ! -user www-data | head`)).toBe("");
  expect(
    await container.shell(`cd ${ROOT} && diff -rq /usr/src/wordpress . | grep -v '^Only in .: .wp-image' || true`),
  ).toBe("");
});

test("an empty directory of root's gets WordPress, owned by www-data", async () => {
  const directory = mkdtempSync(join(tmpdir(), "woe-volume-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const container = await placed(await start(directory));
  expect(await container.shell(`find ${ROOT} ! -user www-data | head`)).toBe("");
});

test("a volume with WordPress is left as it is", async () => {
  const container = await placed(await start(whole));
  expect(await container.messages()).not.toContain(`copied WordPress to ${ROOT}`);
  expect(await treeHash(whole)).toBe(wholeHash);
});

test("a volume with only wp-content gets the rest", async () => {
  const volume = await lab.volume();
  await lab.shell(
    `mkdir -p ${ROOT}/wp-content/uploads && echo mine >${ROOT}/wp-content/uploads/mine.txt && chown -R 33:33 ${ROOT}`,
    at(volume),
  );
  const container = await placed(await start(volume));
  expect(await container.shell(`cat ${ROOT}/wp-content/uploads/mine.txt && ls ${ROOT}/wp-content`)).toMatch(
    /^mine\n(.*\n)*plugins\n(.*\n)*themes/,
  );
});

test("a plugin that is on the volume keeps exactly the files that it has", async () => {
  const volume = await lab.volume();
  const plugin = `${ROOT}/wp-content/plugins/akismet`;
  await lab.shell(`mkdir -p ${plugin} && echo newer >${plugin}/akismet.php && chown -R 33:33 ${ROOT}`, at(volume));
  const container = await placed(await start(volume));
  expect(await container.shell(`ls -A ${plugin}; cat ${plugin}/akismet.php`)).toBe("akismet.php\nnewer");
});

test.each([
  [
    "copied",
    "cp",
    'case $* in *--parents*) /bin/cp "$@"; sleep 300;; esac; exec /bin/cp "$@"',
    "-d /var/www/html/.wp-image-seed/wp-admin",
  ],
  [
    "put in its place",
    "mv",
    'case $2 in */wp-includes) sleep 300;; esac; exec /bin/mv "$@"',
    "-d /var/www/html/wp-content",
  ],
])(
  "a container that is killed while WordPress is %s leaves what the next start completes",
  async (_what, tool, script, begun) => {
    const volume = await lab.volume();
    const first = await startWith(tool, script, volume);
    await eventually("the copy has begun", async () => (await first.tryExec(["sh", "-c", `test ${begun}`])).code === 0);
    await first.kill("KILL");
    await first.exitCode();
    expect(await treeHash(volume)).not.toBe(wholeHash);
    await placed(await start(volume));
    expect(await treeHash(volume)).toBe(wholeHash);
  },
);

test("of three containers on one volume one copies, and the tree is the same", async () => {
  const volume = await lab.volume();
  const containers = await Promise.all([start(volume), start(volume), start(volume)]);
  for (const container of containers) await placed(container);
  const messages = (await Promise.all(containers.map((container) => container.messages()))).flat();
  expect(messages.filter((line) => line.startsWith("copied"))).toHaveLength(1);
  expect(await treeHash(volume)).toBe(wholeHash);
});

test("a container that waits for one that copies goes on when that one is killed", async () => {
  const volume = await lab.volume();
  const holder = await startWith("cp", 'case $* in *--parents*) sleep 300;; esac; exec /bin/cp "$@"', volume);
  const copies = async (container: Container, command: string) =>
    (await container.processes()).some((process) => process.command.startsWith(command));
  await eventually("the first one copies", () => copies(holder, "/bin/sh /usr/local/bin/cp"));
  const waiter = await start(volume);
  await eventually("the second one waits", () => copies(waiter, "flock"));
  await holder.kill("KILL");
  await placed(waiter);
  expect(await treeHash(volume)).toBe(wholeHash);
});

test("a read-only volume with WordPress is served", async () => {
  const container = await lab.wordpress({ env: MINIMAL, flags: [...at(whole, ":ro"), ...smallWordPress()] });
  await placed(container);
  expect((await container.request("/wp-includes/css/buttons.css")).status).toBe(200);
});

test.each([
  ["a read-only volume", (volume: string) => at(volume, ":ro,nocopy"), ""],
  [
    "a volume of another user's",
    (volume: string) => [...at(volume, ":nocopy"), "--user", "33:33"],
    `chown 1000 ${ROOT}`,
  ],
])("%s without WordPress ends the container with 73 and one line", async (_what, flags, prepare) => {
  const volume = await lab.volume();
  await lab.shell(prepare || "true", at(volume, ":nocopy"));
  const container = await lab.wordpress({ env: MINIMAL, flags: flags(volume) });
  expect(await container.exitCode()).toBe(73);
  expect((await container.messages()).filter((line) => line.includes(ROOT))).toEqual([
    expect.stringMatching(/^\/var\/www\/html has no WordPress and is not writable for uid \d+; mount a volume/),
  ]);
});

test("a full volume ends the container, and the next start with space completes it", async () => {
  // In memory; the content lives as long as a container uses it.
  const size = ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=4m,uid=33,gid=33"];
  const volume = await lab.volume(["--driver", "local", ...size]);
  const holder = await lab.wordpress({
    command: ["sh", "-c", "dd if=/dev/zero of=/volume/filler bs=64k 2>/dev/null; echo filled; exec sleep 600"],
    flags: ["--volume", `${volume}:/volume`],
  });
  await eventually("the volume is full", async () => (await holder.logs()).includes("filled"));
  const container = await start(volume);
  expect(await container.exitCode()).toBe(74);
  expect(await container.logs()).toMatch(/cannot copy WordPress to \/var\/www\/html: .*No space left on device/);
  await holder.shell("rm /volume/filler");
  await placed(await start(volume));
});

test("a volume that lets nobody change owners is filled without, as an EFS access point wants it", async () => {
  const volume = await lab.volume();
  await lab.shell(`touch ${ROOT}/mine && chown 12345:12345 ${ROOT} && chmod 755 ${ROOT}`, at(volume, ":nocopy"));
  const container = await startWith("chown", "echo 'Operation not permitted' >&2; exit 1", volume);
  await placed(container);
  expect(await container.messages()).toContain(`${ROOT} cannot be given to www-data, so WordPress is copied as uid 0`);
  expect((await container.request("/wp-includes/css/buttons.css")).status).toBe(200);
});

test("a file where a directory must be ends the container and is kept", async () => {
  const volume = await lab.volume();
  await lab.shell(`rm -rf ${ROOT}/wp-content && echo mine >${ROOT}/wp-content && chown -R 33:33 ${ROOT}`, at(volume));
  const container = await start(volume);
  expect(await container.exitCode()).toBe(73);
  expect(await container.messages()).toContain(`${ROOT}/wp-content must be a directory`);
  expect(await lab.shell(`cat ${ROOT}/wp-content`, at(volume))).toBe("mine");
});

test("a link in place of wp-content is followed", async () => {
  const volume = await lab.volume();
  await lab.shell(
    `cd ${ROOT} && rm -rf wp-content && mkdir kept && ln -s kept wp-content && chown -Rh 33:33 .`,
    at(volume),
  );
  const container = await placed(await start(volume));
  expect(await container.shell(`cd ${ROOT} && readlink wp-content && ls kept`)).toMatch(
    /^kept\n(.*\n)*plugins\nthemes/,
  );
});

test("an older WordPress on the volume is served untouched, with one warning", async () => {
  const volume = await seeded();
  await lab.shell(`sed -i "s/^.wp_version = .*/\\$wp_version = '5.9.1';/" ${ROOT}/wp-includes/version.php`, at(volume));
  const before = await treeHash(volume);
  const container = await placed(await start(volume));
  expect((await container.messages()).filter((line) => line.includes("5.9.1"))).toEqual([
    expect.stringMatching(/^the volume has WordPress 5\.9\.1, the image \d+\.\d+(\.\d+)?; the volume's is served/),
  ]);
  expect(await treeHash(volume)).toBe(before);
});

test("wp-image upgrade-core brings an older volume to the image's WordPress, the second time does nothing, and content stays", async () => {
  const server = await DatabaseServer.shared(lab);
  const env = { ...MINIMAL, ...(await server.database()) };
  const volume = await lab.volume();
  await (await lab.wordpress({ env, flags: at(volume) })).whenHealthy();
  const current = await treeHash(volume);
  await lab.shell(
    `cd ${ROOT} && sed -i "s/^.wp_version = .*/\\$wp_version = '5.9.1';/" wp-includes/version.php && echo '<?php // old' >wp-login.php && echo mine >wp-content/plugins/mine.php && chown 33:33 wp-content/plugins/mine.php`,
    at(volume),
  );
  const upgrade = () => lab.finish({ env, flags: at(volume), command: ["wp-image", "upgrade-core"] });
  expect(await upgrade()).toMatchObject({ code: 0 });
  expect(
    await lab.shell(`cat ${ROOT}/wp-content/plugins/mine.php && rm ${ROOT}/wp-content/plugins/mine.php`, at(volume)),
  ).toBe("mine");
  expect(await treeHash(volume)).toBe(current);
  expect(await upgrade()).toMatchObject({ code: 0 });
  expect(await treeHash(volume)).toBe(current);
});

test("with the content of the image only the uploads are on a volume", async () => {
  const volume = await lab.volume();
  const flags = ["--volume", `${volume}:${ROOT}/wp-content/uploads`];
  const container = await lab.wordpress({ env: { ...MINIMAL, WP_CONTENT_MODE: "immutable" }, flags });
  await container.whenHealthy();
  await container.shell(`echo picture >${ROOT}/wp-content/uploads/picture.txt`, ["--user", "33"]);
  expect((await container.request("/wp-content/uploads/picture.txt")).text).toBe("picture\n");
  expect((await container.messages()).filter((line) => line.includes("uploads will fail"))).toEqual([]);
  expect((await tryDocker(["exec", "--user", "33", container.name, "touch", "/usr/src/wordpress/x"])).code).not.toBe(0);
});
