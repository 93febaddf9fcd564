import { Readable } from "node:stream";
import { type Answer, ownError, type Result } from "./answer";
import { acceptedEncodings, cacheKey, selectedQuery } from "./cache-key";
import { collect } from "./collect";
import { compressed } from "./compression";
import type { Behavior, Distribution, ErrorResponse, Origin } from "./distribution";
import { directives, errorLifetime, type Lifetime, lifetime } from "./freshness";
import type { Fetching, KeptAnswer, KeptAnswers } from "./kept-answers";
import { type Headers, header, type ViewerRequest, without } from "./message";
import { type OriginAnswer, originRequest } from "./origin-request";
import { OriginFailure, type Origins } from "./origins";

export interface ReaderOptions {
  readonly kept: KeptAnswers;
  readonly origins: Pick<Origins, "send">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One request with what it is answered by. */
export interface Asked {
  readonly request: ViewerRequest;
  readonly behavior: Behavior;
  readonly distribution: Distribution;
  readonly requestId: string;
  readonly body?: Readable;
}

/** What a visitor's conditions and ranges are in. */
const CONDITIONS = ["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"];

/** Gets what visitors ask for: from what is kept, or from the origin. */
export class Reader {
  /** By key, requests that the origin is answering: others with the same key wait for them. */
  private readonly collapsed = new Map<string, Promise<KeptAnswer | undefined>>();

  constructor(private readonly options: ReaderOptions) {}

  /** The answer to a request that may be kept. */
  async read(asked: Asked): Promise<Answer> {
    const key = cacheKey(asked.request, asked.behavior.cache);
    const known = this.known(key, asked.request);
    if (known === undefined) return this.fetchOnce(key, asked);
    const late = this.options.now() - known.since - known.lifetime.seconds * 1000;
    if (late < 0) return this.shown(known, "Hit from cloudfront");
    if (known.status < 400 && late < known.lifetime.staleWhileRevalidate * 1000) {
      void this.fetchOnce(key, asked, known).catch(() => undefined);
      return this.shown(known, "Hit from cloudfront");
    }
    return this.fetchOnce(key, asked, known.status < 400 ? known : undefined);
  }

  /** The answer to a request that is never kept. */
  async pass(asked: Asked): Promise<Answer> {
    const answer = await this.ask(asked).catch(failed);
    return this.passed(asked, answer);
  }

  /** A GET's answer serves HEAD too. */
  private known(key: string, { method }: ViewerRequest): KeptAnswer | undefined {
    const { kept } = this.options;
    return kept.get(key) ?? (method === "HEAD" ? kept.get(headOf(key)) : undefined);
  }

  /** Asks the origin, once for all that wait for the same key. */
  private async fetchOnce(key: string, asked: Asked, stale?: KeptAnswer): Promise<Answer> {
    const place = asked.request.method === "HEAD" ? headOf(key) : key;
    const waiting = this.collapsed.get(place);
    if (waiting !== undefined) {
      const shared = await waiting.catch(() => undefined);
      if (shared !== undefined) return this.shown(shared, "Hit from cloudfront");
      return this.fetch(place, asked, stale).then(({ answer }) => answer);
    }
    // What is never kept is nobody's to wait for, and neither is a part.
    if (asked.behavior.cache.maxTtl === 0 || asked.request.headers.range !== undefined) {
      return (await this.fetch(place, asked, stale)).answer;
    }
    const fetched = this.fetch(place, asked, stale);
    const shared = fetched.then(({ kept }) => kept);
    shared.catch(() => undefined);
    this.collapsed.set(place, shared);
    return fetched.then(({ answer }) => answer).finally(() => this.collapsed.delete(place));
  }

  private async fetch(
    place: string,
    asked: Asked,
    stale: KeptAnswer | undefined,
  ): Promise<{ readonly answer: Answer; readonly kept?: KeptAnswer }> {
    const { kept, now } = this.options;
    const fetching = kept.begin(addressOf(asked));
    try {
      const request = stale === undefined ? asked.request : revalidating(asked.request, stale);
      const answer = await this.ask({ ...asked, request }).catch(failed);
      if (answer.status === 304 && stale !== undefined) {
        answer.body.resume();
        return this.refreshed(place, { asked, fetching, stale, headers: answer.headers });
      }
      if (answer.status >= 500 && stale !== undefined && mayShow(stale, now())) {
        answer.body.resume();
        return this.heldOn(place, { asked, fetching, stale, answer });
      }
      return await this.taken(place, { asked, fetching, answer });
    } finally {
      kept.end(fetching);
    }
  }

  /** An origin that says "not modified": the kept answer has a new lifetime. */
  private refreshed(place: string, { asked, fetching, stale, headers }: Renewal & { readonly headers: Headers }) {
    const { now, kept } = this.options;
    const renewed = { ...stale.headers, ...without(headers, ["content-length", "content-encoding", "etag"]) };
    const span = lifetime(renewed, asked.behavior.cache, now());
    const entry = { ...stale, headers: renewed, since: now(), lifetime: span };
    if (span.kept) kept.put(place, entry, fetching);
    return { answer: this.shown(entry, "RefreshHit from cloudfront"), kept: entry };
  }

  /** An origin that fails: what is kept is shown for as long as the error would be, and then the origin is asked again. */
  private heldOn(place: string, { asked, fetching, stale, answer }: Renewal & { readonly answer: OriginAnswer }) {
    const { now, kept } = this.options;
    const seconds = this.errorSeconds(asked, answer);
    const age = (now() - stale.since) / 1000;
    const staleIfError = Math.max(0, stale.lifetime.seconds + stale.lifetime.staleIfError - age - seconds);
    const entry = { ...stale, lifetime: { ...stale.lifetime, seconds: age + seconds, staleIfError } };
    kept.put(place, entry, fetching);
    return { answer: this.shown(stale, "Hit from cloudfront"), kept: entry };
  }

  /** A new answer, kept if it may be. */
  private async taken(
    place: string,
    { asked, fetching, answer }: { readonly asked: Asked; readonly fetching: Fetching; readonly answer: OriginAnswer },
  ): Promise<{ readonly answer: Answer; readonly kept?: KeptAnswer }> {
    const { now, kept } = this.options;
    const span = this.lifetimeOf(asked, answer);
    const isPart = answer.status === 206 || answer.status === 304;
    const whole = span.kept && !isPart ? await collect(answer) : { rest: answer.body };
    if ("rest" in whole) return { answer: this.passed(asked, { ...answer, body: whole.rest }) };
    const packed = compressed(
      { ...answer, body: whole.body, result: "Miss from cloudfront", kept: true },
      encodingsFor(asked),
    );
    const entry: KeptAnswer = {
      status: packed.status,
      headers: keptHeaders(packed.headers),
      body: packed.body as Buffer,
      ...{ address: fetching.address, since: now(), lifetime: span },
    };
    kept.put(place, entry, fetching);
    const result = answer.status >= 400 ? "Error from cloudfront" : "Miss from cloudfront";
    return { answer: { ...this.shown(entry, result), headers: packed.headers }, kept: entry };
  }

  private passed(asked: Asked, answer: OriginAnswer): Answer {
    const result = answer.status >= 400 ? "Error from cloudfront" : "Miss from cloudfront";
    return compressed({ ...answer, result, kept: false }, encodingsFor(asked));
  }

  private shown(entry: KeptAnswer, result: Result): Answer {
    const age = Math.max(0, Math.floor((this.options.now() - entry.since) / 1000));
    const isHit = result === "Hit from cloudfront" || result === "RefreshHit from cloudfront";
    return {
      status: entry.status,
      headers: isHit ? { ...entry.headers, age: String(age) } : entry.headers,
      body: entry.body,
      result: entry.status >= 400 ? "Error from cloudfront" : result,
      kept: true,
    };
  }

  private lifetimeOf(asked: Asked, answer: OriginAnswer): Lifetime {
    if (answer.status < 400) return lifetime(answer.headers, asked.behavior.cache, this.options.now());
    const seconds = this.errorSeconds(asked, answer);
    return { kept: seconds > 0, seconds, staleWhileRevalidate: 0, staleIfError: 0 };
  }

  private errorSeconds({ behavior, distribution }: Asked, { status, headers }: OriginAnswer): number {
    const minimum = errorResponseTo(distribution, status)?.minTtl;
    return errorLifetime(status, headers, { minimum, policy: behavior.cache, now: this.options.now() });
  }

  /** Asks the origin, and of a group the second one when the first fails. @throws {OriginFailure} */
  private async ask(asked: Asked): Promise<OriginAnswer> {
    const { distribution, behavior, request } = asked;
    const group = distribution.groups.find(({ id }) => id === behavior.target);
    const [first, second] = group?.members ?? [behavior.target];
    const mayFailOver = second !== undefined && ["GET", "HEAD", "OPTIONS"].includes(request.method);
    if (!mayFailOver) return this.askOne(first, asked);
    const answer = await this.askOne(first, asked).catch(failed);
    if (!group?.failoverStatuses.includes(answer.status)) return answer;
    answer.body.resume();
    return this.askOne(second, asked);
  }

  private askOne(id: string | undefined, { distribution, behavior, request, requestId, body }: Asked) {
    const origin: Origin | undefined = distribution.origins.find((one) => one.id === id);
    if (origin === undefined) throw new OriginFailure(502, `the distribution has no origin ${id}`);
    const sent = originRequest(request, behavior, origin, requestId);
    return this.options.origins.send({ distribution, origin, request: sent, https: request.https, body });
  }
}

interface Renewal {
  readonly asked: Asked;
  readonly fetching: Fetching;
  readonly stale: KeptAnswer;
}

/** What the distribution does with an error of that code. */
export function errorResponseTo(distribution: Distribution, status: number): ErrorResponse | undefined {
  return distribution.errorResponses.find((one) => one.status === status);
}

/** An origin without an answer is an error like any other that it answers with. */
function failed(error: unknown): OriginAnswer {
  const status = error instanceof OriginFailure ? error.status : 502;
  const { headers, body } = ownError(status, error instanceof Error ? error.message : String(error));
  return { status, headers, body: Readable.from([body]) };
}

/** How an answer may be compressed. */
function encodingsFor({ behavior, request }: Asked): string {
  return behavior.compress && request.method !== "HEAD" ? acceptedEncodings(request, behavior.cache) : "";
}

function headOf(key: string): string {
  return `HEAD ${key}`;
}

function addressOf({ request, behavior }: Asked): string {
  const query = selectedQuery(request, behavior.cache.queries, behavior.originRequest.queries);
  return `${request.path}${query ? `?${query}` : ""}`;
}

function revalidating(request: ViewerRequest, { headers }: KeptAnswer): ViewerRequest {
  const tag = header(headers, "etag");
  const modified = header(headers, "last-modified");
  return {
    ...request,
    headers: {
      ...without(request.headers, CONDITIONS),
      ...(tag === undefined ? {} : { "if-none-match": tag }),
      ...(modified === undefined ? {} : { "if-modified-since": modified }),
    },
  };
}

function mayShow({ since, lifetime: { seconds, staleIfError } }: KeptAnswer, now: number): boolean {
  return now - since < (seconds + staleIfError) * 1000;
}

/** `no-cache="Set-Cookie"` keeps the answer without its cookies. */
function keptHeaders(headers: Headers): Headers {
  const fields = (directives(headers).get("no-cache") ?? "").toLowerCase();
  return fields.split(",").some((one) => one.trim() === "set-cookie") ? without(headers, ["set-cookie"]) : headers;
}
