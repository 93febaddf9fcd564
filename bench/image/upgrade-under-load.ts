import { join } from "node:path";
import { docker, OWNED_LABEL, tryDocker } from "../../__tests__/image/support/docker";
import { request } from "../../__tests__/image/support/http";
import { IMAGE_DIRECTORY, wordpressImage } from "../../__tests__/image/support/images";
import { pause } from "../../__tests__/image/support/wait";
import type { Server, Servers } from "./servers";

export interface UpgradeResult {
  readonly served: number;
  readonly failed: number;
  /** From the command's start to its end. */
  readonly seconds: number;
}

const ROOT = "/var/www/html";
const VOLUME = "wp-bench-upgrade";
const CLIENTS = 8;
/** Debian stable's WordPress. */
const OLDER = ["WORDPRESS_SOURCE=debian", "WORDPRESS_VERSION=6.8", "DEBIAN_SUITES=trixie"];

/** Upgrades the WordPress on a volume while eight clients ask its two servers for pages that run PHP. */
export async function upgradeUnderLoad(servers: Servers): Promise<UpgradeResult> {
  const both: Server[] = [];
  await docker(["volume", "create", "--label", OWNED_LABEL, VOLUME]);
  try {
    const mount = ["--volume", `${VOLUME}:${ROOT}`];
    const build = ["--volume", `${join(IMAGE_DIRECTORY, "build")}:/build:ro`, "--entrypoint", "sh"];
    const fill = `${OLDER.join(" ")} sh /build/fetch-wordpress ${ROOT} && chown -R 33:33 ${ROOT}`;
    await docker(["run", "--rm", ...mount, ...build, await wordpressImage(), "-c", fill]);
    for (let server = 0; server < 2; server++) both.push(await servers.ours({ WP_CONTENT_MODE: "mutable" }, mount));
    return await upgraded(both);
  } finally {
    await tryDocker(["rm", "--force", ...both.map(({ name }) => name)]);
    await tryDocker(["volume", "rm", VOLUME]);
  }
}

async function upgraded(servers: readonly Server[]): Promise<UpgradeResult> {
  let isOver = false;
  let [served, failed] = [0, 0];
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    const { hostname, port, host } = new URL(servers[client % servers.length]?.address ?? "");
    while (!isOver) {
      const headers = { Host: host, Authorization: "uncached" };
      const answer = await request(hostname, "/", { port: Number(port), headers }).catch(() => undefined);
      if (answer?.status === 200) served++;
      else failed++;
    }
  });
  await pause(2000);
  const began = Date.now();
  await docker(["exec", servers[0]?.name ?? "", "wp-image", "upgrade-core"]);
  const seconds = (Date.now() - began) / 1000;
  await pause(5000);
  isOver = true;
  await Promise.all(clients);
  return { served, failed, seconds };
}
