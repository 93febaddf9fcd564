import { createServer, type Server } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ContentDelivery } from "../../../../rehearsal/effects/edge/effects";
import { LoadBalancing } from "../../../../rehearsal/effects/load-balancer/effects";
import { LoadBalancerProxy } from "../../../../rehearsal/effects/load-balancer/proxy";
import { LocalNotes } from "../../../../rehearsal/effects/local-notes";
import type { Effect } from "../../../../rehearsal/provider-double/effect";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../../rehearsal/provider-double/value";
import { freePort } from "../../../../rehearsal/state-backend/moto";
import { HostAuthority } from "../../support/authority";
import { cachePolicy, READS } from "./support/toy-edge";

const authority = Object.assign(new HostAuthority(), {
  inUse: async () => ({ key: "", certificate: authority.certificate }),
});
const notes = new LocalNotes();
const events: string[] = [];
let inventory: Inventory;
let proxy: LoadBalancerProxy;
let port: number;
let task: Server;
let delivery: ContentDelivery;
let balancing: LoadBalancing;

beforeEach(async () => {
  inventory = new Inventory();
  port = await freePort();
  proxy = await LoadBalancerProxy.listen(port);
  let count = 0;
  task = createServer(({ url, headers }, outgoing) =>
    outgoing.end(
      url === "/healthz"
        ? ""
        : `${++count} ${headers.host} ${headers["x-forwarded-proto"]} ${headers["x-forwarded-for"]}`,
    ),
  );
  await new Promise<void>((resolve) => task.listen(0, "127.0.0.1", () => resolve()));
  balancing = new LoadBalancing({
    ...{ proxy, address: `localhost:${port}`, inventory: () => inventory, notes, authority },
  });
  delivery = new ContentDelivery({
    ...{ proxy, inventory: () => inventory, notes, authority, directories: () => [] },
    onEvent: (text) => events.push(text),
  });
});
afterEach(async () => {
  await balancing.close();
  task.closeAllConnections();
  await new Promise((resolve) => task.close(resolve));
});

async function change(kind: "create" | "update" | "delete", type: string, state: ObjectValue) {
  const effect: Effect | undefined = [...balancing.effects, ...delivery.effects].find((one) => one.type === type);
  const input = { type, state, config: state, provider: {}, region: "eu-west-1", account: "1" };
  const made = kind === "delete" ? await effect?.delete?.(input) : await effect?.[kind]?.(input);
  inventory.put(type, { ...state, ...made });
  return made;
}

/** An internal load balancer over HTTPS with a task, and a distribution before it. */
async function deploy() {
  const balancer = await change("create", "aws_lb", { id: "lb", arn: "lb", internal: true });
  await change("create", "aws_lb_target_group", { id: "tg", arn: "tg", health_check: [{ path: "/healthz" }] });
  await change("create", "aws_lb_listener", {
    ...{ id: "l", arn: "l", load_balancer_arn: "lb", port: 443, protocol: "HTTPS" },
    default_action: [{ type: "forward", target_group_arn: "tg" }],
  });
  balancing.group("tg")?.register("task", (task.address() as AddressInfo).port);
  await vi.waitFor(() => expect(balancing.group("tg")?.state("task")).toBe("healthy"));
  inventory.put("aws_cloudfront_cache_policy", cachePolicy("pages", { headers: ["Host"] }));
  inventory.put("aws_cloudfront_vpc_origin", {
    ...{ id: "vo", arn: "vo" },
    vpc_origin_endpoint_config: [{ arn: "lb", origin_protocol_policy: "https-only" }],
  });
  const distribution: ObjectValue = {
    ...{ id: "E1", arn: "arn:E1", domain_name: "d1.cloudfront.net", enabled: true, web_acl_id: "acl" },
    origin: [{ origin_id: "o", domain_name: String(balancer?.dns_name), vpc_origin_config: [{ vpc_origin_id: "vo" }] }],
    default_cache_behavior: [
      {
        ...{ target_origin_id: "o", viewer_protocol_policy: "redirect-to-https", cache_policy_id: "pages" },
        ...{ allowed_methods: READS, cached_methods: READS },
      },
    ],
  };
  return { balancer, distribution };
}

function get(at: number): Promise<{ cache: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: "localhost", port: at, agent: false as const, ca: authority.certificate };
    request({ ...options, headers: { host: `localhost:${port}` } }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += data;
      });
      response.on("end", () => resolve({ cache: response.headers["x-cache"] as string | undefined, body }));
    })
      .once("error", reject)
      .end();
  });
}

test("a distribution takes the site's port, over TLS on both sides, and the load balancer keeps one of its own", async () => {
  const { balancer, distribution } = await deploy();
  expect(await get(port)).toEqual({ cache: undefined, body: `1 localhost:${port} https 127.0.0.1` });
  await change("create", "aws_cloudfront_distribution", distribution);
  expect([delivery.isThere, proxy.protocol]).toEqual([true, "https"]);
  const first = { cache: "Miss from cloudfront", body: `2 localhost:${port} https 127.0.0.1, 127.0.0.1` };
  expect(await get(port)).toEqual(first);
  expect(await get(port)).toEqual({ ...first, cache: "Hit from cloudfront" });
  const own = await proxy.ownPort();
  expect(balancer).toEqual({ dns_name: `localhost:${own}` });
  expect(await get(own)).toEqual({ cache: undefined, body: `3 localhost:${port} https 127.0.0.1` });
  expect((await fetch(`http://localhost:${port}/a`, { redirect: "manual" })).headers.get("x-cache")).toBe(
    "Redirect from cloudfront",
  );
  expect(notes.all().join("\n")).toMatch(
    /one edge location stands for all[\s\S]*rules of its web ACL that need more than one request/,
  );
  const { body } = await get(port);
  expect(body).toBe(first.body);
});

test("an update changes what is kept from then on, an invalidation forgets it, and a deletion leaves the load balancer alone", async () => {
  const { distribution } = await deploy();
  await change("create", "aws_cloudfront_distribution", distribution);
  await get(port);
  expect(delivery.invalidate("E2", ["/*"])).toBe(false);
  expect(delivery.invalidate("E1", ["/*"])).toBe(true);
  expect(events.at(-1)).toBe("CloudFront: /* invalidated, 1 kept answers forgotten");
  expect((await get(port)).cache).toBe("Miss from cloudfront");
  await change("update", "aws_cloudfront_distribution", { ...distribution, enabled: false });
  expect((await get(port)).body).toContain("disabled");
  await change("update", "aws_cloudfront_distribution", distribution);
  expect((await get(port)).cache).toBe("Hit from cloudfront");
  await change("delete", "aws_cloudfront_distribution", distribution);
  expect(delivery.isThere).toBe(false);
  expect((await get(port)).cache).toBeUndefined();
});

test("a distribution with a policy that is nowhere is not served", async () => {
  const { distribution } = await deploy();
  const [behavior] = distribution.default_cache_behavior as ObjectValue[];
  const broken = { ...distribution, default_cache_behavior: [{ ...behavior, cache_policy_id: "none" }] };
  await expect(change("create", "aws_cloudfront_distribution", broken)).rejects.toThrow("none was not applied here");
  expect(delivery.isThere).toBe(false);
});
