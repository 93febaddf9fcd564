import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes, the longest first; started last they would run alone, with the other worker idle. */
const LONGEST = [
  "real-terraform/moto-apply",
  "real-terraform/real-provider",
  "browser/rehearsal",
  "real-terraform/rehearsal",
  "real-terraform/rehearsal-environments",
  "real-terraform/audit-plan",
  "image/dependencies",
  "image/volume",
  "image/build",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
};

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
