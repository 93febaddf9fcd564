import { resolve } from "node:path";
import { Failure, Interrupted } from "../../cli/outcome";
import { runIn } from "../effects/ecs/run-in-container";
import { runningContainer } from "../effects/ecs/running-container";
import { type Dump, openDump } from "../import/dump-stream";
import { untilInterrupted } from "../run/interrupt";

export interface ImportOptions {
  readonly projectDirectory: string;
  /** File with the SQL dump. */
  readonly dump: string;
  /** A further address that the site had. */
  readonly from?: string;
  /** Which site is meant where the dump has several. */
  readonly prefix?: string;
  readonly database?: string;
  readonly keepAddresses: boolean;
}

const PROGRESS_MILLISECONDS = 2000;

/**
 * Takes a site's database into the WordPress that `npm start` runs.
 *
 * @throws {Failure} when the file cannot be read or the import fails; the site is as it was then
 */
export async function importSite(options: ImportOptions): Promise<void> {
  const { projectDirectory, from, prefix, database, keepAddresses } = options;
  const container = await runningContainer(projectDirectory);
  // npm runs scripts in the project; the path is one of where it was typed.
  const dump = openDump(resolve(process.env.INIT_CWD ?? projectDirectory, options.dump));
  const interrupt = untilInterrupted(async () => {
    console.error("stopping; the site stays as it was …");
    dump.sql.destroy(new Interrupted());
  });
  const progress = showProgress(dump);
  try {
    const { code, failure } = await runIn(container, {
      command: [
        ...["wp-image", "import-database", "--end"],
        ...[`--from=${from ?? ""}`, `--prefix=${prefix ?? ""}`, `--database=${database ?? ""}`],
        ...(keepAddresses ? ["--keep-addresses"] : []),
      ],
      input: dump.sql,
      output: process.stdout,
      errors: process.stderr,
    });
    if (failure !== undefined) throw failure;
    if (code !== 0) throw new Failure("nothing was imported, see above");
  } finally {
    clearInterval(progress);
    interrupt.dispose();
  }
}

function showProgress({ size, read }: Dump): NodeJS.Timeout {
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  let shown = -1;
  return setInterval(() => {
    const percent = Math.floor((100 * read()) / Math.max(1, size));
    if (percent === shown) return;
    shown = percent;
    console.log(
      percent < 100 ? `  … ${percent} % of ${mib(size)} read` : `  … read; names, addresses and schema follow`,
    );
  }, PROGRESS_MILLISECONDS);
}
