import { Interrupted } from "../../cli/outcome";

/** Ctrl-C and SIGTERM, from now on. */
export interface Interrupt {
  readonly interrupted: boolean;
  /** Resolves at the first signal. */
  readonly happened: Promise<void>;
  throwIfInterrupted(): void;
  /** Gives the signals back to Node. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `stop` once, at the first signal; later signals wait for it as well. */
export function untilInterrupted(stop: () => Promise<void>): Interrupt {
  let interrupted = false;
  let announce = () => {};
  const happened = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const onSignal = () => {
    if (interrupted) return;
    interrupted = true;
    announce();
    void stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    happened,
    get interrupted() {
      return interrupted;
    },
    throwIfInterrupted() {
      if (interrupted) throw new Interrupted();
    },
    dispose() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
