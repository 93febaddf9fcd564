import type { Reporter, TestModule } from "vitest/node";

/** Prints one closing line, `N passed, N failed, N skipped`, that scripts can read. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const totals = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const { result } of tests.map((test) => ({ result: test.result() }))) totals[result.state] += 1;
      if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) totals.failed += 1;
    }
    console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped + totals.pending} skipped`);
  }
}
