import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { type AwsAnswer, AwsChannel, type AwsRequest } from "../../../../rehearsal/effects/aws/channel";
import { freePort } from "../../../../rehearsal/state-backend/moto";

const SCRIPT = join(__dirname, "../../../../rehearsal/effects/services/credentials");
let container: ChildProcess | undefined;
let channel: AwsChannel | undefined;

afterEach(async () => {
  channel?.close();
  container?.kill();
  if (container !== undefined) await once(container, "close");
  container = undefined;
});

/** The script of the container, on ports that are free here. */
async function endpoint() {
  const [tasks, ours] = [await freePort(), await freePort()];
  container = spawn("perl", [SCRIPT, String(tasks), String(ours)], { stdio: "inherit" });
  const url = `http://127.0.0.1:${tasks}`;
  await vi.waitFor(() => fetch(`${url}/credentials/KEY`), 5000);
  return { url, ours };
}

const connect = (port: number, answer: (request: AwsRequest) => AwsAnswer) => {
  channel = new AwsChannel(async () => port, answer);
};

test("a task gets credentials by its role's key, and AWS's answers from this process", async () => {
  const { url, ours } = await endpoint();
  expect(await (await fetch(`${url}/credentials/ASIA1`)).json()).toMatchObject({
    AccessKeyId: "ASIA1",
    Token: "made-up",
  });
  const nobody = await fetch(`${url}/`, { method: "POST", body: "x" });
  expect([nobody.status, await nobody.text()]).toEqual([403, "there is no AWS in a rehearsal"]);
  connect(ours, ({ method, path, headers, body }) => ({
    ...{ status: 201, type: "text/xml" },
    body: `${method} ${path} ${headers["x-amz-target"]} ${body}`,
  }));
  const asked = () =>
    fetch(`${url}/a?b`, { method: "POST", body: "größe\r\n\r\nzwei", headers: { "x-amz-target": "T" } });
  const answered = await vi.waitFor(async () => {
    const answer = await asked();
    expect(answer.status).toBe(201);
    return answer;
  }, 5000);
  expect(answered.headers.get("content-type")).toBe("text/xml");
  expect(await answered.text()).toBe("POST /a?b T größe\r\n\r\nzwei");
});

test("an answer that fails here is an error of the service, and the next one is answered", async () => {
  const { url, ours } = await endpoint();
  let count = 0;
  connect(ours, () => {
    if (++count === 1) throw new Error("unexpected");
    return { status: 200, type: "text/plain", body: "fine" };
  });
  const status = async () => (await fetch(url)).status;
  await vi.waitFor(async () => expect(await status()).not.toBe(403), 5000);
  expect(count).toBe(1);
  expect(await status()).toBe(200);
});
