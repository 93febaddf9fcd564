// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../../terraform/expression";

test("jsonencode is read into values; what only Terraform knows stays an expression", () => {
  const text =
    '${jsonencode({host = aws_db_instance.main.address, "port" = 3306, tls: true, list = ["a", "${aws_x.y.z}", max(1, 2)]})}';
  expect(decode(text)).toEqual({
    host: "${aws_db_instance.main.address}",
    port: 3306,
    tls: true,
    list: ["a", "${aws_x.y.z}", "${max(1, 2)}"],
  });
});

test.each(["plain text", "${jsonencode({a = )}", "${jsonencode({a = 1)}", "${upper(aws_x.y.z)}", "{"])(
  "%s is not decoded",
  (text) => {
    expect(decode(text)).toBeUndefined();
  },
);

/** Writes a value as Terraform's own syntax. */
function hcl(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hcl).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)} = ${hcl(inner)}`)
    .join(", ")}}`;
}

test("every value comes back from jsonencode as it went in", () => {
  const key = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/).filter((name) => name !== "__proto__");
  const text = fc.stringMatching(/^[\w .,:;=/(){}[\]-]{0,12}$/);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }));
  fc.assert(
    fc.property(value, (original) => {
      expect(decode(`\${jsonencode(${hcl(original)})}`)).toEqual(original);
    }),
  );
});
