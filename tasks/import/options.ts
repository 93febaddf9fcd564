/** What `npm run import` takes besides its files. */
export interface ImportOptions {
  /** A further address that the site had. */
  readonly from?: string;
  /** Which site to take, if the dump has several. */
  readonly prefix?: string;
  readonly database?: string;
  readonly keepAddresses: boolean;
  /** Where the site is in the archives. */
  readonly root?: string;
  /** Also drop-ins that lead to the former host's servers. */
  readonly dropIns: boolean;
}

/** Words of `wp-image import-database`. @param files import whose files change places with the tables */
export function databaseWords(options: ImportOptions, files?: string): string[] {
  const { from = "", prefix = "", database = "", keepAddresses } = options;
  return [
    ...["wp-image", "import-database", "--end", `--from=${from}`, `--prefix=${prefix}`, `--database=${database}`],
    ...(keepAddresses ? ["--keep-addresses"] : []),
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
