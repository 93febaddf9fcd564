// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { expressionsIn, soleExpression, splitTemplate } from "../../terraform/template";

test("an expression ends at its own brace, past strings, objects and templates within it", () => {
  const text = 'a ${jsonencode({x = "}${f("}")}"})} b';
  expect(splitTemplate(text)).toEqual([
    { kind: "literal", text: "a " },
    { kind: "interpolation", text: '${jsonencode({x = "}${f("}")}"})}' },
    { kind: "literal", text: " b" },
  ]);
});

test("escaped sequences are literals", () => {
  expect(splitTemplate("$${HOME} %%{if}")).toEqual([{ kind: "literal", text: "$${HOME} %%{if}" }]);
});

test("directives are sequences of their own", () => {
  expect(splitTemplate("%{ if a }x%{ endif }").map(({ kind }) => kind)).toEqual(["directive", "literal", "directive"]);
});

test("only a template of one interpolation is an expression", () => {
  expect(soleExpression("${ a.b }")).toBe("a.b");
  expect(soleExpression("${a}${b}")).toBeUndefined();
  expect(soleExpression("x${a}")).toBeUndefined();
  expect(soleExpression("${~ a ~}")).toBeUndefined();
  expect(soleExpression("%{ if a }%{ endif }")).toBeUndefined();
});

test("every expression of a text is found", () => {
  expect(expressionsIn("${a}-${b[0]}")).toEqual(["a", "b[0]"]);
});

test("a sequence or string without an end is refused with the text", () => {
  expect(() => splitTemplate("x ${a")).toThrow('a template must end each of its sequences, got "x ${a"');
  expect(() => splitTemplate('${"a}')).toThrow("a template must end each of its strings");
});
