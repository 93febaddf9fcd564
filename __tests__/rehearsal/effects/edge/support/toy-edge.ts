import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { readDistribution } from "../../../../../rehearsal/effects/edge/distribution";
import { Edge } from "../../../../../rehearsal/effects/edge/edge";
import { EdgeFunctions } from "../../../../../rehearsal/effects/edge/functions";
import { KeptAnswers } from "../../../../../rehearsal/effects/edge/kept-answers";
import { Origins } from "../../../../../rehearsal/effects/edge/origins";
import { Inventory } from "../../../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../../../rehearsal/provider-double/value";

/** What the origin was asked. */
export interface AskedOrigin {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly cache: string;
  readonly body: string;
  readonly bytes: Buffer;
}

export const READS = ["GET", "HEAD"];
export const EVERY_METHOD = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
/** Policies that CloudFront has in every account. */
export const DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
export const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

interface Policy {
  readonly min?: number;
  readonly otherwise?: number;
  readonly max?: number;
  readonly headers?: string[];
  readonly cookies?: string[];
  readonly queries?: "all" | string[];
  readonly compressed?: boolean;
}

/** `aws_cloudfront_cache_policy` as Terraform has it. */
export function cachePolicy(id: string, policy: Policy = {}): ObjectValue {
  const { min = 0, otherwise = 60, max = 3600, headers = [], cookies = [], queries = [], compressed = false } = policy;
  const some = (names: string[]) => (names.length > 0 ? "whitelist" : "none");
  return {
    ...{ id, arn: id, name: id, min_ttl: min, default_ttl: otherwise, max_ttl: max },
    parameters_in_cache_key_and_forwarded_to_origin: [
      {
        enable_accept_encoding_gzip: compressed,
        enable_accept_encoding_brotli: compressed,
        headers_config: [{ header_behavior: some(headers), headers: [{ items: headers }] }],
        cookies_config: [{ cookie_behavior: some(cookies), cookies: [{ items: cookies }] }],
        query_strings_config: [
          queries === "all"
            ? { query_string_behavior: "all" }
            : { query_string_behavior: some(queries), query_strings: [{ items: queries }] },
        ],
      },
    ],
  };
}

const opened: Server[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<number> {
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

export interface ToyOptions {
  /** Of the default behaviour. */
  readonly behavior?: ObjectValue;
  /** Of the policy of the default behaviour. */
  readonly policy?: Policy;
  /** Of the distribution. */
  readonly distribution?: ObjectValue;
  readonly resources?: readonly (readonly [type: string, state: ObjectValue])[];
  /** Milliseconds that a function may take. @default as long as in a run */
  readonly patience?: number;
  readonly reply?: (asked: AskedOrigin, count: number) => Reply | Promise<Reply>;
}

/** A distribution before an origin of the test's own, both on real ports, with a clock that only the test moves. */
export async function toyEdge({
  behavior,
  policy,
  distribution,
  resources = [],
  patience,
  reply = () => ({}),
}: ToyOptions = {}) {
  const inventory = new Inventory();
  inventory.put("aws_cloudfront_cache_policy", cachePolicy("pages", policy));
  inventory.put("aws_lb", { id: "lb", arn: "lb", dns_name: "lb.example" });
  for (const [type, state] of resources) inventory.put(type, state);
  const asked: AskedOrigin[] = [];
  const origin = await listening(
    createServer(async (incoming, outgoing) => {
      const pieces: Buffer[] = [];
      for await (const piece of incoming) pieces.push(piece);
      const { method = "", url = "", headers } = incoming;
      asked.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
      const last = asked.at(-1) as AskedOrigin;
      const { status = 200, headers: sent = {}, body = `answer ${asked.length}` } = await reply(last, asked.length);
      outgoing.writeHead(status, sent).end(method === "HEAD" || status === 304 ? undefined : body);
    }),
  );
  const state: ObjectValue = {
    ...{ id: "E1", arn: "arn:aws:cloudfront::1:distribution/E1", domain_name: "d1.cloudfront.net", enabled: true },
    origin: [
      { origin_id: "site", domain_name: "lb.example", custom_origin_config: [{ origin_protocol_policy: "http-only" }] },
    ],
    default_cache_behavior: [
      {
        ...{ target_origin_id: "site", viewer_protocol_policy: "allow-all", cache_policy_id: "pages" },
        ...{ allowed_methods: EVERY_METHOD, cached_methods: READS, ...behavior },
      },
    ],
    ...distribution,
  };
  const clock = { now: Date.parse("2026-11-27T12:00:00Z") };
  const kept = new KeptAnswers();
  const logged: string[] = [];
  let down = false;
  const edge = new Edge({
    kept,
    distribution: () => readDistribution(state, inventory),
    origins: new Origins({
      inventory: () => inventory,
      loadBalancer: async () => ({ port: down ? 1 : origin, authority: undefined }),
      directories: () => [],
    }),
    functions: new EdgeFunctions(
      () => inventory,
      (text) => logged.push(text),
      patience,
    ),
    now: () => clock.now,
  });
  const port = await listening(
    createServer({ maxHeaderSize: 1 << 16 }, (incoming, outgoing) => void edge.serve(incoming, outgoing)),
  );
  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Got> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, async (response) => {
        const pieces: Buffer[] = [];
        for await (const piece of response) pieces.push(piece);
        const bytes = Buffer.concat(pieces);
        const cache = String(response.headers["x-cache"]).replace(" from cloudfront", "");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, cache, body: bytes.toString(), bytes });
      });
      sent.once("error", reject).end(body);
    });
  return {
    asked,
    kept,
    logged,
    ask,
    get: (path: string, headers?: Record<string, string>) => ask("GET", path, headers),
    /** Moves the clock. */
    after: (seconds: number) => {
      clock.now += seconds * 1000;
    },
    /** Takes the origin away. */
    stopOrigin: () => {
      down = true;
    },
    inventory,
  };
}
