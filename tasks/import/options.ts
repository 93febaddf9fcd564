/** What `npm run import` takes besides its files. */
export interface ImportOptions {
  /** A further address that the site had. */
  readonly from?: string;
  /** Which site to take, if the dump has several. */
  readonly prefix?: string;
  readonly database?: string;
  /** Character set of the dump's texts. @default - the one that the dump names */
  readonly charset?: string;
  readonly keepAddresses: boolean;
  /** Name of the site that this one becomes a copy of: no mail, no events, no search engines. */
  readonly copyOf?: string;
  /** Where the site is in the archives. */
  readonly root?: string;
  /** Also drop-ins that lead to the former host's servers. */
  readonly dropIns: boolean;
}

export interface HowDumpComes {
  /** Import whose files change places with the tables. @default - none */
  readonly files?: string;
  /** Whether the dump ends with our line, as one from this machine does; else with that of whoever wrote it. @default true */
  readonly isMarked?: boolean;
}

/** Words of `wp-image import-database`. */
export function databaseWords(options: ImportOptions, { files, isMarked = true }: HowDumpComes): string[] {
  const { from = "", prefix = "", database = "", charset = "", keepAddresses, copyOf } = options;
  return [
    ...["wp-image", "import-database", ...(isMarked ? ["--end"] : [])],
    ...[`--from=${from}`, `--prefix=${prefix}`, `--database=${database}`, `--charset=${charset}`],
    ...(keepAddresses ? ["--keep-addresses"] : []),
    ...(copyOf === undefined ? [] : [`--copy-of=${copyOf}`]),
    ...(files === undefined ? [] : [`--files=${files}`]),
  ];
}

/** Words of `wp-image import-files`. @param isHeld whether the files wait for the tables */
export function filesWords({ root = "", dropIns }: ImportOptions, id: string, isHeld: boolean): string[] {
  return [
    ...["wp-image", "import-files", `--import=${id}`, `--root=${root}`],
    ...(dropIns ? ["--drop-ins"] : []),
    ...(isHeld ? ["--hold"] : []),
  ];
}
