import { expect, test } from "vitest";
import { nearest } from "../../aws/nearest";

test("a misspelt word leads to the known one that is nearest", () => {
  const known = ["max_connections", "max_connect_errors", "wait_timeout"];
  expect(nearest("max_conections", known)).toBe("max_connections");
  expect(nearest("Wait_Timeout", known)).toBe("wait_timeout");
  expect(nearest("waittimeout", known)).toBe("wait_timeout");
});

test("a word that is far from all leads to none, and a short one must be nearer", () => {
  expect(nearest("innodb_buffer_pool_size", ["wait_timeout"])).toBeUndefined();
  expect(nearest("up", ["io"])).toBeUndefined();
  expect(nearest("tpc", ["tcp", "udp"])).toBeUndefined();
  expect(nearest("tcq", ["tcp", "udp"])).toBe("tcp");
});
