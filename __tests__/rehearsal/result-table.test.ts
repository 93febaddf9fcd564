import { expect, test } from "vitest";
import { resultTable } from "../../rehearsal/rehearsal";

test("a second plan is called empty only where it was seen to be", () => {
  const results = ["a", "b"].map((stack) => ({ stack, resources: 1, milliseconds: 1000 }));
  const [, a, b] = resultTable(results, ["b"]);
  expect(a).not.toContain("second plan empty");
  expect(b).toContain("second plan empty");
});
