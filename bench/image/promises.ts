import { docker } from "../../__tests__/image/support/docker";
import { type Answer, request } from "../../__tests__/image/support/http";
import { PROBE } from "../../__tests__/image/support/probe";
import { eventually, pause } from "../../__tests__/image/support/wait";
import { spread } from "../report";
import type { Row } from "./row";
import type { Server, Servers } from "./servers";

const ROOT = "/usr/src/wordpress/wp-content/mu-plugins";
const CHANGES = 20;
const PAGE_SECONDS = 20;

/** What the page cache promises between two containers of a site, and what bursts cost. */
export async function measurePromises(servers: Servers): Promise<Row[]> {
  const writer = await probed(await servers.ours());
  const reader = await servers.ours({ WP_PAGE_CACHE_TTL: "3600" });
  const uncached = await probed(await servers.ours({ WP_PAGE_CACHE: "off" }));
  const rows = [
    await changesSeen(writer, reader),
    await followerCost(reader),
    await seenWithoutFollower(writer, await servers.ours({ WP_PAGE_CACHE_TTL: String(PAGE_SECONDS) })),
    await burst(writer, uncached),
    await scan(writer),
    await pictures(await probed(await servers.ours())),
  ];
  return rows;
}

async function probed(server: Server): Promise<Server> {
  const script = `mkdir -p ${ROOT} && cat >${ROOT}/probe.php`;
  await docker(["exec", "-i", "--user", "0", server.name, "sh", "-c", script], PROBE);
  return server;
}

function get({ address }: Server, path: string): Promise<Answer> {
  const { hostname, port, host } = new URL(address);
  return request(hostname, path, { port: Number(port), headers: { Host: host } });
}

async function evaluate<T>({ address }: Server, php: string): Promise<T> {
  const { hostname, port, host } = new URL(address);
  const options = { port: Number(port), method: "POST", headers: { Host: host, "X-Probe": "1" }, body: php };
  const { status, text } = await request(hostname, "/", options);
  if (status !== 200) throw new Error(`the probe answers ${status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

/** Seconds from a post's change in one container until another one, which had it cached, shows it no more. */
async function secondsUntilGone(writer: Server, reader: Server): Promise<number> {
  const post = `['post_title' => 'told', 'post_status' => 'publish', 'post_content' => 'the text that goes']`;
  const id = await evaluate<number>(writer, `return wp_insert_post(${post});`);
  const path = `${new URL(await evaluate<string>(writer, `return get_permalink(${id});`)).pathname}`;
  const shows = async () => (await get(reader, path)).text.includes("the text that goes");
  await eventually("the page is kept", async () => (await get(reader, path)).headers["x-cache"] === "HIT");
  await evaluate(writer, `return wp_update_post(['ID' => ${id}, 'post_status' => 'private']);`);
  const began = Date.now();
  while (await shows()) await pause(20);
  return (Date.now() - began) / 1000;
}

async function changesSeen(writer: Server, reader: Server): Promise<Row> {
  const seconds: number[] = [];
  for (let round = 0; round < CHANGES; round++) seconds.push(await secondsUntilGone(writer, reader));
  const { median, most } = spread(seconds);
  return {
    what: `a change seen in another container, seconds: median (worst of ${CHANGES})`,
    value: `${median.toFixed(2)} (${most.toFixed(2)})`,
    goal: "worst ≤ 2",
    isReached: most <= 2,
  };
}

async function seenWithoutFollower(writer: Server, reader: Server): Promise<Row> {
  await docker(["exec", reader.name, "s6-svc", "-wD", "-T", "10000", "-d", "/run/service/purges"]);
  const seconds = await secondsUntilGone(writer, reader);
  return {
    what: `the same without its purge process, pages kept ${PAGE_SECONDS} s, seconds`,
    value: seconds.toFixed(1),
    goal: `≤ ${PAGE_SECONDS + 10}`,
    isReached: seconds <= PAGE_SECONDS + 10,
  };
}

async function followerCost({ name }: Server): Promise<Row> {
  const read = async () => {
    const script =
      "p=$(pgrep -f cli/follow-purges.php | head -n 1); awk '/^Pss:/ { print $2 / 1024 }' /proc/$p/smaps_rollup; awk '{ print ($14 + $15) / 100 }' /proc/$p/stat";
    const output = await docker(["exec", "--user", "33", name, "sh", "-c", script]);
    return output.split("\n").map(Number) as [number, number];
  };
  const [, before] = await read();
  await pause(30_000);
  const [mebibytes, after] = await read();
  return {
    what: "the purge process: share of a core, MiB (proportional)",
    value: `${(((after - before) / 30) * 100).toFixed(2)} %, ${mebibytes.toFixed(0)} MiB`,
  };
}

/** Fifty visitors at once of a page that may not be kept, which takes PHP 50 ms. */
async function burst(cached: Server, uncached: Server): Promise<Row> {
  const plugin =
    "<?php add_action('init', function () { if (isset($_GET['unkept'])) { header('Cache-Control: no-store'); usleep(50000); exit('x'); } });";
  for (const { name } of [cached, uncached]) {
    await docker(["exec", "-i", "--user", "0", name, "sh", "-c", `cat >${ROOT}/unkept.php`], plugin);
  }
  const seconds = async (server: Server) => {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round++) {
      const began = Date.now();
      await Promise.all(Array.from({ length: 50 }, () => get(server, `/?unkept=${round}`)));
      rounds.push((Date.now() - began) / 1000);
    }
    return spread(rounds).median;
  };
  await seconds(uncached);
  const [on, off] = [await seconds(cached), await seconds(uncached)];
  return {
    what: `50 requests at once for a page that may not be kept, / with the cache off (${off.toFixed(2)} s)`,
    value: `${(on / off).toFixed(2)} ×`,
    goal: "≤ 2 ×",
    isReached: on <= 2 * off,
  };
}

async function scan(server: Server): Promise<Row> {
  const runs = async () => {
    const port = new URL(server.address).port;
    const status = await docker(["exec", server.name, "curl", "-s", `http://127.0.0.1:${port}/-/status?json`]);
    return Number(/"accepted conn":(\d+)/.exec(status)?.[1]);
  };
  const before = await runs();
  const paths = Array.from({ length: 100 }, (_, index) => `/scan-${index}/`);
  for (let round = 0; round < 10; round++) await Promise.all(paths.map((path) => get(server, path)));
  return {
    what: "PHP runs of 1,000 requests for 100 paths that are not there",
    value: String((await runs()) - before),
  };
}

async function pictures(server: Server): Promise<Row> {
  const draw =
    "$picture = new Imagick(); $picture->newImage(6000, 4000, 'orange', 'jpg'); $picture->writeImage('/tmp/large.jpg');";
  await docker(["exec", server.name, "php", "-r", draw]);
  const upload = `foreach (['file', 'image', 'media'] as $part) require_once ABSPATH . "wp-admin/includes/$part.php";
    $name = uniqid('large-') . '.jpg'; copy('/tmp/large.jpg', "/tmp/$name");
    $id = media_handle_sideload(['name' => $name, 'tmp_name' => "/tmp/$name"]);
    return is_wp_error($id) ? 0 : count(wp_get_attachment_metadata($id)['sizes']);`;
  const began = Date.now();
  const made = await Promise.all([1, 2, 3, 4].map(() => evaluate<number>(server, upload).catch(() => 0)));
  const done = made.filter((sizes) => sizes > 3).length;
  return {
    what: `four pictures of 24 megapixels at once in 1 GiB and one core (${((Date.now() - began) / 1000).toFixed(0)} s)`,
    value: `${done} of 4`,
    goal: "4 of 4",
    isReached: done === 4,
  };
}
