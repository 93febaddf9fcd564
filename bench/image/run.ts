import { loadavg } from "node:os";
import { docker } from "../../__tests__/image/support/docker";
import { request } from "../../__tests__/image/support/http";
import { wordpressImage } from "../../__tests__/image/support/images";
import { spread, writeSection } from "../report";
import { pagesWithLateCache } from "./late-cache";
import { measurePromises } from "./promises";
import type { Row } from "./row";
import { type Server, Servers, STOCK, TUNED } from "./servers";
import { stopUnderLoad } from "./stop-under-load";
import { type UpgradeResult, upgradeUnderLoad } from "./upgrade-under-load";
import { type Load, type Rate, ROUNDS, sideBySide } from "./wrk";

const GZIP = "Accept-Encoding: gzip";
/** Neither reads nor fills the page cache. */
const UNCACHED = "Authorization: uncached";

/** Measures the image beside the same packages in their stock configuration, and writes the section of docs/benchmarks.md. */
export async function benchImage(): Promise<void> {
  const servers = new Servers();
  const [load = 0] = loadavg();
  try {
    await servers.startServices();
    const ours = await servers.ours();
    const cached = await servers.oursWithObjectCache();
    const stock = await servers.other(STOCK);
    const tuned = await servers.other(TUNED);
    await plant([ours, cached, stock, tuned], ours);
    const pages = await measurePages(ours, stock);
    const php = await measurePhp({ ours, cached, stock, tuned });
    const small = await measureSizes(servers, ours);
    const slow = await measureSlowFiles(servers);
    const stopped = await stopUnderLoad([ours, cached]);
    const late = lateRow(await pagesWithLateCache(servers));
    const upgraded = upgradeRow(await upgradeUnderLoad(servers));
    const promises = await measurePromises(servers);
    const rows = [...pages.rows, ...php, ...slow, late, ...small, ...stopRows(stopped), upgraded, ...promises];
    const table = [loadNote(load), pages.table, goalTable(rows)].join("\n\n");
    writeSection("Image", "npm run bench -- image", table);
    console.log(table);
  } finally {
    await servers.close();
  }
}

/** The same extra files in each server: a script that does nothing, and a file as large as the compressed front page. */
async function plant(all: readonly Server[], ours: Server): Promise<void> {
  const { hostname, port, host } = new URL(ours.address);
  const page = await request(hostname, "/", { port: Number(port), headers: { Host: host, "Accept-Encoding": "gzip" } });
  const script = `echo '<?php echo "hello";' >/usr/src/wordpress/bench-hello.php
    head -c ${page.body.length} /dev/urandom >/usr/src/wordpress/bench-static.bin; chmod 644 /usr/src/wordpress/bench-*`;
  for (const { name } of all) await docker(["exec", "--user", "0", name, "sh", "-c", script]);
}

async function measurePages(ours: Server, stock: Server): Promise<{ table: string; rows: Row[] }> {
  const at = (server: Server, path: string, connections = 32, headers: readonly string[] = [GZIP]): Load => ({
    url: `${server.address}${path}`,
    container: server.name,
    connections,
    headers,
  });
  const rates = sideBySide({
    "nginx alone, stock: return 200": at(stock, "/bench-return"),
    "static file of the page's size, stock": at(stock, "/bench-static.bin"),
    "static file of the page's size, ours": at(ours, "/bench-static.bin"),
    "front page from the cache, gzip, ours": at(ours, "/"),
    "front page from the cache, identity, ours": at(ours, "/", 32, []),
    "PHP hello, stock": at(stock, "/bench-hello.php"),
    "PHP hello, ours": at(ours, "/bench-hello.php", 32, [GZIP, UNCACHED]),
    "front page, stock": at(stock, "/", 8),
  });
  const hit = rates["front page from the cache, gzip, ours"];
  const hitOfStatic = hit.median / rates["static file of the page's size, ours"].median;
  const hitOfStock = hit.median / rates["front page, stock"].median;
  const hello = rates["PHP hello, ours"].median / rates["PHP hello, stock"].median;
  const identity = rates["front page from the cache, identity, ours"].median;
  return {
    table: rateTable(rates),
    rows: [
      row("cached page / static file of the same size", hitOfStatic, 0.8),
      row("cached page / stock page", hitOfStock, 500),
      row("PHP hello / stock", hello, 0.95),
      {
        what: "cached page without compression, requests/s",
        value: identity.toFixed(0),
        goal: "≥ 4000",
        isReached: identity >= 4000,
      },
    ],
  };
}

async function measurePhp({
  ours,
  cached,
  stock,
  tuned,
}: Record<"ours" | "cached" | "stock" | "tuned", Server>): Promise<Row[]> {
  const load = ({ name, address }: Server): Load => ({
    url: `${address}/`,
    container: name,
    connections: 8,
    headers: [GZIP, UNCACHED],
  });
  const rates = sideBySide({ stock: load(stock), tuned: load(tuned), ours: load(ours), cached: load(cached) });
  console.log(rateTable(rates));
  return [
    row("uncached page / tuned stock", rates.ours.median / rates.tuned.median, 1),
    row("uncached page with the object cache / tuned stock", rates.cached.median / rates.tuned.median, 1.3),
    ...Object.entries({
      stock: rates.stock,
      "tuned stock": rates.tuned,
      ours: rates.ours,
      "ours with the object cache": rates.cached,
    }).map(([name, rate]) => ({ what: `uncached page, ${name}, requests/s`, value: shown(rate) })),
  ];
}

/** The uncached page while each stat and open of WordPress's directory takes 2 ms longer. */
async function measureSlowFiles(servers: Servers): Promise<Row[]> {
  const flags = servers.slowFiles();
  const [ours, stock] = [await servers.ours({}, flags), await servers.other(STOCK, flags)];
  const load = ({ name, address }: Server): Load => ({
    url: `${address}/`,
    container: name,
    connections: 4,
    headers: [GZIP, UNCACHED],
  });
  const rates = sideBySide({ ours: load(ours), stock: load(stock) });
  return [
    row("uncached page on slow files / stock", rates.ours.median / rates.stock.median, 3),
    { what: "uncached page on slow files, ours, requests/s", value: shown(rates.ours) },
    { what: "uncached page on slow files, stock, requests/s", value: shown(rates.stock) },
  ];
}

/** Start, memory and size. */
async function measureSizes(servers: Servers, seen: Server): Promise<Row[]> {
  const starts: number[] = [];
  let idle = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = Date.now();
    const started = await servers.ours();
    starts.push((Date.now() - began) / 1000);
    idle = await idleMebibytes(started);
    await docker(["rm", "--force", "--volumes", started.name]);
  }
  const { median, least, most } = spread(starts);
  const image = Number(await docker(["image", "inspect", "--format", "{{.Size}}", await wordpressImage()])) / 1e6;
  await request(new URL(seen.address).hostname, "/healthz", { port: Number(new URL(seen.address).port) });
  return [
    {
      what: "first page after docker run, installed site, seconds",
      value: `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`,
      goal: "≤ 2.5",
      isReached: median <= 2.5,
    },
    {
      what: "memory when idle, MiB (resident, shared pages once)",
      value: idle.toFixed(0),
      goal: "≤ 90",
      isReached: idle <= 90,
    },
    { what: "image on disk, MB", value: image.toFixed(0), goal: "≤ 400", isReached: image <= 400 },
  ];
}

/** Proportional memory of all processes, which counts what they share once; read by a container beside it. */
async function idleMebibytes({ name }: Server): Promise<number> {
  const script = "cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk '/^Pss:/ { sum += $2 } END { print sum / 1024 }'";
  const flags = ["--rm", "--pid", `container:${name}`, "--cap-add", "SYS_PTRACE", "--user", "0", "--network", "none"];
  return Number(await docker(["run", ...flags, "--entrypoint", "sh", await wordpressImage(), "-c", script]));
}

function lateRow(seconds: readonly number[]): Row {
  const { median, most } = spread(seconds);
  return {
    what: "edit.php with a cache server that answers 300 ms late, seconds: median (worst)",
    value: `${median.toFixed(2)} (${most.toFixed(2)})`,
    goal: "worst ≤ 2",
    isReached: most <= 2,
  };
}

function stopRows({ served, failed, seconds }: { served: number; failed: number; seconds: number }): Row[] {
  return [
    {
      what: `failed of ${served} requests while one of two containers stops (${seconds.toFixed(1)} s)`,
      value: String(failed),
      goal: "0",
      isReached: failed === 0,
    },
  ];
}

function upgradeRow({ served, failed, seconds }: UpgradeResult): Row {
  return {
    what: `failed of ${served + failed} requests while WordPress on the volume of two containers is upgraded (${seconds.toFixed(0)} s)`,
    value: String(failed),
    goal: "0",
    isReached: failed === 0,
  };
}

function row(what: string, ratio: number, goal: number): Row {
  return { what, value: `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`, goal: `≥ ${goal} ×`, isReached: ratio >= goal };
}

const shown = ({ median, least, most }: Rate) =>
  `${median.toFixed(median < 100 ? 1 : 0)} (${least.toFixed(median < 100 ? 1 : 0)}–${most.toFixed(median < 100 ? 1 : 0)})`;

function rateTable(rates: Readonly<Record<string, Rate>>): string {
  const rows = Object.entries(rates).map(
    ([name, rate]) =>
      `| ${name} | ${shown(rate)} | ${rate.p50} | ${rate.p99} | ${rate.cpuMilliseconds.toPrecision(2)} |`,
  );
  return [
    "| load, one core for servers, database and cache, one for the client | requests/s: median (least–most) | p50 | p99 | CPU, ms/request |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

/** Servers, database and cache have one core and the client one: what else runs on the machine takes from both. */
function loadNote(load: number): string {
  const advice = load > 1 ? ", so other work was running: take no digit and no ratio here for settled" : "";
  return `Load average of the machine at the start: ${load.toFixed(1)}${advice}.`;
}

function goalTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, value, goal = "", isReached }) =>
      `| ${what} | ${value} | ${goal} | ${isReached === undefined ? "" : isReached ? "reached" : "missed"} |`,
  );
  return ["| measured | value | goal | |", "|---|---|---|---|", ...lines].join("\n");
}
