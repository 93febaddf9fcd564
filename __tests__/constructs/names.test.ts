import fc from "fast-check";
import { expect, test } from "vitest";
import { physicalName } from "../../constructs/names";

test("joins parts with hyphens, in lowercase", () => {
  expect(physicalName(32, "WordPress", "dev", "data key")).toBe("wordpress-dev-data-key");
});

test("cuts a long name and keeps it apart from another that starts alike", () => {
  const long = physicalName(32, "wordpress", "production", "application-load-balancer");
  const other = physicalName(32, "wordpress", "production", "application-load-balances");
  expect(long).toMatch(/^wordpress-production-appl[a-z-]*-[0-9a-f]{6}$/);
  expect(long).not.toBe(other);
});

test("refuses a name that would not start with a letter", () => {
  expect(() => physicalName(32, "1st")).toThrow('must start with a letter, got "1st"');
  expect(() => physicalName(32, "--")).toThrow("must start with a letter");
});

test("gives every list of parts a name of allowed characters within the limit", () => {
  const parts = fc.array(fc.stringMatching(/^[a-zA-Z][ -~]{0,40}$/), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(parts, fc.integer({ min: 16, max: 255 }), (words, max) => {
      const name = physicalName(max, ...words);
      expect(name.length).toBeLessThanOrEqual(max);
      expect(name).toMatch(/^[a-z]([a-z0-9]|-(?!-))*[a-z0-9]$|^[a-z]$/);
    }),
  );
});
