import { spawn } from "node:child_process";
import { whatRuns } from "./where";

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer" };

export interface OpenOptions {
  readonly projectDirectory: string;
  /** @default - the only one that runs, else `dev` */
  readonly environment?: string;
  /** Path below the site's address. */
  readonly path: string;
  readonly write?: (line: string) => void;
}

/** Opens the site in the browser, and says its address for where there is none. @throws {Failure} when nothing runs */
export async function open({ projectDirectory, environment, path, write = console.log }: OpenOptions): Promise<void> {
  const { url } = whatRuns(projectDirectory, environment);
  const address = new URL(path, `${url}/`).href;
  write(address);
  const opener = spawn(OPENERS[process.platform] ?? "xdg-open", [address], { stdio: "ignore", detached: true });
  // No browser on this machine: the address stands above.
  opener.once("error", () => undefined);
  opener.unref();
}
