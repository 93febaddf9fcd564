import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import LongestFirst from "./__tests__/support/longest-first.mjs";

/** All that tests leave in the directory for temporary files goes with the run; cdktf's `Testing.app()` never cleans up. */
const temporary = mkdtempSync(join(tmpdir(), "tests-"));
process.env.TMPDIR = temporary;
process.once("exit", () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));

/** As cdktf.json starts the app. */
const execArgv = ["--import", "./setup/fewer-traces.mjs"];

/** Files that take minutes and that few changes can break: run with TESTS=all alone, as `npm run test:all` and the weekly workflow do. */
const LONG = [
  "__tests__/real-terraform/{leave-cdn,rehearsal-environments,audit-plan,preflight,replacements,upgrade}.test.ts",
  "__tests__/image/{import-stop,known-files,pictures,previews,sizes,theme-data-once}.test.ts",
  "__tests__/browser/{import,restore-drill,site-health,transfer}.test.ts",
];

/** Real servers and programs, which wait much: five files at a time, after the unit tests; once more when a busy machine was in the way. */
const slow = {
  execArgv,
  pool: "forks",
  exclude: process.env.TESTS === "all" ? [] : LONG,
  maxWorkers: 5,
  retry: 1,
  sequence: { groupOrder: 1 },
  testTimeout: 600_000,
  hookTimeout: 600_000,
} as const;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./__tests__/support/totals-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          execArgv,
          // Loading cdktf and the provider takes longer than most tests: once a worker, not once a file.
          isolate: false,
          // Every core: what vitest takes by itself is one fewer, on two cores half of them.
          maxWorkers: "100%",
          include: ["__tests__/**/*.test.ts"],
          exclude: ["__tests__/{real-terraform,image,browser,mixes}/**"],
          testTimeout: 120_000,
        },
      },
      { test: { name: "mixes", include: ["__tests__/mixes/**/*.test.ts"], ...slow } },
      { test: { name: "terraform", include: ["__tests__/real-terraform/**/*.test.ts"], ...slow } },
      {
        test: {
          name: "image",
          include: ["__tests__/image/**/*.test.ts"],
          globalSetup: "__tests__/image/support/shared-services.ts",
          ...slow,
        },
      },
      { test: { name: "browser", include: ["__tests__/browser/**/*.test.ts"], ...slow } },
    ],
  },
});
