import { expect, test } from "vitest";
import { cacheVersionRefusal, nodeRefusal } from "../../../aws/elasticache/engines";
import { cacheParameterRefusal } from "../../../aws/elasticache/parameters";

test("a node type is known, or newer than the list", () => {
  expect(nodeRefusal("cache.t4g.micro")).toBeUndefined();
  expect(nodeRefusal("cache.q1.giga")).toBe("is no node type that ElastiCache has");
  expect(nodeRefusal("cache.t4g.nano")).toBe("is no node type that ElastiCache has");
  expect(nodeRefusal("t4g.micro")).toBe("is no node type: it begins with cache.");
});

test("a version is one of its engine", () => {
  expect(cacheVersionRefusal("valkey", "8.0")).toBeUndefined();
  expect(cacheVersionRefusal("redis", "6.x")).toBeUndefined();
  expect(cacheVersionRefusal("valkey", "7.0")).toBe("is no version that ElastiCache has of valkey");
  expect(cacheVersionRefusal("valkey", "8.9")).toBeDefined();
});

test("a parameter is spelt as the engine spells it, with a value that it has", () => {
  expect(cacheParameterRefusal("maxmemory-policy", "allkeys-lru")).toBeUndefined();
  expect(cacheParameterRefusal("maxmemory-policy", "lru")).toMatchObject({ of: "value" });
  expect(cacheParameterRefusal("maxmemory-polcy", "allkeys-lru")).toEqual({
    of: "name",
    rule: "is it maxmemory-policy?",
  });
  expect(cacheParameterRefusal("of-tomorrow", "1")).toBeUndefined();
});
