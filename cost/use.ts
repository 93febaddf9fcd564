/** What visitors do in a month, and what the site keeps; everything else that depends on use follows from it. */
export interface Use {
  /** Visits a month. */
  readonly visits: number;
  /** Pages that a visit asks for. */
  readonly pagesPerVisit: number;
  /** Files (style sheets, scripts, pictures) that a page brings with it, of which half are in the browser's cache. */
  readonly filesPerPage: number;
  /** Share of the pages that a page cache answers, from 0 to 1. */
  readonly cached: number;
  /** KB that a page with its files weighs on the wire. */
  readonly pageKb: number;
  /** GB of media. */
  readonly uploadGb: number;
  /** Mails a month. */
  readonly mails: number;
  /** The busiest minute's requests by the mean's. */
  readonly peak: number;
}

export const DEFAULT_USE: Use = {
  visits: 10_000,
  pagesPerVisit: 3,
  filesPerPage: 20,
  cached: 0.9,
  pageKb: 1500,
  uploadGb: 5,
  mails: 500,
  peak: 10,
};

const SECONDS_A_MONTH = 730 * 3600;
const KB_A_GB = 1_000_000;
/** KB of a line of nginx's access log, as the image writes it. */
const LOG_LINE_KB = 0.5;
/** Share of a page's files that the browser has already. */
const IN_BROWSER = 0.5;

export const pages = ({ visits, pagesPerVisit }: Use): number => visits * pagesPerVisit;
const files = (use: Use): number => pages(use) * use.filesPerPage * (1 - IN_BROWSER);
export const requests = (use: Use): number => pages(use) + files(use);
export const gigabytesOut = (use: Use): number => (pages(use) * use.pageKb) / KB_A_GB;
/** GB of access logs for so many requests. */
export const logGigabytes = (lines: number): number => (lines * LOG_LINE_KB) / KB_A_GB;
export const pagesASecond = (use: Use): number => pages(use) / SECONDS_A_MONTH;
export const filesASecond = (use: Use): number => files(use) / SECONDS_A_MONTH;
