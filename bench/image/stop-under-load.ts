import { docker } from "../../__tests__/image/support/docker";
import { request } from "../../__tests__/image/support/http";
import { pause } from "../../__tests__/image/support/wait";
import type { Server } from "./servers";

export interface StopResult {
  readonly served: number;
  readonly failed: number;
  readonly seconds: number;
}

/** How often the proxy asks /healthz; a load balancer on AWS asks each 5 s or more, so its SHUTDOWN_DELAY is longer. */
const CHECK_MILLISECONDS = 500;
const CLIENTS = 16;

/** Stops one of two servers while sixteen clients send requests through a proxy that honours /healthz. */
export async function stopUnderLoad(servers: readonly [Server, Server]): Promise<StopResult> {
  const healthy = new Set<Server>(servers);
  let isOver = false;
  const checks = servers.map(async (server) => {
    while (!isOver) {
      const answer = await get(server, "/healthz").catch(() => undefined);
      if (answer?.status === 200) healthy.add(server);
      else healthy.delete(server);
      await pause(CHECK_MILLISECONDS);
    }
  });
  let [served, failed] = [0, 0];
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = client; !isOver; turn++) {
      const [...candidates] = healthy;
      const server = candidates[turn % candidates.length];
      // Every fourth request runs PHP, the others are answered from the cache.
      const answer = server && (await get(server, turn % 4 === 0 ? "/?uncached" : "/").catch(() => undefined));
      if (answer?.status === 200) served++;
      else failed++;
    }
  });
  await pause(2000);
  const began = Date.now();
  await docker(["stop", "--time", "40", servers[0].name]);
  const seconds = (Date.now() - began) / 1000;
  await pause(1000);
  isOver = true;
  await Promise.all([...checks, ...clients]);
  return { served, failed, seconds };
}

function get({ address }: Server, path: string) {
  const { hostname, port, host } = new URL(address);
  const authorization = path === "/?uncached" ? { Authorization: "uncached" } : undefined;
  return request(hostname, path, { port: Number(port), headers: { Host: host, ...authorization } });
}
