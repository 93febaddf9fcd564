import { createServer, request, type Server } from "node:http";
import { request as secureRequest } from "node:https";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LoadBalancing, targetGroupSettings } from "../../../rehearsal/effects/load-balancer/effects";
import { matches, TargetHealth } from "../../../rehearsal/effects/load-balancer/health";
import { forwardedHeaders, LoadBalancerProxy, type ProxyRoute } from "../../../rehearsal/effects/load-balancer/proxy";
import { TargetGroup } from "../../../rehearsal/effects/load-balancer/target-group";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import type { Effect } from "../../../rehearsal/provider-double/effect";
import { Inventory } from "../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";
import { freePort } from "../../../rehearsal/state-backend/moto";
import { HostAuthority } from "../support/authority";

const REDIRECT = {
  ...{ protocol: "HTTPS", host: "www.example.com", port: "443", path: "/#{path}", query: "#{query}" },
  status_code: "HTTP_301",
};

const PATH_IS_CLOSED = {
  field_to_match: [{ uri_path: [{}] }],
  positional_constraint: "STARTS_WITH",
  search_string: "/closed",
  text_transformation: [{ priority: 0, type: "NONE" }],
};

const settings = targetGroupSettings({
  deregistration_delay: "5",
  health_check: [
    { path: "/healthz", interval: 1, timeout: 1, healthy_threshold: 2, unhealthy_threshold: 2, matcher: "200" },
  ],
});

test("takes one success for a new target and the thresholds afterwards", () => {
  const health = new TargetHealth({ healthyThreshold: 2, unhealthyThreshold: 3 });
  const after = (...results: boolean[]) => {
    for (const result of results) health.report(result);
    return health.state;
  };
  expect(after(true)).toBe("healthy");
  expect(after(false, false)).toBe("healthy");
  expect(after(false)).toBe("unhealthy");
  expect(after(true)).toBe("unhealthy");
  expect(after(true)).toBe("healthy");
  expect(after(false, false, true, false, false)).toBe("healthy");
});

test("keeps a draining target draining", () => {
  const health = new TargetHealth({ healthyThreshold: 1, unhealthyThreshold: 1 });
  health.state = "draining";
  health.report(true);
  expect(health.state).toBe("draining");
});

test("reads matchers as AWS writes them", () => {
  expect([200, 202, 299].map((status) => matches("200,300-399", status))).toEqual([true, false, false]);
  expect(matches("200-299", 204)).toBe(true);
});

test("has AWS's defaults for what a target group does not say", () => {
  expect(targetGroupSettings({})).toEqual({
    algorithm: "round_robin",
    deregistrationDelay: 300,
    healthCheck: { path: "/", interval: 30, timeout: 5, healthyThreshold: 5, unhealthyThreshold: 2, matcher: "200" },
  });
});

test("adds what a load balancer adds and drops what belongs to one connection", () => {
  const incoming = {
    headers: { host: "example.org", connection: "keep-alive", "x-forwarded-for": "203.0.113.1" },
    socket: { remoteAddress: "127.0.0.1" },
  };
  const headers = forwardedHeaders(incoming, { protocol: "https", port: 443 });
  expect(headers).toMatchObject({
    host: "example.org",
    "x-forwarded-for": "203.0.113.1, 127.0.0.1",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "443",
  });
  expect(headers.connection).toBeUndefined();
  expect(headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

let proxy: LoadBalancerProxy;
let group: TargetGroup;
let port: number;
const servers: Server[] = [];

beforeEach(async () => {
  port = await freePort();
  proxy = await LoadBalancerProxy.listen(port);
  group = new TargetGroup(settings);
  proxy.use({ protocol: "http", port: 80, targets: group, idleTimeout: 5 });
});
afterEach(async () => {
  group.close();
  await proxy.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A task that answers with its name, and with `healthy` on /healthz. */
async function target(name: string, health = () => 200, answer?: (path: string) => Promise<void>): Promise<number> {
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url === "/healthz") {
      outgoing.writeHead(health()).end();
      return;
    }
    await answer?.(incoming.url ?? "");
    outgoing.end(`${name} ${incoming.headers["x-forwarded-proto"]}`);
  });
  servers.push(server);
  const own = await freePort();
  await new Promise<void>((resolve) => server.listen(own, "127.0.0.1", () => resolve()));
  return own;
}

function get(path = "/"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += data;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .once("error", reject)
      .end();
  });
}
const healthy = (id: string) => vi.waitFor(() => expect(group.state(id)).toBe("healthy"), 5000);

test("answers 503 without a target and 502 for one that is not there", async () => {
  expect((await get()).status).toBe(503);
  group.register("gone", await freePort());
  expect((await get()).status).toBe(502);
});

test("spreads requests over healthy targets", async () => {
  group.register("a", await target("a"));
  group.register("b", await target("b"));
  group.register("sick", await target("sick", () => 500));
  await healthy("a");
  await healthy("b");
  const bodies = new Set<string>();
  for (let count = 0; count < 6; count++) bodies.add((await get()).body);
  expect([...bodies].sort()).toEqual(["a http", "b http"]);
});

test("lets a leaving target finish what it has and sends it nothing new", async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let arrived = () => {};
  const inside = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const slow = async (path: string) => {
    if (path !== "/slow") return;
    arrived();
    await held;
  };
  group.register("old", await target("old", () => 200, slow));
  await healthy("old");
  const answer = get("/slow");
  await inside;
  group.register("new", await target("new"));
  await healthy("new");
  const left = group.deregister("old");
  for (let count = 0; count < 4; count++) expect((await get()).body).toBe("new http");
  finish();
  expect(await answer).toEqual({ status: 200, body: "old http" });
  await left;
  expect(group.state("old")).toBeUndefined();
});

const authority = new HostAuthority();

/** A request over TLS by one who trusts the run's authority. */
function getSecure(path = "/"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    secureRequest({ host: "localhost", port, path, agent: false, ca: authority.certificate }, (response) => {
      let body = "";
      response.on("data", (data) => {
        body += data;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .once("error", reject)
      .end();
  });
}

test("an HTTPS listener speaks TLS, says so to the task, and sends plain HTTP there", async () => {
  expect(proxy.protocol).toBe("http");
  await expect(getSecure()).rejects.toThrow();
  const identity = await authority.issue(["localhost"]);
  proxy.use({ protocol: "https", port: 443, identity, targets: group, idleTimeout: 5 });
  expect(proxy.protocol).toBe("https");
  group.register("a", await target("a"));
  await healthy("a");
  expect(await getSecure()).toEqual({ status: 200, body: "a https" });
  const { status, location } = await new Promise<{ status?: number; location?: string }>((resolve, reject) => {
    const headers = { host: `localhost:${port}` };
    request({ host: "127.0.0.1", port, path: "/wp-admin/?a=b", headers, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    })
      .once("error", reject)
      .end();
  });
  expect({ status, location }).toEqual({ status: 301, location: `https://localhost:${port}/wp-admin/?a=b` });
});

/** The effects of a load balancer whose HTTPS listener forwards by a rule, as the site's own does. */
async function deployed() {
  const inventory = new Inventory();
  const notes = new LocalNotes();
  const loadBalancing = new LoadBalancing({
    proxy,
    address: `localhost:${port}`,
    inventory: () => inventory,
    notes,
    authority,
  });
  const apply = async (type: string, state: ObjectValue) => {
    const effect = loadBalancing.effects.find((one) => one.type === type);
    await effect?.create?.({ state } as unknown as Parameters<NonNullable<Effect["create"]>>[0]);
    inventory.put(type, state);
  };
  await apply("aws_lb", { id: "lb", arn: "lb", idle_timeout: 70 });
  await apply("aws_lb_target_group", { id: "tg", arn: "tg" });
  await apply("aws_lb_listener", {
    id: "l",
    arn: "l",
    load_balancer_arn: "lb",
    port: 443,
    protocol: "HTTPS",
    default_action: [{ type: "fixed-response" }],
  });
  await apply("aws_lb_listener_rule", {
    id: "r",
    arn: "r",
    listener_arn: "l",
    priority: 100,
    condition: [{ host_header: [{ values: ["www.example.com"] }] }],
    action: [{ type: "forward", target_group_arn: "tg" }],
  });
  return { loadBalancing, notes, apply };
}

test("a listener that forwards by a rule is served", async () => {
  const { loadBalancing } = await deployed();
  expect(proxy.protocol).toBe("https");
  loadBalancing.group("tg")?.register("a", await target("a"));
  await vi.waitFor(() => expect(loadBalancing.group("tg")?.state("a")).toBe("healthy"), 5000);
  expect(await getSecure()).toEqual({ status: 200, body: "a https" });
  loadBalancing.group("tg")?.close();
});

test("a web ACL refuses strangers, and a login comes before what asks for one", async () => {
  const { loadBalancing, apply } = await deployed();
  loadBalancing.group("tg")?.register("a", await target("a"));
  await vi.waitFor(() => expect(loadBalancing.group("tg")?.state("a")).toBe("healthy"), 5000);
  const status = (path: string, localAddress: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: "127.0.0.1", servername: "localhost", port, path, localAddress, agent: false };
      const headers = { host: `localhost:${port}` };
      secureRequest({ ...options, headers, ca: authority.certificate }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
  const path = { byte_match_statement: [PATH_IS_CLOSED] };
  const stranger = { not_statement: [{ statement: [{ ip_set_reference_statement: [{ arn: "set" }] }] }] };
  await apply("aws_wafv2_ip_set", { id: "set", arn: "set", addresses: ["127.0.0.3/32"] });
  await apply("aws_wafv2_web_acl", {
    id: "acl",
    arn: "acl",
    rule: [
      {
        name: "Gate",
        priority: 0,
        action: [{ block: [{}] }],
        statement: [{ and_statement: [{ statement: [path, stranger] }] }],
      },
    ],
  });
  await apply("aws_wafv2_web_acl_association", { id: "x", resource_arn: "lb", web_acl_arn: "acl" });
  expect(await status("/closed", "127.0.0.1")).toBe(200);
  expect(await status("/closed", "127.0.0.2")).toBe(403);
  expect(await status("/closed", "127.0.0.3")).toBe(200);
  expect(await status("/", "127.0.0.2")).toBe(200);
  await apply("aws_lb_listener_rule", {
    id: "login",
    arn: "login",
    listener_arn: "l",
    priority: 1,
    condition: [{ path_pattern: [{ values: ["/closed*"] }] }],
    action: [
      { type: "authenticate-cognito", authenticate_cognito: [{ user_pool_domain: "editors" }] },
      { type: "forward", target_group_arn: "tg" },
    ],
  });
  expect(await status("/closed", "127.0.0.1")).toBe(401);
  expect(await status("/", "127.0.0.1")).toBe(200);
  loadBalancing.group("tg")?.close();
});

test("the address of the loopback interface leads to the name that the site knows itself by", async () => {
  await deployed();
  const location = await new Promise<string | undefined>((resolve, reject) => {
    const headers = { host: `127.0.0.1:${port}` };
    const options = { host: "localhost", port, path: "/a?b=c", headers, agent: false, ca: authority.certificate };
    secureRequest(options, (response) => {
      response.resume();
      resolve(response.headers.location);
    })
      .once("error", reject)
      .end();
  });
  expect(location).toBe(`https://localhost:${port}/a?b=c`);
});

test("its certificate is for localhost, from the run's authority, and valid today", async () => {
  await deployed();
  const certificate = await new Promise<{ subjectaltname?: string; valid_from: string; valid_to: string }>(
    (resolve, reject) => {
      const socket = connect({ host: "localhost", port, ca: authority.certificate }, () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      }).once("error", reject);
    },
  );
  expect(certificate.subjectaltname).toBe("DNS:localhost, DNS:*.localhost, IP Address:127.0.0.1");
  expect(new Date(certificate.valid_from).getTime()).toBeLessThan(Date.now());
  expect(new Date(certificate.valid_to).getTime()).toBeGreaterThan(Date.now());
});

test("the site's own address is the local one to its containers; other addresses stay", async () => {
  const { loadBalancing, notes } = await deployed();
  const local = `https://localhost:${port}`;
  expect(loadBalancing.localAddress("https://www.example.com")).toBe(local);
  expect(loadBalancing.localAddress("https://www.example.com/blog")).toBe(`${local}/blog`);
  for (const other of [
    "https://example.org",
    "http://www.example.com",
    "www.example.com",
    "https://www.example.com.evil",
  ]) {
    expect(loadBalancing.localAddress(other)).toBe(other);
  }
  expect(notes.all().join()).toContain(`site: https://www.example.com is ${local} here`);
});

test("the hosts that the site answers are this machine's too, with names below where the site has such", async () => {
  const { loadBalancing, apply } = await deployed();
  expect(loadBalancing.localHosts("www.example.com")).toBe("www.example.com,localhost");
  expect(loadBalancing.localHosts("www.example.org,*.example.org")).toBe("www.example.org,*.example.org");
  await apply("aws_lb_listener_rule", {
    ...{ id: "r3", arn: "r3", listener_arn: "l", priority: 101 },
    condition: [{ host_header: [{ values: ["www.example.com", "*.example.com"] }] }],
    action: [{ type: "forward", target_group_arn: "tg" }],
  });
  expect(loadBalancing.localHosts("www.example.com,*.example.com")).toBe(
    "www.example.com,*.example.com,localhost,*.localhost",
  );
});

test("a rule that redirects an alias sends it to the site's address here, with path and query; a rule that is gone sends nobody", async () => {
  const { loadBalancing, apply } = await deployed();
  const rule = {
    ...{ id: "r2", arn: "r2", listener_arn: "l", priority: 200 },
    condition: [{ host_header: [{ values: ["example.com", "*.example.com"] }] }],
    action: [{ type: "redirect", redirect: [REDIRECT] }],
  };
  await apply("aws_lb_listener_rule", rule);
  const answer = (host: string, path: string) =>
    new Promise<{ status: number | undefined; location: string | undefined }>((resolve, reject) => {
      const options = { port, path, servername: "localhost", headers: { host }, ca: authority.certificate };
      secureRequest(options, ({ statusCode, headers }) => resolve({ status: statusCode, location: headers.location }))
        .once("error", reject)
        .end();
    });
  const here = `https://localhost:${port}`;
  expect(await answer("example.com", "/2026/post/?a=1&b=%20?")).toEqual({
    status: 301,
    location: `${here}/2026/post/?a=1&b=%20?`,
  });
  expect(await answer("Shop.Example.com:8080", "/")).toEqual({ status: 301, location: `${here}/` });
  for (const host of ["www.example.com", `localhost:${port}`, "example.com.evil"]) {
    expect(await answer(host, "/")).toMatchObject({ status: 503 });
  }
  await loadBalancing.effects
    .find(({ type }) => type === "aws_lb_listener_rule")
    ?.delete?.({
      type: "aws_lb_listener_rule",
      state: rule,
      config: rule,
      provider: {},
      region: "eu-west-1",
      account: "1",
    });
  expect(await answer("example.com", "/")).toMatchObject({ status: 503 });
});

test("says that a port is in use", async () => {
  await expect(LoadBalancerProxy.listen(port)).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("forwards by a listener's default action, or by a rule where the default action refuses", async () => {
  const routes: (ProxyRoute | undefined)[] = [];
  const inventory = new Inventory();
  const notes = new LocalNotes();
  const balancing = new LoadBalancing({
    proxy: {
      use: (route: ProxyRoute | undefined) => routes.push(route),
      redirect: () => {},
      answer: () => {},
      guard: () => {},
    } as unknown as LoadBalancerProxy,
    address: "localhost:1",
    inventory: () => inventory,
    notes,
    authority,
  });
  const create = (type: string, state: ObjectValue) => {
    inventory.put(type, state);
    const effect = balancing.effects.find((one) => one.type === type);
    return effect?.create?.({ type, state, config: state, provider: {}, region: "eu-west-1", account: "1" });
  };
  const forward = [{ type: "forward", target_group_arn: "arn:group" }];
  await create("aws_lb_target_group", { arn: "arn:group", deregistration_delay: "5", health_check: [] });
  await create("aws_lb_listener", {
    arn: "arn:443",
    protocol: "HTTPS",
    port: 443,
    default_action: [{ type: "fixed-response" }],
  });
  expect(routes).toEqual([]);
  await create("aws_lb_listener_rule", { arn: "arn:rule", listener_arn: "arn:443", action: forward });
  expect(routes).toMatchObject([{ protocol: "https", port: 443 }]);
  expect(notes.all()).toContainEqual(expect.stringContaining("a host name that no rule redirects is forwarded here"));
  await create("aws_lb_listener", { arn: "arn:80", protocol: "HTTP", port: 80, default_action: forward });
  expect(routes).toMatchObject([{ protocol: "https" }, { protocol: "http", port: 80 }]);
  balancing.group("arn:group")?.close();
});
