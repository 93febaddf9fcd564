import { expect, test } from "vitest";
import { vcpusOf } from "../../../aws/ecs/instance-vcpus";

test.each([
  ["m7g.medium", 1],
  ["m7g.large", 2],
  ["c7g.2xlarge", 8],
  ["t4g.small", 2],
  ["t3.xlarge", 4],
  ["r6i.24xlarge", 96],
])("%s has %d vCPUs", (type, vcpus) => {
  expect(vcpusOf(type)).toBe(vcpus);
});

test("another family's are not known here", () => {
  for (const type of ["p5.48xlarge", "large", "m7g.metal"]) expect(vcpusOf(type)).toBeUndefined();
});
