const MILLISECONDS = 2000;
const MIB = 1 << 20;

/** Says every two seconds how much of some files was read, where that changes. */
export function showProgress(what: string, size: number, read: () => number): { stop: () => void } {
  let shown = -1;
  const timer = setInterval(() => {
    const percent = Math.floor((100 * read()) / Math.max(1, size));
    if (percent === shown || size === 0) return;
    shown = percent;
    console.log(`  … ${percent} % of ${Math.round(size / MIB)} MiB of ${what} read`);
  }, MILLISECONDS);
  return { stop: () => clearInterval(timer) };
}
