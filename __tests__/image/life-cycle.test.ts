import { expect, test } from "vitest";
import type { Container, Process } from "./support/container";
import { DatabaseServer } from "./support/database";
import { docker } from "./support/docker";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";
import { startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("life-cycle");

const start = async (env: Record<string, string> = {}, flags: string[] = []): Promise<Container> =>
  (await lab.wordpress({ env: { ...IMMUTABLE, ...env }, flags })).whenHealthy();

const only = (found: readonly Process[], pattern: RegExp): Process[] =>
  found.filter(({ command }) => pattern.test(command));

const NGINX_MASTER = /^nginx: master/;
const NGINX_WORKER = /^nginx: worker/;
const PHP_MASTER = /^php-fpm: master/;
const PHP_WORKER = /^php-fpm: pool www/;

/** The number of the first process that the pattern fits. */
async function processId(container: Container, pattern: RegExp): Promise<number> {
  const [found] = only(await container.processes(), pattern);
  if (!found) throw new Error(`no process fits ${pattern}`);
  return found.pid;
}

test.each([
  ["nginx's master", NGINX_MASTER],
  ["an nginx worker", NGINX_WORKER],
  ["PHP-FPM's master", PHP_MASTER],
  ["a PHP worker", PHP_WORKER],
  ["the supervisor of nginx", /^s6-supervise nginx/],
  ["the supervisor of php-fpm", /^s6-supervise php-fpm/],
  ["the supervisor of cron", /^s6-supervise cron/],
  ["the supervisor of init", /^s6-supervise init/],
])("a container heals when %s is killed", async (_what, pattern) => {
  const container = await start({ WP_FPM_CHILDREN: "2" });
  const before = await container.processes();
  await container.exec(["kill", "-9", String(await processId(container, pattern))]);
  await eventually("the same processes run again, each once", async () => {
    const now = await container.processes();
    const counts = (found: readonly Process[]) =>
      [NGINX_MASTER, NGINX_WORKER, PHP_MASTER, PHP_WORKER, /^s6-supervise/, /every-minute/].map(
        (kind) => only(found, kind).length,
      );
    return (
      counts(now).join() === counts(before).join() &&
      only(now, pattern).every(
        ({ pid }) => !only(before, pattern).some((old) => old.pid === pid) || only(now, pattern).length > 1,
      )
    );
  });
  await container.whenHealthy();
  // A worker without its master would go on with the old configuration.
  const after = await container.processes();
  const masters = [...only(after, NGINX_MASTER), ...only(after, PHP_MASTER)].map(({ pid }) => pid);
  for (const worker of [...only(after, NGINX_WORKER), ...only(after, PHP_WORKER)])
    expect(masters).toContain(worker.parent);
});

test("a service that is killed five times in a minute ends the container with the code of its death", async () => {
  const container = await start();
  for (let death = 1; death <= 5; death++) {
    const old = await eventually("php-fpm runs", () => processId(container, PHP_MASTER));
    await container.exec(["kill", "-9", String(old)]);
    if (death < 5) {
      await eventually("php-fpm is started again", async () => (await processId(container, PHP_MASTER)) !== old);
    }
  }
  expect(await container.exitCode()).toBe(137);
  expect(await container.messages()).toContain("php-fpm died five times in a minute, the container ends");
});

test("a configuration that nginx refuses ends the container with nginx's code", async () => {
  // A template cannot be wrong by a setting, so the test puts a wrong file in its place.
  const container = await lab.wordpress({
    env: IMMUTABLE,
    flags: ["--entrypoint", "sh"],
    command: [
      "-c",
      "sed -i 's/daemon off;/daemon maybe;/' /usr/lib/wp-image/templates/nginx.conf && exec /usr/lib/wp-image/init",
    ],
  });
  expect(await container.exitCode(30)).toBe(1);
  expect(await container.logs()).toContain('invalid value "maybe"');
});

test("a restarted container and one that was killed start again over what was left in /run", async () => {
  const container = await start();
  const first = await container.shell("cat /run/wp/http-port");
  await container.kill("KILL");
  expect(await container.exitCode()).toBe(137);
  await docker(["start", container.name]);
  await container.whenHealthy();
  await docker(["restart", "--time", "20", container.name]);
  await container.whenHealthy();
  expect(await container.shell("cat /run/wp/http-port")).toBe(first);
  expect(only(await container.processes(), NGINX_MASTER)).toHaveLength(1);
});

test("a thousand requests and fifty runs of cron leave no dead process behind", async () => {
  const container = await start();
  await container.shell(
    "seq 1000 | xargs -P 8 -n 50 sh -c 'for i; do echo http://127.0.0.1:8080/healthz; done | xargs curl -fs >/dev/null' sh; seq 50 | xargs -P 4 -I{} timeout 20 wp-image cron >/dev/null 2>&1 || true",
  );
  expect((await container.processes()).filter(({ state }) => state.startsWith("Z"))).toEqual([]);
});

test("a command in place of the services is all that runs, and its exit code is the container's", async () => {
  const { code, stdout, stderr } = await lab.finish({ command: ["sh", "-c", "ps -e -o comm=; exit 7"] });
  expect({ code, stderr }).toEqual({ code: 7, stderr: "" });
  expect(stdout.trim().split("\n").sort()).toEqual(["ps", "sh"]);
});

test("a container is healthy by its own check only while nginx and PHP answer", async () => {
  const container = await start();
  expect((await container.tryExec(["wp-image", "healthy"])).code).toBe(0);
  await container.shell("s6-svc -wd -d /run/service/php-fpm");
  expect((await container.tryExec(["wp-image", "healthy"])).code).not.toBe(0);
});

test("a container is healthy only after WordPress has loaded in it, and stays so", async () => {
  const site = await startSite(lab, await DatabaseServer.shared(lab), { WP_CRON: "off" });
  const hook = "/usr/lib/wp-image/wordpress/hooks/mail.php";
  await site.container.shell(`cp ${hook} /tmp/sound && echo 'function (' >>${hook}`);
  expect((await site.request("/healthz")).status).toBe(200);
  await docker(["restart", "--time", "20", site.container.name]);
  await eventually(
    "it was tried twice",
    async () => [...(await site.container.logs()).matchAll(/PHP Parse error.* in \S+hooks\/mail\.php/g)].length > 1,
  );
  expect((await site.request("/healthz")).status).toBe(503);
  expect((await site.container.tryExec(["wp-image", "healthy"])).code).not.toBe(0);
  await site.container.shell(`cat /tmp/sound >${hook}`);
  await site.container.whenHealthy();
  await site.whenInstalled();
});

test("an owner's broken code on the volume does not keep a container from being healthy", async () => {
  const container = await (await lab.wordpress({ env: MINIMAL })).whenHealthy();
  await container.write("/var/www/html/wp-config.php", "<?php (");
  await docker(["restart", "--time", "20", container.name]);
  await container.whenHealthy();
  await container.logged("WordPress does not load because of code on the volume");
});
