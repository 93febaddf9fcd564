import type { Lifetime } from "./freshness";
import type { Headers } from "./message";

/** An answer of the origin as CloudFront keeps it. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** What was asked for, as an invalidation names it: the path, with the part of the query that the origin got. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly lifetime: Lifetime;
}

/** A request that is being answered by the origin: what comes of it is not kept once its address was invalidated. */
export interface Fetching {
  readonly address: string;
  outdated: boolean;
}

/** Bytes of all answers together; beyond them the ones longest unused go. */
const CAPACITY = 256 * 1024 * 1024;

/** What one distribution keeps, by key: one edge location for all. */
export class KeptAnswers {
  private readonly answers = new Map<string, KeptAnswer>();
  private readonly fetching = new Set<Fetching>();
  private bytes = 0;

  constructor(private readonly capacity = CAPACITY) {}

  get(key: string): KeptAnswer | undefined {
    const found = this.answers.get(key);
    if (found === undefined) return undefined;
    this.answers.delete(key);
    this.answers.set(key, found);
    return found;
  }

  /** Keeps an answer, unless what it was made for was invalidated meanwhile. */
  put(key: string, answer: KeptAnswer, fetched: Fetching): void {
    if (fetched.outdated) return;
    this.delete(key);
    this.answers.set(key, answer);
    this.bytes += sizeOf(answer);
    for (const eldest of this.answers.keys()) {
      if (this.bytes <= this.capacity) break;
      this.delete(eldest);
    }
  }

  delete(key: string): void {
    const known = this.answers.get(key);
    if (known === undefined) return;
    this.answers.delete(key);
    this.bytes -= sizeOf(known);
  }

  begin(address: string): Fetching {
    const fetching = { address, outdated: false };
    this.fetching.add(fetching);
    return fetching;
  }

  end(fetching: Fetching): void {
    this.fetching.delete(fetching);
  }

  /** Forgets what the paths of an invalidation name. @returns how many answers went */
  invalidate(paths: readonly string[]): number {
    const named = (address: string) => paths.some((path) => isInvalidated(path, address));
    for (const one of this.fetching) if (named(one.address)) one.outdated = true;
    const gone = [...this.answers].filter(([, { address }]) => named(address));
    for (const [key] of gone) this.delete(key);
    return gone.length;
  }
}

/**
 * Whether a path of an invalidation names an address. A `*` is a wildcard at the end alone; a path without a query names no address with one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
 */
export function isInvalidated(path: string, address: string): boolean {
  const rooted = path.startsWith("/") ? path : `/${path}`;
  return rooted.endsWith("*") ? address.startsWith(rooted.slice(0, -1)) : address === rooted;
}

function sizeOf({ body, headers }: KeptAnswer): number {
  return body.length + JSON.stringify(headers).length;
}
