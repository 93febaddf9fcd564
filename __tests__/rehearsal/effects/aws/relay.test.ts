import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { afterEach, expect, test, vi } from "vitest";
import { Relay } from "../../../../rehearsal/effects/aws/relay";
import { freePort } from "../../../../rehearsal/state-backend/moto";

const SCRIPT = join(__dirname, "../../../../rehearsal/effects/services/relay");
/** More than what connections hold on their way. */
const LARGE = Buffer.alloc(12 << 20, "0123456789abcdef");
const PIECE = 1 << 18;
let container: ChildProcess | undefined;
let relay: Relay | undefined;

afterEach(async () => {
  relay?.close();
  container?.kill();
  if (container !== undefined) await once(container, "close");
  container = undefined;
});

/** The script of the container, on ports that are free here. */
async function started() {
  const [tasks, ours] = [await freePort(), await freePort()];
  container = spawn("perl", [SCRIPT, String(tasks), String(ours)], { stdio: "inherit" });
  const url = `http://127.0.0.1:${tasks}`;
  const nobody = await vi.waitFor(() => fetch(url), 10_000);
  return { url, ours, nobody };
}

function answers(port: number, listener: RequestListener): void {
  const server = createServer((request, response) => {
    response.setHeader("connection", "close");
    listener(request, response);
  });
  relay = new Relay(async () => port, server);
}

test("a task is refused while nobody answers, and gets from this process what it asks for", async () => {
  const { url, ours, nobody } = await started();
  expect([nobody.status, await nobody.text()]).toEqual([403, "there is no AWS in a rehearsal"]);
  answers(ours, async (request, response) => {
    response.writeHead(201, { "content-type": "text/xml" });
    response.end(`${request.method} ${request.url} ${request.headers["x-amz-target"]} ${await text(request)}`);
  });
  const asked = { method: "POST", body: "größe\r\n\r\nzwei", headers: { "x-amz-target": "T" } };
  const answer = await fetch(`${url}/a?b`, asked);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([201, "text/xml"]);
  expect(await answer.text()).toBe("POST /a?b T größe\r\n\r\nzwei");
});

test("objects go through both ways as streams, and more tasks at once than connections wait", async () => {
  const { url, ours } = await started();
  answers(ours, async (request, response) => {
    if (request.method === "PUT") response.end(String((await buffer(request)).equals(LARGE)));
    else response.end(request.url === "/large" ? LARGE : LARGE.subarray(0, PIECE));
  });
  expect(await (await fetch(url, { method: "PUT", body: LARGE })).text()).toBe("true");
  const got = async (path: string) => Buffer.from(await (await fetch(`${url}${path}`)).arrayBuffer());
  expect((await got("/large")).equals(LARGE)).toBe(true);
  const all = await Promise.all(Array.from({ length: 20 }, () => got("/small")));
  expect(new Set(all.map(({ length }) => length))).toEqual(new Set([PIECE]));
});
