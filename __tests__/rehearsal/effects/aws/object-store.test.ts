import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import type { RunningSite } from "../../../../cli/running-site";
import { AwsEndpoint, type AwsServices } from "../../../../rehearsal/effects/aws/endpoint";
import { ObjectStore } from "../../../../rehearsal/effects/aws/object-store";
import { accessKeyOf, Rights } from "../../../../rehearsal/effects/aws/rights";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Stands for moto: keeps what is put, by its path. */
async function keeper(): Promise<{ endpoint: string; objects: Map<string, string> }> {
  const objects = new Map<string, string>();
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? "";
    if (request.method === "PUT") {
      objects.set(path, (await buffer(request)).toString());
      return void response.writeHead(200, { etag: '"tag"' }).end();
    }
    const object = objects.get(path);
    if (object === undefined) return void response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    const part = from === undefined ? object : object.slice(Number(from), Number(to) + 1);
    response.writeHead(from === undefined ? 200 : 206, { "content-length": part.length }).end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects };
}

/** A rehearsal with one bucket, whose tasks may read below imports/ and write below exports/. */
async function rehearsal(environment: string, others: () => readonly RunningSite[]) {
  const bucket = `${environment}-transfers`;
  const inventory = new Inventory();
  inventory.put("aws_s3_bucket", { id: bucket, bucket, arn: `arn:aws:s3:::${bucket}` });
  inventory.put("aws_iam_role", { id: "task", name: `${environment}-task`, arn: "arn:aws:iam::1:role/task" });
  const Statement = [
    { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/imports/*` },
    { Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/exports/*` },
  ];
  inventory.put("aws_iam_role_policy", {
    ...{ id: "p", role: `${environment}-task`, policy: JSON.stringify({ Statement }) },
  });
  const { endpoint: moto, objects } = await keeper();
  const rights = new Rights(() => inventory);
  const nothing = { answer: () => undefined };
  const services: AwsServices = {
    objects: new ObjectStore({ inventory: () => inventory, rights, keeper: () => moto, others }),
    ...{ purges: nothing, copies: nothing, tasks: { answer: async () => undefined } },
  };
  const aws = new AwsEndpoint(rights, services);
  await aws.listen();
  closing.push(() => aws.close());
  const ask = async (method: string, path: string, headers: Record<string, string> = {}, key = rights.personKey) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20261127/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0`;
    const body = method === "PUT" && !headers["x-amz-copy-source"] ? "content" : undefined;
    const answer = await fetch(`${aws.address}${path}`, { method, headers: { authorization, ...headers }, body });
    return { status: answer.status, text: await answer.text() };
  };
  const site = {
    ...{ environment, url: "", pid: 1, socket: "", buckets: [bucket] },
    aws: { endpoint: aws.address, accessKey: rights.personKey },
  };
  return { ask, objects, site, taskKey: accessKeyOf(`${environment}-task`) };
}

test("a person puts and gets objects; a task may what its role's policies say, and nobody else anything", async () => {
  const { ask, taskKey } = await rehearsal("production", () => []);
  const path = "/production-transfers/imports/1/dump";
  expect((await ask("PUT", path)).status).toBe(200);
  expect(await ask("GET", path)).toEqual({ status: 200, text: "content" });
  expect(await ask("GET", path, {}, taskKey)).toEqual({ status: 200, text: "content" });
  expect((await ask("PUT", "/production-transfers/exports/1/dump", {}, taskKey)).status).toBe(200);
  for (const [method, key, action] of [
    ["GET", "exports/1/dump", "s3:GetObject"],
    ["PUT", "imports/1/dump", "s3:PutObject"],
    ["DELETE", "imports/1/dump", "s3:DeleteObject"],
    ["DELETE", "exports/1/dump?uploadId=1", "s3:AbortMultipartUpload"],
    ["GET", "?list-type=2", "s3:ListBucket"],
  ] as const) {
    const refused = await ask(method, `/production-transfers/${key}`, {}, taskKey);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining(`perform: ${action} on resource`)]);
  }
  expect((await ask("GET", path, {}, "ASIASTRANGER")).text).toContain("InvalidClientTokenId");
});

test("an object goes from one rehearsal's bucket to another's, whole or in parts, and tasks do not reach across", async () => {
  const sites: RunningSite[] = [];
  const [from, to] = [await rehearsal("production", () => sites), await rehearsal("staging", () => sites)];
  sites.push(from.site, to.site);
  await from.ask("PUT", "/production-transfers/exports/1/dump");
  const source = { "x-amz-copy-source": "production-transfers/exports/1/dump" };
  const whole = await to.ask("PUT", "/staging-transfers/imports/1/dump", source);
  expect([whole.status, whole.text]).toEqual([200, expect.stringContaining('<CopyObjectResult><ETag>"tag"</ETag>')]);
  expect(to.objects.get("/staging-transfers/imports/1/dump")).toBe("content");
  const part = { ...source, "x-amz-copy-source-range": "bytes=2-4" };
  const target = "/staging-transfers/imports/1/dump?partNumber=1&uploadId=u";
  expect((await to.ask("PUT", target, part)).text).toContain("<CopyPartResult>");
  expect(to.objects.get(target)).toBe("nte");
  expect(await to.ask("GET", "/production-transfers/exports/1/dump")).toEqual({ status: 200, text: "content" });
  expect((await to.ask("GET", "/production-transfers/exports/1/dump", {}, to.taskKey)).status).toBe(403);
  expect((await to.ask("PUT", "/staging-transfers/exports/1/x", source, to.taskKey)).status).toBe(403);
  const missing = { "x-amz-copy-source": "production-transfers/exports/1/none" };
  expect((await to.ask("PUT", "/staging-transfers/imports/1/none", missing)).status).toBe(404);
  expect((await to.ask("GET", "/other-transfers/x")).text).toContain("NoSuchBucket");
});
