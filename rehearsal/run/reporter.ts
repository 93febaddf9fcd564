import { createColors } from "picocolors";

interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const NARROW = 80;

/** Says what happens: lines that stay, and on a terminal one line of progress that is replaced. */
export class Reporter {
  readonly colors: ReturnType<typeof createColors>;
  private readonly listeners = new Set<(line: string) => void>();
  private progressShown = false;
  private lastProgress = Number.NEGATIVE_INFINITY;

  /** @param everySeconds how often progress is written where it cannot be replaced */
  constructor(
    private readonly out: Terminal = process.stdout,
    private readonly everySeconds = 5,
  ) {
    this.colors = createColors(out.isTTY === true && !process.env.NO_COLOR);
  }

  line(text = ""): void {
    this.clear();
    this.out.write(`${text}\n`);
    for (const listener of this.listeners) listener(text);
  }

  /** Hands every line on as well, until the returned function is called. */
  echo(listener: (line: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  heading(text: string): void {
    this.line(this.colors.bold(text));
  }

  progress(text: string): void {
    if (this.out.isTTY) {
      this.out.write(`\r\u001b[K${text.slice(0, (this.out.columns ?? NARROW) - 1)}`);
      this.progressShown = true;
      return;
    }
    if (performance.now() - this.lastProgress < this.everySeconds * 1000) return;
    this.lastProgress = performance.now();
    this.out.write(`${text}\n`);
  }

  private clear(): void {
    if (this.progressShown) this.out.write("\r\u001b[K");
    this.progressShown = false;
  }
}

/** Seconds with one decimal, as in `12.3 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Rows with their columns aligned; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        /^[\d.]+(?: s)?$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
