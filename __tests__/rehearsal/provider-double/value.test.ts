import { ExtData, encode } from "@msgpack/msgpack";
import { expect, test } from "vitest";
import { decodeValue, encodeValue, hasUnknown, UNKNOWN } from "../../../rehearsal/provider-double/value";

test("writes an unknown value as msgpack extension 0 with one byte", () => {
  expect([...encodeValue(UNKNOWN)]).toEqual([0xd4, 0, 0]);
});

test("keeps unknown values through decoding and encoding, wherever they stand", () => {
  const value = { id: UNKNOWN, tags: { Name: "a" }, list: [1, UNKNOWN, null, true, 1.5] };
  expect(decodeValue(encodeValue(value))).toEqual(value);
});

test("reads an unknown value with refinements as unknown", () => {
  expect(decodeValue(encode(new ExtData(12, new Uint8Array([0x81, 1, 0xc2]))))).toBe(UNKNOWN);
});

test("reads nothing as null", () => {
  expect(decodeValue(undefined)).toBeNull();
  expect(decodeValue(new Uint8Array())).toBeNull();
});

test("refuses extensions that Terraform does not have", () => {
  expect(() => decodeValue(encode(new ExtData(7, new Uint8Array([1]))))).toThrow("msgpack extension 7");
});

test("finds an unknown value at any depth", () => {
  expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
  expect(hasUnknown({ a: [{ b: null }] })).toBe(false);
});
