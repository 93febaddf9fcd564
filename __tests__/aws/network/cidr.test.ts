import fc from "fast-check";
import { expect, test } from "vitest";
import { childCidr, contains, formatCidr, overlaps, parseCidr } from "../../../aws/network/cidr";

const blocks = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 32 }))
  .map(([address, prefix]) => ({ first: address - (address % 2 ** (32 - prefix)), prefix }));

test("reads what it writes", () => {
  fc.assert(
    fc.property(blocks, (block) => {
      expect(parseCidr(formatCidr(block))).toEqual(block);
    }),
  );
});

test.each(["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "::/0", "ten/8", ""])("refuses %j", (text) => {
  expect(() => parseCidr(text)).toThrow(`must be an IPv4 CIDR block such as 10.11.0.0/16, got ${JSON.stringify(text)}`);
});

test("names the network address when bits are set behind the prefix", () => {
  expect(() => parseCidr("10.11.3.4/16")).toThrow(
    'must start at its network address, 10.11.0.0/16, got "10.11.3.4/16"',
  );
});

test("children of one parent lie inside it and apart from each other", () => {
  fc.assert(
    fc.property(blocks, fc.integer({ min: 1, max: 4 }), (parent, bits) => {
      fc.pre(parent.prefix + bits <= 32);
      const children = Array.from({ length: 2 ** bits }, (_, index) => childCidr(parent, parent.prefix + bits, index));
      for (const [index, child] of children.entries()) {
        expect(contains(parent, child)).toBe(true);
        expect(children.slice(index + 1).some((sibling) => overlaps(child, sibling))).toBe(false);
      }
    }),
  );
});

test("overlap is mutual, and a block contains itself but not its parent", () => {
  fc.assert(
    fc.property(blocks, blocks, (a, b) => {
      expect(overlaps(a, b)).toBe(overlaps(b, a));
    }),
  );
  expect(contains(parseCidr("10.0.0.0/8"), parseCidr("10.1.0.0/16"))).toBe(true);
  expect(contains(parseCidr("10.1.0.0/16"), parseCidr("10.0.0.0/8"))).toBe(false);
});
