import { expect, test } from "vitest";
import type { CachePolicy } from "../../../../aws/cloudfront/policies";
import { errorLifetime, lifetime } from "../../../../rehearsal/effects/edge/freshness";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const policy = (minTtl: number, defaultTtl: number, maxTtl: number): CachePolicy => ({
  ...{ minTtl, defaultTtl, maxTtl, headers: [], cookies: "none", queries: "none", gzip: false, brotli: false },
});
const NONE = policy(0, 300, 86400);
const SOME = policy(60, 300, 86400);
const in100 = new Date(NOW + 100_000).toUTCString();
const past = new Date(NOW - 100_000).toUTCString();

// The table of "Specify the amount of time that CloudFront caches objects", row by row: without and with a minimum TTL.
test.each([
  ["max-age", "max-age=100", undefined, 100, 100],
  ["max-age over the maximum", "max-age=100000", undefined, 86400, 86400],
  ["max-age under the minimum", "max-age=10", undefined, 10, 60],
  ["nothing", undefined, undefined, 300, 300],
  ["words without a lifetime", "public, must-revalidate", undefined, 300, 300],
  ["s-maxage before max-age", "max-age=10, s-maxage=200", undefined, 200, 200],
  ["s-maxage over the maximum", "s-maxage=100000", undefined, 86400, 86400],
  ["Expires", undefined, in100, 100, 100],
  ["Expires in the past", undefined, past, 0, 60],
  ["Expires that is no date", undefined, "0", 0, 60],
  ["max-age before Expires", "max-age=20", in100, 20, 60],
  ["max-age=0", "max-age=0", undefined, 0, 60],
])("%s", (_, control, expires, without, with60) => {
  const headers = { ...(control && { "cache-control": control }), ...(expires && { expires }) };
  expect(lifetime(headers, NONE, NOW)).toMatchObject({ kept: true, seconds: without });
  expect(lifetime(headers, SOME, NOW)).toMatchObject({ kept: true, seconds: with60 });
});

test.each(["no-store", "private", "no-cache", "max-age=100, no-store", "private, s-maxage=100"])(
  "what the origin forbids to keep is kept for the minimum TTL, if there is one: %s",
  (control) => {
    expect(lifetime({ "cache-control": control }, NONE, NOW)).toMatchObject({ kept: false });
    expect(lifetime({ "cache-control": control }, SOME, NOW)).toMatchObject({ kept: true, seconds: 60 });
  },
);

test("a directive for one header alone forbids nothing, a default above the maximum does not matter where the minimum is higher", () => {
  expect(lifetime({ "cache-control": 'no-cache="Set-Cookie", max-age=50' }, NONE, NOW)).toMatchObject({ seconds: 50 });
  expect(lifetime({}, policy(600, 300, 86400), NOW)).toMatchObject({ seconds: 600 });
});

test("a policy with a maximum of 0 keeps nothing, whatever the origin says", () => {
  expect(lifetime({ "cache-control": "max-age=100" }, policy(0, 0, 0), NOW)).toMatchObject({ kept: false });
  expect(lifetime({}, policy(0, 0, 100), NOW)).toMatchObject({ kept: false });
});

test("what is stale may be shown as long as the answer says, and at most for the maximum TTL", () => {
  const stale = (control: string) => {
    const { staleWhileRevalidate: renewing, staleIfError: failing } = lifetime({ "cache-control": control }, NONE, NOW);
    return [renewing, failing];
  };
  expect(stale("max-age=1, stale-while-revalidate=30, stale-if-error=90")).toEqual([30, 90]);
  expect(stale("max-age=1, stale-while-revalidate=999999")).toEqual([86400, Number.POSITIVE_INFINITY]);
  expect(stale("max-age=1, stale-if-error=0")).toEqual([0, 0]);
  expect(stale("max-age=1, stale-while-revalidate=30, stale-if-error=90, must-revalidate")).toEqual([0, 0]);
});

// "HTTP 4xx and 5xx status codes that CloudFront caches" and "Control how long CloudFront caches errors".
test.each([
  [500, {}, 10],
  [502, { "cache-control": "no-store" }, 10],
  [503, { "cache-control": "private" }, 10],
  [504, { "cache-control": "max-age=100" }, 100],
  [504, { "cache-control": "max-age=3" }, 10],
  [500, { expires: in100 }, 100],
  [404, {}, 10],
  [404, { "cache-control": "no-store" }, 0],
  [410, { "cache-control": "no-cache" }, 0],
  [414, { "cache-control": "private" }, 0],
  [501, { "cache-control": "no-store" }, 0],
  [403, {}, 0],
  [403, { "cache-control": "max-age=3" }, 10],
  [400, { "cache-control": "s-maxage=60" }, 60],
  [401, { "cache-control": "max-age=60" }, 0],
  [429, {}, 0],
  [416, { "cache-control": "max-age=60" }, 0],
])("an error %i with %o is kept for %i seconds", (status, headers, seconds) => {
  expect(errorLifetime(status, headers, { policy: NONE, now: NOW })).toBe(seconds);
});

test("an error's lifetime is never under the distribution's, nor longer said than the policy allows", () => {
  const headers = { "cache-control": "max-age=100" };
  expect(errorLifetime(500, {}, { minimum: 5, policy: NONE, now: NOW })).toBe(5);
  expect(errorLifetime(500, {}, { minimum: 0, policy: NONE, now: NOW })).toBe(0);
  expect(errorLifetime(500, headers, { minimum: 5, policy: policy(0, 0, 30), now: NOW })).toBe(30);
  expect(errorLifetime(500, headers, { minimum: 5, policy: policy(0, 0, 0), now: NOW })).toBe(5);
});
