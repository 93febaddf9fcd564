import { expect, test, vi } from "vitest";
import { isInvalidated, KeptAnswers } from "../../../../rehearsal/effects/edge/kept-answers";
import { toyEdge } from "./support/toy-edge";

test.each([
  ["/*", "/", true],
  ["/*", "/a/b?c", true],
  ["*", "/a", true],
  ["/a", "/a", true],
  ["a", "/a", true],
  ["/a", "/a?b=1", false],
  ["/a?b=1", "/a?b=1", true],
  ["/a*", "/a?b=1", true],
  ["/a*", "/ab/c", true],
  ["/a/*", "/a", false],
  ["/*.css", "/a.css", false],
  ["/A", "/a", false],
])("the path %s and the address %s: %s", (path, address, gone) => {
  expect(isInvalidated(path, address)).toBe(gone);
});

test("an invalidation forgets every answer of an address, whoever it was kept for, and errors too", async () => {
  const edge = await toyEdge({
    policy: { cookies: ["login"], queries: "all" },
    reply: ({ url }) => ({ status: url === "/bad" ? 500 : 200 }),
  });
  for (const cookie of ["login=1", "login=2"]) await edge.get("/", { cookie });
  for (const path of ["/bad", "/other?x=1"]) await edge.get(path);
  expect(edge.kept.invalidate(["/", "/bad"])).toBe(3);
  expect(await edge.get("/", { cookie: "login=1" })).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/other?x=1")).toMatchObject({ cache: "Hit" });
  expect(edge.kept.invalidate(["/*"])).toBe(2);
});

test("an answer that was made before an invalidation is not kept after it", async () => {
  const held: (() => void)[] = [];
  const edge = await toyEdge({
    reply: async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return {};
    },
  });
  const old = edge.get("/");
  await vi.waitUntil(() => held.length === 1);
  expect(edge.kept.invalidate(["/*"])).toBe(0);
  held[0]?.();
  expect(await old).toMatchObject({ body: "answer 1" });
  const next = edge.get("/");
  await vi.waitUntil(() => held.length === 2);
  held[1]?.();
  expect(await next).toMatchObject({ cache: "Miss", body: "answer 2" });
});

test("what was longest unused makes room", () => {
  const lifetime = { kept: true, seconds: 1, staleWhileRevalidate: 0, staleIfError: 0 };
  const answer = { status: 200, headers: {}, body: Buffer.alloc(40), address: "/", since: 0, lifetime };
  const kept = new KeptAnswers(100);
  for (const key of ["a", "b"]) kept.put(key, answer, kept.begin("/"));
  kept.get("a");
  kept.put("c", answer, kept.begin("/"));
  expect(["a", "b", "c"].map((key) => kept.get(key) !== undefined)).toEqual([true, false, true]);
});
