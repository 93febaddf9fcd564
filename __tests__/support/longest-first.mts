import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes, the longest first; started last they would run alone, with the other worker idle. */
const LONGEST = [
  "browser/rehearsal",
  "real-terraform/moto-apply",
  "real-terraform/rehearsal",
  "image/site",
  "image/upgrade",
  "image/moved-in",
  "image/life-cycle",
  "image/build",
  "real-terraform/real-provider",
  "image/page-cache",
  "real-terraform/upgrade",
  "real-terraform/rehearsal-environments",
  "real-terraform/leave-cdn",
  "real-terraform/secrets",
  "mixes/environments",
  "image/object-cache",
  "image/volume",
  "image/dependencies",
  "image/install",
  "image/stop",
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
