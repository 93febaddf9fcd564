import { type ChildProcess, spawn } from "node:child_process";

/** The most memory that a command of `wp-image` has held, from now on: the kernel's own high-water mark (man 5 proc, VmHWM). */
export class Peak {
  private readonly watch: ChildProcess;
  private most = 0;

  /** @param command as its file is called in cli/ */
  constructor(container: string, command: string) {
    const look = `for p in /proc/[0-9]*; do grep -q "cli/${command}.php" $p/cmdline && grep VmHWM $p/status; done`;
    const script = `while sleep 0.5; do { ${look}; } 2>/dev/null; done`;
    this.watch = spawn("docker", ["exec", container, "sh", "-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    this.watch.stdout?.on("data", (data: Buffer) => {
      for (const [, kibibytes] of data.toString().matchAll(/VmHWM:\s*(\d+) kB/g))
        this.most = Math.max(this.most, Number(kibibytes) * 1024);
    });
  }

  /** Bytes; ends the watch. */
  bytes(): number {
    this.watch.kill();
    return this.most;
  }
}
